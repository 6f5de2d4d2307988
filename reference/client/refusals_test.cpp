#include <gmock/gmock.h>
#include <openssl/evp.h>

#include "reference/client/both_peers_for_tests.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/protocol/linking.h"

/// What the reference server refuses, over the wire: with which status, in readable words, and
/// without a secret in its log.
namespace inquest {
namespace {

using testing::HasSubstr;

/// A server and one client's way of asking it.
struct Scene {
  BothPeers peers;
  Key key = Key::generate(KeyKind("ec-p256"));

  TlsSettings showing(const TlsIdentity& identity) const {
    auto tls = peers.tls();
    tls.identity = identity;
    return tls;
  }
  /// A certificate of the server's own CA whose validity is over.
  TlsIdentity expired() const {
    auto& authority = *peers.options.policy.authority;
    auto contents = authority.prepare(encode_name("CN=device"), key.public_key(), std::nullopt,
                                      seconds_since_1970());
    contents.not_before -= 200;
    contents.not_after = seconds_since_1970() - 100;
    return {key, authority.issue(contents), {authority.issuing()}};
  }
  TlsIdentity revoked() const {
    auto identity = peers.identity("CN=device", key);
    peers.options.policy.authority->revoke(identity.certificate.serial_hex(), seconds_since_1970());
    return identity;
  }
  TlsIdentity foreign() const {
    const auto other = Authority::in_memory({}, seconds_since_1970());
    return {key,
            other->issue(other->prepare(encode_name("CN=device"), key.public_key(), std::nullopt,
                                        seconds_since_1970())),
            {other->issuing()}};
  }

