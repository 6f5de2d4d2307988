#include "harness/scenario/redirection.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

TEST(Redirection, ToAnotherSpellingIsToldFromOthers) {
  Answer answer;
  answer.request.headers.add("Host", "ca.example:8443");
  answer.exchange = Exchange{};
  const auto leads = [&](int status, const std::string& to) {
    answer.exchange->response.status = status;
    answer.exchange->response.headers.set("Location", to);
    return leads_to_est(answer);
  };
  EXPECT_TRUE(leads(307, "/.well-known/est/cacerts"));
  EXPECT_TRUE(leads(301, "https://ca.example:8443/.well-known/est/cacerts"));
  EXPECT_FALSE(leads(200, "/.well-known/est/cacerts"));
  EXPECT_FALSE(leads(302, "/login"));
  EXPECT_FALSE(leads(302, "https://ca.example:84/.well-known/est/cacerts"));
  EXPECT_FALSE(leads(302, "http://ca.example:8443/.well-known/est/cacerts"));
}

}  // namespace
}  // namespace inquest
