#include "reference/protocol/server_authorization.h"

#include <gtest/gtest.h>

#include "reference/codec/oids.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;
using By = ServerAuthorization::By;

class ServerAuthorizationTest : public testing::Test {
 protected:
  TlsFacts server(const std::vector<std::string>& names, const std::vector<std::string>& purposes) {
    auto contents = authority->prepare(encode_name("CN=server"), key.public_key(),
                                       extensions::subject_alt_name(names), now);
    std::erase_if(contents.extensions,
                  [](const Extension& each) { return each.id == oids::extended_key_usage; });
    contents.extensions.push_back(extensions::extended_key_usage(purposes));
    TlsFacts tls;
    tls.peer_chain = {authority->issue(contents).der(), Certificate(authority->issuing()).der()};
    return tls;
  }
  By authorized(const TlsFacts& tls, bool by_explicit, bool by_implicit,
                const std::string& host = "est.example") {
    ClientTrust trust;
    if (by_explicit) trust.explicit_anchors = {authority->root()};
    if (by_implicit) trust.implicit_anchors = {authority->root()};
    const auto result = authorize_server(tls, host, trust, now);
    EXPECT_EQ(result.reason.empty(), result.authorized());
    return result.by;
  }

  std::shared_ptr<Authority> authority = Authority::in_memory({}, now);
  Key key = Key::generate(KeyKind("ec-p256"));
  static constexpr auto server_auth = "1.3.6.1.5.5.7.3.1";
};

TEST_F(ServerAuthorizationTest, IsByNameUnderEitherDatabase) {
  const auto tls = server({"DNS:est.example"}, {server_auth});
  EXPECT_EQ(authorized(tls, true, false), By::explicit_anchors);
  EXPECT_EQ(authorized(tls, false, true), By::implicit_anchors);
  EXPECT_EQ(authorized(tls, true, true), By::explicit_anchors);
  EXPECT_EQ(authorized(tls, false, false), By::nobody);
  EXPECT_EQ(authorized(tls, true, true, "other.example"), By::nobody);
}

TEST_F(ServerAuthorizationTest, IsByTheRegistrationAuthoritysPurposeUnderExplicitAnchorsAlone) {
  const auto tls = server({"DNS:ra.example"}, {server_auth, oids::cmc_ra});
  EXPECT_EQ(authorized(tls, true, false), By::explicit_anchors);
  EXPECT_EQ(authorized(tls, false, true), By::nobody);
}

TEST_F(ServerAuthorizationTest, WantsACertificateForServers) {
  EXPECT_EQ(authorized(server({"DNS:est.example"}, {oids::client_auth}), true, false), By::nobody);
  EXPECT_EQ(authorized({}, true, true), By::nobody);
}

TEST_F(ServerAuthorizationTest, ComesWithASharedPassword) {
  TlsFacts tls;
  tls.srp_user = "device";
  EXPECT_EQ(authorized(tls, false, false), By::no_certificate);
}

}  // namespace
}  // namespace inquest