  HttpRequest enrollment(const RequestContents& contents, const HttpOptions& http,
                         Operation operation = Operation::simpleenroll,
                         const Deviations& deviations = {}) const {
    return enroll_request(operation, make_request(contents, key, deviations), http, deviations);
  }
  HttpResponse over(const TlsSettings& tls, const HttpRequest& request) const {
    const auto answer = peers.connect(tls)->exchange(request, {}, BothPeers::soon());
    if (!answer) throw std::runtime_error(answer.failure().what);
    return answer->response;
  }
  HttpResponse by_password(const HttpRequest& request) const { return over(peers.tls(), request); }
  HttpResponse by_certificate(const TlsIdentity& identity,
                              Operation operation = Operation::simpleenroll,
                              const std::string& subject = "CN=device") const {
    return over(showing(identity), enrollment(named(subject), peers.http(false), operation));
  }
  HttpResponse with_credentials(const std::string& user, const std::string& password) const {
    auto http = peers.http();
    http.credentials = BasicCredentials{user, password};
    return by_password(enrollment(named("CN=device"), http));
  }
  HttpResponse with_attribute(const char* type, const std::string& text) const {
    auto contents = named("CN=device");
    contents.attributes.push_back(challenge_attribute(type, text));
    return by_password(enrollment(contents, peers.http()));
  }
  HttpResponse with_key(const Key& other) const {
    return by_password(enroll_request(
        Operation::simpleenroll, make_request(named("CN=device"), other, {}), peers.http(), {}));
  }
  HttpResponse with_fault(const char* fault) const {
    return by_password(enrollment(named("CN=device"), peers.http(), Operation::simpleenroll,
                                  deviations_of({fault})));
  }
  HttpResponse raw(const std::string& bytes) const {
    const auto connection = peers.connect(peers.tls());
    (void)connection->send(bytes_of(bytes), BothPeers::soon());
    const auto answer = connection->read_response({}, BothPeers::soon());
    if (!answer) throw std::runtime_error(answer.failure().what);
    return answer->response;
  }
  /// Answers the challenge that `first` got, twice with the same count when `replay` is set.
  HttpResponse by_digest(const std::string& password, bool replay) const {
    const auto connection = peers.connect(peers.tls());
    auto request = enrollment(named("CN=device"), peers.http(false));
    const auto ask = [&] {
      const auto answer = connection->exchange(request, {}, BothPeers::soon());
      if (!answer) throw std::runtime_error(answer.failure().what);
      return answer->response;
    };
    const auto challenge = strongest_digest(ask()).value();
    request.headers.set("Authorization",
                        digest_authorization(challenge, {"est", password}, request, 1, "c0ffee"));
    const auto answer = ask();
    return replay ? ask() : answer;
  }
};

Key native_key(EVP_PKEY* key) { return Key(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free)); }

struct Case {
  const char* name;
  int status;
  std::function<HttpResponse(Scene&)> ask;
  std::vector<std::string> secrets;  ///< beside the password and the challenges of all cases
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"NoCredentials",
       401,
       [](Scene& s) {
         return s.by_password(s.enrollment(named("CN=device"), s.peers.http(false)));
       },
       {}},
      {"WrongPassword",
       401,
       [](Scene& s) { return s.with_credentials("est", "wr0ng"); },
       {"wr0ng", "ZXN0OndyMG5n"}},
      {"UnknownUser",
       401,
       [](Scene& s) { return s.with_credentials("nobody", "wr0ng"); },
       {"wr0ng", "bm9ib2R5OndyMG5n"}},
      {"WrongDigestPassword", 401, [](Scene& s) { return s.by_digest("wr0ng", false); }, {"wr0ng"}},
      {"ReplayedDigestNonce", 401, [](Scene& s) { return s.by_digest("pw", true); }, {"c0ffee"}},
      {"ExpiredCertificate", 401, [](Scene& s) { return s.by_certificate(s.expired()); }, {}},
      {"RevokedCertificate", 401, [](Scene& s) { return s.by_certificate(s.revoked()); }, {}},
      {"ForeignCertificate", 401, [](Scene& s) { return s.by_certificate(s.foreign()); }, {}},
      {"ExpiredCertificateRenewed",
       401,
       [](Scene& s) { return s.by_certificate(s.expired(), Operation::simplereenroll); },
       {}},
      {"PasswordAloneRenews",
       403,
       [](Scene& s) {
         return s.by_password(
             s.enrollment(named("CN=device"), s.peers.http(), Operation::simplereenroll));
       },
       {}},
      {"RequestForSomebodyElse",
       403,
       [](Scene& s) {
         return s.by_certificate(s.peers.identity("CN=device", s.key), Operation::simplereenroll,
                                 "CN=somebody else");
       },
       {}},
      {"BoundToAnotherConnection",
       403,
       [](Scene& s) {
         return s.with_attribute(oids::challenge_password,
                                 linking_text(s.peers.connect(s.peers.tls())->tls()));
       },
       {}},
      {"BoundToAnotherConnectionByTheNewerName",
       403,
       [](Scene& s) { return s.with_attribute(oids::est_identity_linking, "b1nd1ng"); },
       {"b1nd1ng"}},
      {"UnknownOneTimePassword",
       403,
       [](Scene& s) { return s.with_attribute(oids::otp_challenge, "n0-such-otp"); },
       {"n0-such-otp"}},
      {"NotItsOwnName",
       403,
       [](Scene& s) { return s.by_password(s.enrollment(named("CN=other"), s.peers.http())); },
       {}},
      {"CurveThatIsNotServed",
       400,
       [](Scene& s) {
         return s.with_key(native_key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1")));
       },
       {}},
      {"RsaKeyTooShort",
       400,
       [](Scene& s) {
         return s.with_key(
             native_key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024})));
       },
       {}},
      {"BrokenSignature",
       400,
       [](Scene& s) { return s.with_fault("csr-signature-flipped-bit"); },
       {}},
      {"TruncatedRequest", 400, [](Scene& s) { return s.with_fault("csr-truncated"); }, {}},
      {"EmptyBody", 400, [](Scene& s) { return s.with_fault("request-body-empty"); }, {}},
      {"RawDer", 400, [](Scene& s) { return s.with_fault("request-body-raw-der"); }, {}},
      {"AnotherMediaType",
       415,
       [](Scene& s) { return s.with_fault("request-media-type-text-plain"); },
       {}},
      {"OversizedBody",
       413,
       [](Scene& s) { return s.with_fault("request-body-of-a-megabyte"); },
       {}},
      {"OversizedBodyOfTenMegabytes",
       413,
       [](Scene& s) { return s.with_fault("request-body-of-ten-megabytes"); },
       {}},
      {"OversizedHead",
       431,
       [](Scene& s) {
         return s.raw("GET /.well-known/est/cacerts HTTP/1.1\r\nHost: x\r\nX: " +
                      std::string(100'000, 'x') + "\r\n\r\n");
       },
       {}},
      {"NotHttp", 400, [](Scene& s) { return s.raw("\x16\x03\x01 nonsense\r\n\r\n"); }, {}},
      {"AnotherVersionOfHttp",
       505,
       [](Scene& s) { return s.raw("GET / HTTP/2.0\r\nHost: x\r\n\r\n"); },
       {}},
      {"UnknownExpectation",
       417,
       [](Scene& s) {
         return s.raw("GET /.well-known/est/cacerts HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n");
       },
       {}},
      {"UnknownTransferCoding",
       501,
       [](Scene& s) {
         return s.raw(
             "POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: x\r\n"
             "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
       },
       {}},
      {"AnotherMethod",
       405,
       [](Scene& s) {
         auto request = s.enrollment(named("CN=device"), s.peers.http());
         request.method = "GET";
         return s.by_password(request);
       },
       {}},
      {"UnknownMethod",
       501,
       [](Scene& s) {
         return s.raw("BREW /.well-known/est/simpleenroll HTTP/1.1\r\nHost: x\r\n\r\n");
       },
       {}},
      {"UnknownOperation",
       404,
       [](Scene& s) { return s.raw("GET /.well-known/est/tea HTTP/1.1\r\nHost: x\r\n\r\n"); },
       {}},
      {"UnknownLabel",
       404,
       [](Scene& s) {
         return s.raw("GET /.well-known/est/tea/cacerts HTTP/1.1\r\nHost: x\r\n\r\n");
       },
       {}},
      {"FullCmcOfNonsense",
       400,
       [](Scene& s) {
         return s.by_password(full_cmc_request(Bytes{0x30, 0x00}, s.peers.http(), {}));
       },
       {}},
  };
  return all;
}

class Refusals : public testing::TestWithParam<std::tuple<std::size_t, TlsVersion>> {};

TEST_P(Refusals, HaveTheRightStatusReadableWordsAndNoSecretInTheLog) {
  const auto& one = cases().at(std::get<0>(GetParam()));
  Scene scene;
  auto& policy = scene.peers.options.policy;
  scene.peers.speak_only(std::get<1>(GetParam()));
  policy.one_time_passwords = std::make_shared<OneTimePasswordsInMemory>();
  if (std::string(one.name).find("Digest") != std::string::npos)
    policy.offers_digest = {DigestAlgorithm::sha256};
  if (std::string(one.name) == "NotItsOwnName")
    policy.authorize = [](const ClientIdentity&, const RequestInfo&) {
      return Judgement(Refusal{403, "Policy does not grant this name.\n", {}});
    };
  scene.peers.start();
  const auto response = one.ask(scene);

  EXPECT_EQ(response.status, one.status);
  const auto* type = response.headers.find("Content-Type");
  ASSERT_NE(type, nullptr);
  const bool cmc = is_media_type(*type, media_types::pkcs7_mime);
  // RFC7030-4.2.3-07: words for people; a CMC error is CMC (RFC 7030 4.3.2).
  EXPECT_EQ(cmc, std::string(one.name).starts_with("FullCmc"));
  if (!cmc) {
    EXPECT_EQ(*type, media_types::text_plain);
    const std::string words(text_of(response.body));
    EXPECT_GT(words.size(), 20U) << words;
    EXPECT_TRUE(words.ends_with(".\n")) << words;
    for (const unsigned char c : words) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f)) << words;
  }
  // RFC7235-3.1-01 and RFC7231-6.5.5-01
  if (one.status == 401) {
    EXPECT_GE(response.headers.count("WWW-Authenticate"), 1U);
  }
  if (one.status == 405) {
    EXPECT_NE(response.headers.find("Allow"), nullptr);
  }

  const auto log = scene.peers.log();
  EXPECT_THAT(log, HasSubstr(" " + std::to_string(one.status)));
  auto secrets = one.secrets;
  secrets.insert(secrets.end(), {"pw", "ZXN0OnB3", "Authorization", "Basic ", "response="});
  for (const auto& secret : secrets) EXPECT_EQ(log.find(secret), std::string::npos) << log;
}

