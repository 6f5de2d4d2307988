#include "reference/protocol/client_credentials.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

HttpResponse refusal(std::initializer_list<std::string> challenges) {
  HttpResponse response;
  response.status = 401;
  for (const auto& each : challenges) response.headers.add("WWW-Authenticate", each);
  return response;
}

/// The Authorization that the next request would bear.
std::string next(ClientCredentials& credentials) {
  HttpRequest request;
  credentials.sign(request, "cnonce");
  const auto* field = request.headers.find("Authorization");
  return field ? *field : "";
}

const auto basic = "Basic realm=x";
const auto digest = "Digest realm=r, nonce=1, qop=\"auth\", algorithm=SHA-256";
const auto fresh = "Digest realm=r, nonce=2, qop=\"auth\", algorithm=SHA-256, stale=TRUE";

TEST(ClientCredentials, AreNotSaidBeforeTheyAreAskedFor) {
  ClientCredentials credentials(BasicCredentials{"est", "secret"});
  EXPECT_EQ(next(credentials), "");
  EXPECT_TRUE(credentials.take_up(refusal({basic})));
  EXPECT_EQ(next(credentials), basic_authorization("est", "secret"));
  EXPECT_EQ(next(credentials), basic_authorization("est", "secret"));
  EXPECT_FALSE(credentials.take_up(refusal({basic}))) << "they were not taken";
}

TEST(ClientCredentials, PreferDigestAndCount) {
  ClientCredentials credentials(BasicCredentials{"est", "secret"});
  EXPECT_TRUE(credentials.take_up(refusal({basic, digest})));
  EXPECT_NE(next(credentials).find("nc=00000001"), std::string::npos);
  EXPECT_NE(next(credentials).find("nc=00000002"), std::string::npos);
  EXPECT_FALSE(credentials.take_up(refusal({digest, basic}))) << "no way back to the weaker scheme";
  EXPECT_TRUE(credentials.take_up(refusal({fresh})));
  const auto again = next(credentials);
  EXPECT_NE(again.find("nc=00000001"), std::string::npos);
  EXPECT_NE(again.find("nonce=\"2\""), std::string::npos);
}

TEST(ClientCredentials, AreNotInvented) {
  ClientCredentials nobody(std::nullopt);
  nobody.offer_basic_unasked();
  EXPECT_FALSE(nobody.take_up(refusal({basic, digest})));
  EXPECT_EQ(next(nobody), "");
  ClientCredentials somebody(BasicCredentials{"est", "secret"});
  EXPECT_FALSE(somebody.take_up(refusal({"Bearer", "Digest realm=r, nonce=1, algorithm=X"})));
  HttpResponse forbidden = refusal({basic});
  forbidden.status = 403;
  EXPECT_FALSE(somebody.take_up(forbidden));
}

TEST(ClientCredentials, HaveNoControlCharacters) {
  EXPECT_THROW(ClientCredentials(BasicCredentials{"est", "sec\nret"}), std::invalid_argument);
  EXPECT_THROW(ClientCredentials(BasicCredentials{"e\x7fst", "secret"}), std::invalid_argument);
  EXPECT_NO_THROW(ClientCredentials(BasicCredentials{"\xc3\xa9st", "se cret"}));
}

}  // namespace
}  // namespace inquest
