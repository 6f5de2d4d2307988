#include "reference/pki/trust.h"

#include <openssl/err.h>

#include "reference/codec/oids.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;

constexpr std::int64_t in_2025 = 1750000000;
constexpr std::int64_t in_2052 = 2600000000;

Certificate vector(const std::string& name) { return Certificate::from_pem(pki_vector(name)); }

class VerifyPath : public testing::Test {
 protected:
  const Certificate root = vector("root.pem");
  const Certificate middle = vector("middle.pem");
  const Certificate server = vector("leaf-server.pem");
  const Certificate client = vector("leaf-client.pem");
  const Certificate expired = vector("leaf-expired.pem");
};

TEST_F(VerifyPath, LeadsOverIntermediatesToAnAnchor) {
  const auto path = verify_path(server, {middle}, {root}, in_2025, Purpose::tls_server);
  EXPECT_TRUE(path.valid) << path.reason;
  ASSERT_EQ(path.chain.size(), 3U);
  EXPECT_EQ(path.chain[0].der(), server.der());
  EXPECT_EQ(path.chain[1].der(), middle.der());
  EXPECT_EQ(path.chain[2].der(), root.der());
}

TEST_F(VerifyPath, EndsAtAnAnchorThatIsNotSelfSigned) {
  EXPECT_TRUE(verify_path(server, {}, {middle}, in_2025, Purpose::any).valid);
  EXPECT_TRUE(verify_path(server, {}, {server}, in_2025, Purpose::any).valid);
}

TEST_F(VerifyPath, PicksTheWayAmongManyCertificates) {
  EXPECT_TRUE(verify_path(server, {client, expired, root, middle}, {client, root}, in_2025,
                          Purpose::tls_server)
                  .valid);
}

TEST_F(VerifyPath, NeedsAnAnchor) {
  EXPECT_EQ(verify_path(server, {middle, root}, {}, in_2025, Purpose::any).reason,
            "there are no trust anchors");
  const auto path = verify_path(server, {middle, root}, {client}, in_2025, Purpose::any);
  EXPECT_FALSE(path.valid);
  EXPECT_THAT(path.reason, HasSubstr("self-signed certificate in certificate chain"));
  EXPECT_TRUE(path.chain.empty());
}

TEST_F(VerifyPath, NamesTheCertificateThatFailed) {
  EXPECT_EQ(verify_path(expired, {middle}, {root}, in_2025, Purpose::any).reason,
            "certificate has expired (CN=leaf)");
  EXPECT_EQ(verify_path(server, {middle}, {root}, 1600000000, Purpose::any).reason,
            "certificate is not yet valid (CN=leaf)");
  EXPECT_THAT(verify_path(server, {}, {root}, in_2025, Purpose::any).reason,
              HasSubstr("unable to get local issuer certificate (CN=leaf)"));
  EXPECT_FALSE(verify_path(middle, {}, {root}, in_2052 + 10LL * 365 * 86400, Purpose::any).valid);
}

TEST_F(VerifyPath, JudgesThePurpose) {
  EXPECT_FALSE(verify_path(client, {middle}, {root}, in_2025, Purpose::tls_server).valid);
  EXPECT_FALSE(verify_path(server, {middle}, {root}, in_2025, Purpose::tls_client).valid);
  EXPECT_TRUE(verify_path(client, {middle}, {root}, in_2025, Purpose::tls_client).valid);
  EXPECT_TRUE(verify_path(client, {middle}, {root}, in_2025, Purpose::any).valid);
}

TEST_F(VerifyPath, RefusesAnIssuerThatIsNoAuthority) {
  const auto authority = Authority::in_memory({}, in_2025);
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto contents =
      authority->prepare(encode_name("CN=no authority"), key.public_key(), std::nullopt, in_2025);
  const auto issuer = authority->issue(contents);
  auto below = contents;
  below.subject = encode_name("CN=below");
  const auto leaf = Authority::issue_elsewhere(below, issuer.subject(), key);
  const auto path =
      verify_path(leaf, {issuer, authority->issuing()}, {authority->root()}, in_2025, Purpose::any);
  EXPECT_FALSE(path.valid);
}

TEST_F(VerifyPath, LeavesNoErrorsBehind) {
  (void)verify_path(expired, {}, {root}, in_2025, Purpose::any);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(NamesHost, MatchesDnsNamesAsRfc6125Wants) {
  const auto server = vector("leaf-server.pem");
  EXPECT_TRUE(names_host(server, "est.example.com"));
  EXPECT_TRUE(names_host(server, "EST.Example.com"));
  EXPECT_TRUE(names_host(server, "a.wild.example.com"));
  EXPECT_FALSE(names_host(server, "a.b.wild.example.com"));
  EXPECT_FALSE(names_host(server, "wild.example.com"));
  EXPECT_FALSE(names_host(server, "example.com"));
  EXPECT_FALSE(names_host(server, "leaf")) << "subjectAltName has DNS names";
  EXPECT_FALSE(names_host(server, ""));
  EXPECT_TRUE(names_host(vector("leaf-client.pem"), "leaf")) << "there is no DNS name but the CN";
}

TEST(NamesHost, TakesAddressesFromSubjectAltNameAlone) {
  const auto server = vector("leaf-server.pem");
  EXPECT_TRUE(names_host(server, "192.0.2.7"));
  EXPECT_TRUE(names_host(server, "2001:db8::7"));
  EXPECT_TRUE(names_host(server, "2001:0DB8:0:0:0:0:0:7"));
  EXPECT_FALSE(names_host(server, "192.0.2.8"));
  EXPECT_FALSE(names_host(vector("leaf-common-name-only.pem"), "192.0.2.9"));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace inquest