INSTANTIATE_TEST_SUITE_P(OverTheWire, Refusals,
                         testing::Combine(testing::Range<std::size_t>(0, cases().size()),
                                          testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3)),
                         [](const auto& one) {
                           return std::string(cases().at(std::get<0>(one.param)).name) + "Tls" +
                                  (std::get<1>(one.param) == TlsVersion::tls1_2 ? "12" : "13");
                         });

/// The twins: the same asked rightly is granted.
class Grants : public testing::TestWithParam<TlsVersion> {
 protected:
  Grants() { scene.peers.speak_only(GetParam()); }
  Scene scene;
};

TEST_P(Grants, WhatWasAskedRightly) {
  auto& policy = scene.peers.options.policy;
  policy.offers_digest = {DigestAlgorithm::sha256};
  auto passwords = std::make_shared<OneTimePasswordsInMemory>();
  passwords->add("0tp");
  policy.one_time_passwords = passwords;
  scene.peers.start();
  EXPECT_EQ(scene.with_credentials("est", "pw").status, 200);
  EXPECT_EQ(scene.by_digest("pw", false).status, 200);
  EXPECT_EQ(scene.with_attribute(oids::otp_challenge, "0tp").status, 200);
  EXPECT_EQ(scene.with_key(Key::generate(KeyKind("rsa-2048"))).status, 200);
  const auto identity = scene.peers.identity("CN=device", scene.key);
  EXPECT_EQ(scene.by_certificate(identity).status, 200);
  EXPECT_EQ(scene.by_certificate(identity, Operation::simplereenroll).status, 200);
  EXPECT_EQ(scene.peers.log().find("0tp"), std::string::npos);
}

