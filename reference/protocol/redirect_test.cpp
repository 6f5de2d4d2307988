#include "reference/protocol/redirect.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

std::optional<std::string> redirected(const std::string& location, int status = 307,
                                      const std::string& method = "POST") {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Location", location}};
  HttpRequest request;
  request.method = method;
  return same_origin_redirect(response, request, "est.example:8443");
}

TEST(Redirect, LeadsToAnotherPathOfTheSameOrigin) {
  EXPECT_EQ(redirected("/other/simpleenroll"), "/other/simpleenroll");
  EXPECT_EQ(redirected("https://EST.example:8443/other"), "/other");
  EXPECT_EQ(redirected("https://est.example:8443"), "/");
  EXPECT_EQ(redirected("/a?b#c"), "/a?b");
}

TEST(Redirect, ToAnotherOriginIsNotFollowed) {
  EXPECT_FALSE(redirected("https://est.example/other"));
  EXPECT_FALSE(redirected("https://elsewhere.example:8443/other"));
  EXPECT_FALSE(redirected("https://est.example:8443.elsewhere.example/"));
  EXPECT_FALSE(redirected("http://est.example:8443/other"));
  EXPECT_FALSE(redirected("//elsewhere.example/other"));
}

TEST(Redirect, KnowsTheUsualPort) {
  HttpResponse response;
  response.status = 302;
  response.headers = {{"Location", "https://est.example:443/x"}};
  EXPECT_EQ(same_origin_redirect(response, {}, "est.example"), "/x");
}

TEST(Redirect, HasAStatusThatSaysSo) {
  for (const int status : {301, 302, 307, 308}) EXPECT_TRUE(redirected("/x", status)) << status;
  for (const int status : {200, 300, 303, 304, 401})
    EXPECT_FALSE(redirected("/x", status)) << status;
  EXPECT_TRUE(redirected("/x", 303, "GET"));
}

TEST(Redirect, WithoutAReadableLocationIsNone) {
  EXPECT_FALSE(redirected(""));
  EXPECT_FALSE(redirected("relative/path"));
  EXPECT_FALSE(redirected("/a b"));
  EXPECT_FALSE(redirected("/a\r\nX: y"));
}

}  // namespace
}  // namespace inquest
