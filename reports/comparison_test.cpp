#include "reports/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/golden_run.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::Not;

CaseResult result(const std::string& id, Verdict verdict, const std::string& actual = "200") {
  CaseResult each;
  each.id = id;
  each.verdict = verdict;
  each.reason = "the status code: got " + actual;
  each.checks = {{"RFC7030-4.1.3-01", verdict, "the status code", "200", actual, 1}};
  return each;
}

RunResult run_of(std::vector<CaseResult> cases) {
  RunResult run;
  run.cases = std::move(cases);
  return run;
}

TEST(Compare, SortsWhatCameAndWhatWent) {
  const auto before = run_of({result("a", Verdict::pass), result("b", Verdict::fail, "404"),
                              result("c", Verdict::fail, "404"), result("d", Verdict::pass),
                              result("e", Verdict::skipped), result("f", Verdict::pass)});
  const auto after = run_of({result("a", Verdict::fail, "500"), result("b", Verdict::pass),
                             result("c", Verdict::fail, "500"), result("d", Verdict::skipped),
                             result("e", Verdict::pass), result("g", Verdict::pass)});
  const auto comparison = compare(before, after);
  const auto only = [](const std::vector<Change>& changes) {
    return changes.size() == 1 ? changes[0].id : std::to_string(changes.size()) + " changes";
  };
  EXPECT_EQ(only(comparison.new_failures), "a");
  EXPECT_EQ(only(comparison.mended), "b");
  EXPECT_EQ(only(comparison.changed), "c");
  EXPECT_EQ(only(comparison.new_skips), "d");
  EXPECT_EQ(only(comparison.run_again), "e");
  EXPECT_EQ(only(comparison.gone), "f");
  EXPECT_EQ(only(comparison.new_cases), "g");
  EXPECT_FALSE(comparison.holds());
}

TEST(Compare, FindsNothingBetweenARunAndItself) {
  const auto comparison = compare(golden_run(), golden_run());
  EXPECT_TRUE(comparison.holds());
  EXPECT_THAT(console_comparison(comparison, {}), HasSubstr("Nothing got worse."));
}

TEST(Compare, IsHarmlessInEveryFormat) {
  auto before = golden_run();
  for (auto& each : before.cases) each.verdict = Verdict::pass;
  const auto comparison = compare(before, golden_run());
  EXPECT_THAT(console_comparison(comparison, {}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(html_comparison(comparison), Not(HasSubstr("<script>")));
  EXPECT_THAT(markdown_comparison(comparison), Not(HasSubstr("<script>")));
  EXPECT_THAT(markdown_comparison(comparison), HasSubstr("## New failures"));
}

}  // namespace
}  // namespace inquest