TEST_P(Grants, TellWhyACertificateCountsForNothing) {
  scene.peers.start();
  EXPECT_THAT(std::string(text_of(scene.by_certificate(scene.expired()).body)),
              HasSubstr("expired"));
  EXPECT_THAT(std::string(text_of(scene.by_certificate(scene.revoked()).body)),
              HasSubstr("revoked"));
}

TEST_P(Grants, NothingByOneOfTwoThatAreBothRequired) {
  scene.peers.options.policy.certificate_suffices = false;
  scene.peers.options.policy.password_suffices = false;
  scene.peers.start();
  const auto identity = scene.peers.identity("CN=device", scene.key);
  const auto both =
      scene.over(scene.showing(identity), scene.enrollment(named("CN=device"), scene.peers.http()));
  EXPECT_EQ(both.status, 200);
  const auto certificate = scene.by_certificate(identity);
  EXPECT_EQ(certificate.status, 401);
  EXPECT_GE(certificate.headers.count("WWW-Authenticate"), 1U);
  EXPECT_EQ(scene.with_credentials("est", "pw").status, 403);
}

TEST_P(Grants, ReplayIsToldAsAStaleNonceToWhoKnowsThePassword) {
  scene.peers.options.policy.offers_digest = {DigestAlgorithm::sha256};
  scene.peers.start();
  const auto stale = [&](const HttpResponse& response) {
    return strongest_digest(response).value().find("stale").value_or("");
  };
  EXPECT_EQ(stale(scene.by_digest("pw", true)), "true");
  EXPECT_EQ(stale(scene.by_digest("wr0ng", false)), "");
}

INSTANTIATE_TEST_SUITE_P(OverTheWire, Grants,
                         testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& one) {
                           return one.param == TlsVersion::tls1_2 ? "Tls12" : "Tls13";
                         });

}  // namespace
}  // namespace inquest
