#include "reference/protocol/redirect_rule.h"

#include "reference/codec/media_type.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class RedirectRules : public ServerForTests {
 protected:
  /// Status and Location of what /cacerts is answered with.
  std::pair<int, std::string> cacerts(const std::string& label = "") {
    auto options = without_password();
    options.label = label;
    const auto response = ask(cacerts_request(options, {}));
    const auto* location = response.headers.find("Location");
    return {response.status, location == nullptr ? "" : *location};
  }
};

TEST_F(RedirectRules, LeadToTheSameTargetOfAnotherOrigin) {
  policy.redirects = {{"https://other.example:8443", std::nullopt, 301}};
  EXPECT_EQ(cacerts("lab"),
            std::pair(301, std::string("https://other.example:8443/.well-known/est/lab/cacerts")));
}

TEST_F(RedirectRules, LeadToAnotherPathThereOrHere) {
  policy.redirects = {{"https://other.example/.well-known/est/x", std::nullopt, 302}};
  EXPECT_EQ(cacerts(),
            std::pair(302, std::string("https://other.example/.well-known/est/x/cacerts")));
  policy.redirects = {{"/.well-known/est/lab/", std::nullopt, 308}};
  EXPECT_EQ(cacerts(), std::pair(308, std::string("/.well-known/est/lab/cacerts")));
  EXPECT_EQ(cacerts("lab").first, 200);  // arrived
}

TEST_F(RedirectRules, MayBeOfOneOperation) {
  policy.redirects = {{"https://a.example", Operation::simpleenroll, 307},
                      {"https://b.example", Operation::csrattrs, 303}};
  EXPECT_EQ(cacerts().first, 200);
  EXPECT_EQ(ask(enrollment(named("CN=x"), key)).status, 307);
  auto wanted = cacerts_request(without_password(), {});
  wanted.target = path_of(Operation::csrattrs);
  EXPECT_EQ(ask(wanted).status, 303);
}

TEST_F(RedirectRules, SayInWordsWhereToGo) {
  policy.redirects = {{"https://a.example", std::nullopt, 307}};
  const auto response = ask(enrollment(named("CN=x"), key));
  EXPECT_EQ(*response.headers.find("Content-Type"), media_types::text_plain);
  EXPECT_NE(text_of_body(response), "");
}

TEST_F(RedirectRules, AreLookedAtBeforeTheyAreUsed) {
  EXPECT_FALSE(redirect_rule_defect({"https://a.example", std::nullopt, 307}));
  EXPECT_FALSE(redirect_rule_defect({"/x", std::nullopt, 301}));
  for (const auto* to : {"", "http://a.example", "https://", "https:///x", "//a.example/x", "a b"})
    EXPECT_TRUE(redirect_rule_defect({to, std::nullopt, 307})) << to;
  EXPECT_TRUE(redirect_rule_defect({"https://a.example", std::nullopt, 304}));
}

}  // namespace
}  // namespace inquest
