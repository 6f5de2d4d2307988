#include "reference/protocol/authentication.h"

#include <gmock/gmock.h>

#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class Authentication : public ServerForTests {
 protected:
  ClientIdentity who(const std::string& authorization, const TlsFacts& tls = anonymous()) {
    HttpRequest request;
    if (!authorization.empty()) request.headers = {{"Authorization", authorization}};
    return identify(request, tls, policy, {}, now);
  }
};

TEST_F(Authentication, KnowsWhoHasTheRightPassword) {
  EXPECT_EQ(who(basic_authorization("est", "secret")).user, "est");
  EXPECT_FALSE(who(basic_authorization("est", "Secret")).known());
  EXPECT_FALSE(who(basic_authorization("est", "secretsecret")).known());
  EXPECT_FALSE(who(basic_authorization("est", "")).known());
  EXPECT_FALSE(who(basic_authorization("nobody", "secret")).known());
  EXPECT_FALSE(who("").known());
}

TEST_F(Authentication, OfSomebodyUnknownIsNotHadByTheRealm) {
  EXPECT_FALSE(who(basic_authorization("nobody", policy.realm)).known());
}

TEST_F(Authentication, TakesAPasswordWithoutAUserName) {
  policy.users = {{"", "secret"}};
  EXPECT_TRUE(who(basic_authorization("", "secret")).known());
  EXPECT_FALSE(who(basic_authorization("", "wrong")).known());
}

TEST_F(Authentication, MayWantAPasswordBesideACertificate) {
  ClientIdentity client;
  client.certificate = issued("CN=one", key);
  EXPECT_FALSE(judge_client(Operation::simpleenroll, client, policy, now));
  policy.certificate_suffices = false;
  EXPECT_EQ(judge_client(Operation::simpleenroll, client, policy, now)->status, 401);
  client.user = "est";
  EXPECT_FALSE(judge_client(Operation::simpleenroll, client, policy, now));
}

TEST_F(Authentication, RefusesWithout401WhereItHasNoChallenge) {
  policy.offers_basic = false;
  EXPECT_EQ(judge_client(Operation::simpleenroll, {}, policy, now)->status, 403);
}

TEST_F(Authentication, CannotBeReadFromNonsense) {
  for (const auto* field : {"Basic", "Basic !!", "Bearer ZXN0OnNlY3JldA==", "Basic ZXN0"})
    EXPECT_FALSE(who(field).known()) << field;
}

TEST_F(Authentication, ByPasswordIsNotTakenInTheClear) {
  EXPECT_FALSE(who(basic_authorization("est", "secret"), TlsFacts{}).known());
}

TEST_F(Authentication, KnowsACertificateOfItsOwnAuthority) {
  const auto certificate = issued("CN=one", key);
  ASSERT_TRUE(who("", showing(certificate)).certificate);
  EXPECT_EQ(who("", showing(certificate)).certificate->der(), certificate.der());
}

TEST_F(Authentication, KnowsACertificateOfATrustedThirdParty) {
  const auto other = Authority::in_memory({}, now);
  const auto certificate =
      other->issue(other->prepare(encode_name("CN=one"), key.public_key(), std::nullopt, now));
  auto tls = showing(certificate);
  tls.peer_chain.push_back(other->issuing().der());
  EXPECT_FALSE(who("", tls).known());
  policy.client_trust = {other->root()};
  EXPECT_TRUE(who("", tls).known());
}

TEST_F(Authentication, DoesNotCountACertificateThatTheHandshakeDidNotVerify) {
  auto tls = showing(issued("CN=one", key));
  tls.peer_verified = false;
  EXPECT_FALSE(who("", tls).known());
}

TEST_F(Authentication, EndsWithTheCertificate) {
  const auto certificate = issued("CN=one", key);
  HttpRequest request;
  EXPECT_TRUE(identify(request, showing(certificate), policy, {}, now).known());
  EXPECT_FALSE(
      identify(request, showing(certificate), policy, {}, certificate.not_after() + 1).known());
}

TEST_F(Authentication, FallsBackToThePasswordWhereTheCertificateDoesNotCount) {
  const auto other = Authority::in_memory({}, now);
  const auto foreign =
      other->issue(other->prepare(encode_name("CN=one"), key.public_key(), std::nullopt, now));
  const auto client = who(basic_authorization("est", "secret"), showing(foreign));
  EXPECT_FALSE(client.certificate);
  EXPECT_EQ(client.user, "est");
}

TEST_F(Authentication, EndsWithRevocation) {
  const auto certificate = issued("CN=one", key);
  EXPECT_TRUE(who("", showing(certificate)).certificate);
  policy.authority->revoke(certificate.serial_hex(), now);
  EXPECT_FALSE(who("", showing(certificate)).certificate);
}

TEST_F(Authentication, IsAskedForWithAChallenge) {
  const auto refusal = judge_client(Operation::simpleenroll, {}, policy, now);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 401);
  EXPECT_THAT(*refusal->headers.find("WWW-Authenticate"), testing::StartsWith("Basic realm="));
}

TEST_F(Authentication, ByThirdPartiesSufficesForAnEnrolmentAlone) {
  const auto other = Authority::in_memory({}, now);
  ClientIdentity client;
  client.certificate =
      other->issue(other->prepare(encode_name("CN=one"), key.public_key(), std::nullopt, now));
  EXPECT_FALSE(judge_client(Operation::simpleenroll, client, policy, now));
  EXPECT_EQ(judge_client(Operation::simplereenroll, client, policy, now)->status, 403);
}

TEST_F(Authentication, TakesDigestWhereItIsOffered) {
  policy.offers_digest = {DigestAlgorithm::sha256, DigestAlgorithm::md5};
  policy.offers_basic = false;
  auto request = enrollment(named("CN=x"), key, Operation::simpleenroll, without_password());
  const auto refused = ask(request);
  EXPECT_EQ(refused.status, 401);
  ASSERT_EQ(challenges_of(refused).size(), 2U);
  const auto challenge = strongest_digest(refused);
  ASSERT_TRUE(challenge);
  EXPECT_EQ(challenge->find("algorithm"), "SHA-256");
  request.headers.set("Authorization",
                      digest_authorization(*challenge, {"est", "secret"}, request, 1, "cnonce"));
  EXPECT_EQ(ask(request).status, 200);

  const auto replayed = ask(request);
  EXPECT_EQ(replayed.status, 401);
  EXPECT_EQ(strongest_digest(replayed)->find("stale"), "true");
  request.headers.set(
      "Authorization",
      digest_authorization(*strongest_digest(replayed), {"est", "wrong"}, request, 1, "cnonce"));
  const auto wrong = ask(request);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(strongest_digest(wrong)->find("stale"), std::nullopt);
  EXPECT_EQ(ask(enrollment(named("CN=x"), key)).status, 401) << "Basic, which is not offered";
}

}  // namespace
}  // namespace inquest
