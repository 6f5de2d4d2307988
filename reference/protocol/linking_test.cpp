#include "reference/protocol/linking.h"

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class LinkingTest : public ServerForTests {
 protected:
  static TlsFacts bound(const char* version, Bytes unique, Bytes exporter) {
    auto tls = anonymous();
    tls.version = version;
    tls.tls_unique = std::move(unique);
    tls.tls_exporter = std::move(exporter);
    return tls;
  }
  int enrolled(const TlsFacts& tls, const std::vector<std::pair<std::string, std::string>>& texts) {
    auto contents = named("CN=one");
    for (const auto& [type, text] : texts)
      contents.attributes.push_back(challenge_attribute(type, text));
    return ask(enrollment(contents, key), tls).status;
  }

  const TlsFacts tls12 = bound("TLSv1.2", {1, 2, 3}, {});
  const TlsFacts tls13 = bound("TLSv1.3", {}, {4, 5, 6});
};

TEST_F(LinkingTest, IsVerifiedWhereItIsThere) {
  EXPECT_EQ(enrolled(tls12, {}), 200);
  EXPECT_EQ(enrolled(tls12, {{oids::challenge_password, "AQID"}}), 200);
  EXPECT_EQ(enrolled(tls12, {{oids::challenge_password, "BAUG"}}), 403);
  EXPECT_EQ(enrolled(tls13, {{oids::challenge_password, "BAUG"}}), 200);
  EXPECT_EQ(enrolled(tls13, {{oids::challenge_password, "AQID"}}), 403);
  EXPECT_EQ(enrolled(anonymous(), {{oids::challenge_password, "AQID"}}), 403);
}

TEST_F(LinkingTest, IsVerifiedInEachAttributeOnItsOwn) {
  EXPECT_EQ(enrolled(tls12, {{oids::est_identity_linking, "AQID"}}), 200);
  EXPECT_EQ(enrolled(tls12, {{oids::est_identity_linking, "BAUG"}}), 403);
  EXPECT_EQ(
      enrolled(tls12, {{oids::est_identity_linking, "AQID"}, {oids::challenge_password, "AQID"}}),
      200);
  EXPECT_EQ(
      enrolled(tls12, {{oids::est_identity_linking, "AQID"}, {oids::challenge_password, "BAUG"}}),
      403);
  EXPECT_EQ(enrolled(tls12, {{oids::otp_challenge, "123456"}}), 200);
}

TEST_F(LinkingTest, MayBeRequired) {
  policy.linking = Linking::required;
  EXPECT_EQ(enrolled(tls12, {}), 403);
  EXPECT_EQ(enrolled(tls12, {{oids::challenge_password, "AQID"}}), 200);
  EXPECT_EQ(enrolled(tls12, {{oids::est_identity_linking, "AQID"}}), 200);
}

TEST_F(LinkingTest, MayBeIgnored) {
  policy.linking = Linking::ignored;
  EXPECT_EQ(enrolled(tls12, {{oids::challenge_password, "BAUG"}}), 200);
}

TEST_F(LinkingTest, IsTheRegistrationAuthoritysToAnswerFor) {
  auto contents = policy.authority->prepare(encode_name("CN=ra"), key.public_key(), {}, now);
  std::erase_if(contents.extensions,
                [](const Extension& each) { return each.id == oids::extended_key_usage; });
  contents.extensions.push_back(extensions::extended_key_usage({oids::client_auth, oids::cmc_ra}));
  auto tls = showing(policy.authority->issue(contents));
  tls.tls_exporter = {4, 5, 6};
  EXPECT_EQ(enrolled(tls, {{oids::challenge_password, "AQID"}}), 200);
  auto other = showing(issued("CN=no ra", key));
  other.tls_exporter = {4, 5, 6};
  EXPECT_EQ(enrolled(other, {{oids::challenge_password, "AQID"}}), 403);
}

TEST_F(LinkingTest, ThatCannotBeReadIsMalformed) {
  auto contents = named("CN=one");
  contents.attributes.push_back({oids::challenge_password, {Bytes{0x02, 0x01, 0x05}}});
  EXPECT_EQ(ask(enrollment(contents, key), tls12).status, 400);
}

}  // namespace
}  // namespace inquest
