#include "harness/scenario/words/expect_certificate.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/identity.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

const EnrollmentAsked& asked_of(const Answer& answer) {
  if (!answer.asked) throw std::logic_error("the answer judged here is to no enrolment");
  return *answer.asked;
}

Certificate noted_issue(const Answer& answer, Stage& stage) {
  auto certificate = issued_certificate(answer);
  stage.note_certificate("issued", certificate);
  return certificate;
}

/// A rule of RFC 5280 as it holds for one certificate.
Finding judge_rule(const std::string& rule, const Certificate& certificate, std::int64_t now) {
  if (rule == "version-3")
    return {certificate.version() == 3, "the version of the issued certificate", "v3",
            fmt::format("v{}", certificate.version())};
  if (rule == "serial") {
    const auto serial = certificate.serial_hex();
    const auto zero = serial.find_first_not_of("0-") == std::string::npos;
    const bool holds = !zero && serial[0] != '-';
    return {holds, "the serial number", "a positive integer", "0x" + serial};
  }
  if (rule == "serial-length") {
    const auto octets = certificate.serial_hex().size() / 2;
    return {octets <= 20, "the serial number", "at most 20 octets",
            fmt::format("{} octets", octets)};
  }
  if (rule == "validity-now")
    return {certificate.not_before() <= now && now <= certificate.not_after(),
            "the validity period", "valid now",
            fmt::format("{} to {} seconds from now", certificate.not_before() - now,
                        certificate.not_after() - now)};
  if (rule == "validity-order")
    return {certificate.not_before() <= certificate.not_after(), "the validity period",
            "notBefore is not after notAfter",
            fmt::format("{} seconds long", certificate.not_after() - certificate.not_before())};
  if (rule == "issuer-not-empty")
    return {certificate.issuer() != encode_name(""), "the issuer", "a non-empty name",
            certificate.issuer_text()};
  if (rule == "key-identifier") {
    const bool there = certificate.extension("2.5.29.35").has_value();
    return {there, "authorityKeyIdentifier", "present", there ? "present" : "absent"};
  }
  const auto constraints = certificate.extension(oids::basic_constraints);
  return {!certificate.is_ca(), "basicConstraints", "absent, or not a CA",
          constraints ? (certificate.is_ca() ? "CA:TRUE" : "CA:FALSE") : "absent"};
}

}  // namespace

void ExpectIssuedKey::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto wanted = asked_of(answer).key.public_key();
  const auto certificate = noted_issue(answer, stage);
  const bool holds = certificate.public_key() == wanted;
  stage.judge(cites, {holds, "the public key of the issued certificate", "the key of the request",
                      holds ? "the key of the request"
                            : "another key: " + encode_hex(certificate.public_key()).substr(0, 48) +
                                  "..."});
}

void ExpectIssuedSubject::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& wanted = asked_of(answer).subject;
  const auto certificate = noted_issue(answer, stage);
  const auto got = certificate.subject();
  const bool same = got == wanted || same_name(got, wanted);
  stage.judge(cites,
              {same, "the subject of the issued certificate", name_text(wanted), name_text(got)});
  if (same && got != wanted)
    stage.tell(cites, "the encoding of the subject", "equal as a name, but not to the octet");
}

void ExpectIssuedChain::perform(Stage& stage) const {
  const auto certificate = noted_issue(stage.answer(of), stage);
  const auto& authorities = stage.authorities();
  TrustAnchors roots;
  for (const auto& authority : authorities)
    if (authority.self_signed()) roots.push_back(authority);
  const auto path = verify_path(certificate, authorities, roots, stage.now(), Purpose::any);
  stage.judge(cites, {path.valid, "the chain of the issued certificate",
                      "a path over certificates of /cacerts to a root of /cacerts",
                      path.valid ? fmt::format("a path of {} certificates", path.chain.size())
                                 : path.reason});
}

void ExpectIssuedProfile::perform(Stage& stage) const {
  if (rule.empty()) throw std::logic_error("expect_issued_profile must say which rule");
  const auto certificate = noted_issue(stage.answer(of), stage);
  stage.judge(cites, judge_rule(rule, certificate, stage.now()));
}

void ExpectNoAuthority::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (!granted(answer))
    return stage.judge(cites, {true, "what came of a request to be a CA",
                               "a refusal, or a certificate that is no CA's", answer.summary()});
  const auto certificate = noted_issue(answer, stage);
  const auto usage = certificate.extension(oids::key_usage);
  // KeyUsage ::= BIT STRING; keyCertSign is bit 5 (RFC 5280 4.2.1.3).
  const bool signs = usage && usage->value.size() > 3 && (usage->value[3] & 0x04U) != 0;
  stage.judge(cites, {!certificate.is_ca() && !signs, "what came of a request to be a CA",
                      "a refusal, or a certificate that is no CA's",
                      std::string("a certificate with ") +
                          (certificate.is_ca() ? "CA:TRUE" : "no CA:TRUE") +
                          (signs ? " and keyCertSign" : "")});
}

}  // namespace inquest
