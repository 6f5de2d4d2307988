#include "reference/protocol/challenge.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

bool asks(const std::string& field) {
  HttpResponse response;
  response.status = 401;
  response.headers = {{"WWW-Authenticate", field}};
  return asks_for(response, "basic");
}

TEST(Challenge, IsFoundWhereverItStands) {
  EXPECT_TRUE(asks("Basic realm=\"x\""));
  EXPECT_TRUE(asks("BASIC"));
  EXPECT_TRUE(asks("Digest realm=\"a, Basic b\", nonce=\"n\", basic realm=\"x\""));
}

TEST(Challenge, IsNoWordWithinAnother) {
  EXPECT_FALSE(asks("Digest realm=\"x, Basic y\""));
  EXPECT_FALSE(asks("Digest realm=\"\\\", Basic y\""));
  EXPECT_FALSE(asks("Basically realm=\"x\""));
  EXPECT_FALSE(asks("Digest basic=\"x\""));
  EXPECT_FALSE(asks("Digest realm=x, basic =x"));
  EXPECT_FALSE(asks(""));
}

TEST(Challenge, MayStandInASecondField) {
  HttpResponse response;
  response.status = 401;
  response.headers = {{"WWW-Authenticate", "Digest realm=\"x\""},
                      {"www-authenticate", "Basic realm=\"x\""}};
  EXPECT_TRUE(asks_for(response, "basic"));
  response.status = 403;
  EXPECT_FALSE(asks_for(response, "basic"));
}

TEST(Challenge, HasItsParameters) {
  const auto all = parse_challenges(
      "Digest realm=\"a \\\"b\\\", c\", qop=\"auth, auth-int\" , algorithm = MD5, Basic realm=x, "
      "Negotiate dG9rZW4=, , New");
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].scheme, "digest");
  EXPECT_EQ(all[0].find("realm"), "a \"b\", c");
  EXPECT_EQ(all[0].find("qop"), "auth, auth-int");
  EXPECT_EQ(all[0].find("algorithm"), "MD5");
  EXPECT_EQ(all[0].find("nonce"), std::nullopt);
  EXPECT_EQ(all[1].find("realm"), "x");
  EXPECT_EQ(all[2].token68, "dG9rZW4=");
  EXPECT_EQ(all[3].scheme, "new");
}

TEST(Challenge, ThatIsCutOffHarmsNobody) {
  for (const auto* field : {"Digest realm=\"", "Digest realm=\"\\", "Digest =", "=", "\"", "a \"b",
                            "Digest realm", ",,,", "Basic realm=\"x\" y"})
    (void)parse_challenges(field);
  EXPECT_EQ(parse_challenges("Digest realm=\"x").at(0).find("realm"), "x");
}

TEST(Challenge, QuotesWhatItSays) {
  EXPECT_EQ(quoted_string("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"");
  EXPECT_EQ(parse_challenges("x y=" + quoted_string("a \"b\" \\")).at(0).find("y"), "a \"b\" \\");
}

}  // namespace
}  // namespace inquest
