#include "reports/causes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using testing::HasSubstr;

/// A case that enrolled once, and how it was answered.
CaseResult enrolment(const std::string& status) {
  CaseResult each;
  each.verdict = Verdict::error;
  each.reason = "a request that is right in everything was refused: " + status;
  each.evidence.connections = {
      {"main",
       "",
       "TLSv1.3",
       "",
       "",
       "",
       {{true, 0, "POST /.well-known/est/simpleenroll HTTP/1.1\r\n\r\nMII", 0},
        {false, 1, "HTTP/1.1 " + status + "\r\n\r\n", 0},
        {false, 2, "the rest of a body", 0}}}};
  return each;
}

RunResult run_of(std::size_t number, const std::string& status) {
  RunResult run;
  for (std::size_t i = 0; i < number; ++i) run.cases.push_back(enrolment(status));
  return run;
}

TEST(CommonCauses, TellAnAnswerThatIsAlwaysTheSame) {
  const auto causes = common_causes(run_of(20, "403 Forbidden"));
  ASSERT_FALSE(causes.empty());
  EXPECT_THAT(causes[0].what, HasSubstr("Nearly every request was answered 403: 20 of 20"));
}

TEST(CommonCauses, TellThatNobodyIsEnrolled) {
  auto run = run_of(10, "401 Unauthorized");
  for (int i = 0; i < 10; ++i) {
    run.cases.push_back(enrolment("200 OK"));
    auto& sent = run.cases.back().evidence.connections[0].transfers[0].bytes;
    sent = "GET /.well-known/est/cacerts HTTP/1.1\r\n\r\n";
    run.cases.back().verdict = Verdict::pass;
  }
  const auto causes = common_causes(run);
  ASSERT_FALSE(causes.empty());
  EXPECT_THAT(causes[0].what, HasSubstr("No certificate was granted in this run"));
  EXPECT_THAT(causes[0].advice, HasSubstr("--password"));
}

TEST(CommonCauses, TellASuccessThatHoldsNothing) {
  const auto causes = common_causes(run_of(20, "200 OK\r\nContent-length: 0"));
  ASSERT_FALSE(causes.empty());
  EXPECT_THAT(causes[0].what, HasSubstr("200 without a body: 20 of 20"));
}

TEST(CommonCauses, TellThatNothingIsRefused) {
  auto run = run_of(30, "200 OK");
  for (auto& each : run.cases) {
    each.verdict = Verdict::fail;
    each.checks = {{"RFC7030-4.2-07", Verdict::fail, "whether the request was refused",
                    "a refusal, and no certificate", "200", 1}};
  }
  run.cases[0].checks[0].outcome = Verdict::pass;
  const auto causes = common_causes(run);
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_THAT(causes[0].what, HasSubstr("29 of 30 such requests were granted"));
}

TEST(CommonCauses, AreNoneWhereCasesDiffer) {
  auto run = run_of(6, "200 OK");
  for (auto& each : run.cases) each.verdict = Verdict::pass;
  run.cases.push_back(enrolment("403 Forbidden"));
  EXPECT_TRUE(common_causes(run).empty());
}

TEST(CommonCauses, TellOneReasonWhateverItsNumbers) {
  RunResult run;
  for (int i = 0; i < 6; ++i) {
    CaseResult each;
    each.verdict = Verdict::error;
    each.reason = "no answer within " + std::to_string(50000 + i) + " ms";
    run.cases.push_back(each);
  }
  const auto causes = common_causes(run);
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_THAT(causes[0].what, HasSubstr("6 of 6 cases could not be judged"));
}

}  // namespace
}  // namespace inquest
