#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "cmake/source_folder.h"
#include "harness/engine/run.h"
#include "harness/engine/server_session.h"
#include "harness/scenario/loader.h"
#include "reference/faults/catalogue.h"
#include "reference/server/server.h"

namespace inquest {
namespace {

const Requirements& catalogue() {
  static const auto requirements =
      Requirements::load(std::string(source_folder) + "/scenarios/requirements");
  return requirements;
}

/// A case of these steps, each judgement citing the same statement.
Case case_of(const std::vector<std::string>& steps) {
  std::string text =
      "about: a\ntests: server\ncases:\n  one:\n    story: s\n    covers: [RFC7030-3.5-04]\n"
      "    steps:\n";
  for (auto step : steps) {
    if (step.starts_with("expect_"))
      step.replace(
          step.rfind('}'), 1,
          (step.find("{}") == step.npos ? ", " : "") + std::string("cites: RFC7030-3.5-04}"));
    text += "      - " + step + "\n";
  }
  return load_scenarios(text, "test/case.yaml", catalogue()).at(0);
}

/// What a server that commits `fault` gets for these steps; none: the conforming one.
Verdict verdict_of(const std::vector<std::string>& steps, const std::string& fault = "") {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  ServerOptions options;
  options.policy.authority = Authority::in_memory({}, now);
  options.policy.users = {{"est", "secret"}};
  options.policy.offers_digest = {DigestAlgorithm::sha256, DigestAlgorithm::md5};
  options.srp_users = {{"srp", "srp-secret"}};
  if (!fault.empty()) options.deviations = deviations_of({fault});
  const auto server = EstServer::start(std::move(options));
  ServerProfile profile;
  set_url(profile, "https://127.0.0.1:" + std::to_string(server->port()));
  profile.trust = server->trust();
  profile.credentials = {"est", "secret"};
  profile.http_authentication = {"basic", "digest"};
  profile.srp = SrpCredentials{"srp", "srp-secret"};
  profile.operations.insert("fullcmc");
  profile.policies = {"linking"};
  KeyPool keys;
  const auto result = ServerSession(profile, catalogue(), keys, RunOptions{}).run(case_of(steps));
  if (result.verdict == Verdict::error) ADD_FAILURE() << result.reason;
  return result.verdict;
}

/// Steps that the conforming server passes, and one fault at least that they catch.
struct Caught {
  std::string fault;
  std::vector<std::string> steps;
};
void PrintTo(const Caught& caught, std::ostream* out) { *out << caught.fault; }

class CredentialWords : public testing::TestWithParam<Caught> {};

TEST_P(CredentialWords, PassWhatIsRight) { EXPECT_EQ(verdict_of(GetParam().steps), Verdict::pass); }

TEST_P(CredentialWords, CatchWhatIsNot) {
  const auto verdict = verdict_of(GetParam().steps, GetParam().fault);
  EXPECT_TRUE(verdict == Verdict::fail || verdict == Verdict::warning) << name_of(verdict);
}

const std::string old_tls = R"(connect: {tls: "1.2"})";

INSTANTIATE_TEST_SUITE_P(
    OfLinking, CredentialWords,
    testing::Values(
        Caught{"linking-by-another-finished",
               {old_tls, "enroll: {link: challenge-password}", "expect_acceptance: {}"}},
        Caught{"linking-is-not-verified",
               {R"(connect: {name: a, tls: "1.2"})", R"(connect: {name: b, tls: "1.2"})",
                "enroll: {over: b, link: challenge-password, bound_to: a}", "expect_refusal: {}"}},
        Caught{"linking-compared-by-its-beginning",
               {old_tls, "enroll: {link: challenge-password, binding: extended}",
                "expect_refusal: {}"}},
        Caught{"linking-attributes-judged-by-either",
               {old_tls, "enroll: {link: both, binding: other-octets, spoils: identity-linking}",
                "expect_refusal: {}"}},
        Caught{"linking-wants-printable-string",
               {old_tls, "enroll: {link: identity-linking, string_type: utf8}",
                "expect_acceptance: {}"}},
        Caught{"linking-of-resumed-sessions-by-the-client",
               {R"(connect: {name: a, tls: "1.2", extended_master_secret: false})",
                "fetch_cacerts: {over: a}",
                R"(connect: {tls: "1.2", extended_master_secret: false, resume: a})",
                "enroll: {link: challenge-password}", "expect_acceptance: {}"}}));

INSTANTIATE_TEST_SUITE_P(
    OfDigest, CredentialWords,
    testing::Values(
        Caught{"digest-computed-otherwise",
               {"enroll: {authentication: digest}", "expect_authenticated: {by: password}"}},
        Caught{"digest-response-is-not-verified",
               {"enroll: {authentication: digest, authorization: wrong-response}",
                "expect_refusal: {}"}},
        Caught{"digest-uri-is-not-compared",
               {"enroll: {authentication: digest, authorization: of-another-uri}",
                "expect_refusal: {}"}},
        Caught{"digest-with-parameters-missing",
               {"enroll: {authentication: digest, authorization: without-cnonce}",
                "expect_refusal: {}"}},
        Caught{"digest-with-any-nonce",
               {"enroll: {authentication: digest, authorization: invented-nonce}",
                "expect_refusal: {}"}},
        Caught{"digest-replayed",
               {"enroll: {name: used, authentication: digest}", "enroll: {authorization_of: used}",
                "expect_refusal: {}"}},
        Caught{"digest-parameters-compared-by-case",
               {"enroll: {authentication: digest, authorization: parameters-in-capitals}",
                "expect_acceptance: {}"}},
        Caught{"digest-nonce-is-constant",
               {"connect: {certificate: none}", "enroll: {name: a, credentials: none}",
                "enroll: {credentials: none}", "expect_challenge: {other: a, rule: new-nonce}"}},
        Caught{"digest-algorithm-is-quoted",
               {"connect: {certificate: none}", "enroll: {credentials: none}",
                "expect_challenge: {rule: unquoted}"}},
        Caught{"basic-challenge-without-realm",
               {"connect: {certificate: none}", "enroll: {credentials: none}",
                "expect_challenge: {scheme: basic, rule: realm}"}},
        Caught{"digest-info-by-who-does-not-know",
               {"enroll: {authentication: digest}",
                "expect_authentication_info: {rule: knows-the-password}"}},
        Caught{"digest-info-of-another-count",
               {"enroll: {authentication: digest}",
                "expect_authentication_info: {rule: of-this-request}"}}));

INSTANTIATE_TEST_SUITE_P(
    OfSrp, CredentialWords,
    testing::Values(
        Caught{"srp-is-not-served", {"attempt: {srp: valid, suites: srp}", "expect_handshake: {}"}},
        Caught{"srp-takes-unknown-users",
               {"attempt: {srp: unknown-user, suites: srp}", "expect_handshake_refused: {}"}},
        Caught{"srp-takes-two-passwords",
               {"attempt: {srp: wrong-password, suites: srp}", "expect_handshake_refused: {}"}},
        Caught{"srp-zero-value-is-a-wrong-password",
               {"attempt: {srp: zero-value, suites: srp}", "expect_alert: {number: 47}"}},
        Caught{"srp-user-is-asked-again",
               {"connect: {authentication: srp}", "enroll: {authentication: srp}",
                "expect_authenticated: {by: password}"}}));

INSTANTIATE_TEST_SUITE_P(
    OfFullCmc, CredentialWords,
    testing::Values(
        Caught{"cmc-answer-without-the-certificate",
               {"full_cmc: {form: crmf}", "expect_issued_key: {}"}},
        Caught{"cmc-answer-as-certs-only", {"full_cmc: {}", "expect_cmc: {rule: media-type}"}},
        Caught{"cmc-answer-unsigned", {"full_cmc: {}", "expect_cmc: {rule: signature}"}},
        Caught{"cmc-answer-with-wrong-recipient-nonce",
               {"full_cmc: {}", "expect_cmc: {rule: recipient-nonce}"}},
        Caught{"cmc-answer-repeats-the-nonce",
               {"full_cmc: {}", "expect_cmc: {rule: sender-nonce}"}},
        Caught{"cmc-answer-without-transaction",
               {"full_cmc: {}", "expect_cmc: {rule: transaction}"}},
        Caught{"cmc-answer-body-part-twice", {"full_cmc: {}", "expect_cmc: {rule: body-parts}"}},
        Caught{"cmc-answer-with-ra-witness", {"full_cmc: {}", "expect_cmc: {rule: no-ra-witness}"}},
        Caught{"cmc-error-names-no-control",
               {"full_cmc: {faults: [cmc-request-with-unknown-control]}",
                "expect_cmc_failure: {one_of: [badRequest], part: last-control}"}},
        Caught{"cmc-error-names-bad-time",
               {"full_cmc: {faults: [cmc-request-signature-flipped-bit]}",
                "expect_cmc_failure: {one_of: [badMessageCheck], part: message}"}},
        Caught{"cmc-error-as-text",
               {"full_cmc: {faults: [cmc-request-signature-flipped-bit]}",
                "expect_cmc: {rule: response}"}}));

}  // namespace
}  // namespace inquest
