#include "reference/protocol/redirect.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

std::optional<Redirection> redirected_to(const std::string& location, int status = 307,
                                         const std::string& method = "POST") {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Location", location}};
  HttpRequest request;
  request.method = method;
  return redirection(response, request, "est.example:8443");
}

/// The target within the same origin.
std::optional<std::string> redirected(const std::string& location, int status = 307,
                                      const std::string& method = "POST") {
  const auto to = redirected_to(location, status, method);
  return to && to->same_origin ? std::optional(to->target) : std::nullopt;
}

TEST(Redirect, LeadsToAnotherPathOfTheSameOrigin) {
  EXPECT_EQ(redirected("/other/simpleenroll"), "/other/simpleenroll");
  EXPECT_EQ(redirected("https://EST.example:8443/other"), "/other");
  EXPECT_EQ(redirected("https://est.example:8443"), "/");
  EXPECT_EQ(redirected("/a?b#c"), "/a?b");
}

TEST(Redirect, MayLeadToAnotherOrigin) {
  const auto to = redirected_to("https://other.example?x");
  ASSERT_TRUE(to);
  EXPECT_FALSE(to->same_origin);
  EXPECT_EQ(to->host, "other.example");
  EXPECT_EQ(to->target, "/?x");
  EXPECT_FALSE(redirected_to("https://est.example:8443@other.example/"));
  EXPECT_FALSE(redirected_to("https:///x"));
}

TEST(Redirect, ToAnotherOriginIsToldApart) {
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
  EXPECT_TRUE(redirection(response, {}, "est.example")->same_origin);
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
