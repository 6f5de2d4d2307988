#include "harness/engine/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/yaml/yaml.h"
#include "reports/result/signature.h"

namespace inquest {
namespace {

using Kind = GateFinding::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

CaseResult result(const std::string& id, Verdict verdict, const std::string& actual = "200") {
  CaseResult each;
  each.id = id;
  each.scenario = id.substr(0, id.find('['));
  each.verdict = verdict;
  each.reason = "the status code: got " + actual;
  if (verdict == Verdict::fail || verdict == Verdict::warning)
    each.checks = {{"RFC7030-4.1.3-01", verdict, "the status code", "200", actual, 1}};
  return each;
}

RunResult run_of(std::vector<CaseResult> cases) {
  RunResult run;
  run.cases = std::move(cases);
  return run;
}

std::string entry(const std::string& glob, const CaseResult& of,
                  const std::string& expires = "2027-01-31") {
  return "  - case: '" + glob + "'\n    verdict: " + std::string(name_of(of.verdict)) +
         "\n    signature: '" + signature_of(of) +
         "'\n    reason: r\n    link: l\n    owner: o\n    expires: " + expires + "\n";
}

struct Judged {
  GateVerdict verdict;
  RunResult run;
  std::vector<Kind> kinds() const {
    std::vector<Kind> kinds;
    for (const auto& finding : verdict.findings) kinds.push_back(finding.kind);
    return kinds;
  }
};

Judged judged(RunResult run, const std::string& entries, bool fail_on_should = false) {
  const auto expectations =
      parse_expectations("known:" + (entries.empty() ? " []\n" : "\n" + entries), "known.yaml");
  Gate gate;
  gate.fail_on_should = fail_on_should;
  gate.expectations = &expectations;
  for (const auto& each : run.cases) gate.suite.push_back(each.id);
  gate.today = "2026-11-25";
  Judged all;
  all.verdict = judge(gate, run);
  all.run = std::move(run);
  return all;
}

TEST(Gate, HoldsWhereEveryFailureIsKnown) {
  const auto failing = result("a[1]", Verdict::fail, "404");
  const auto all = judged(run_of({failing, result("b", Verdict::pass)}), entry("a", failing));
  EXPECT_TRUE(all.verdict.holds());
  EXPECT_EQ(all.verdict.known, 1U);
  EXPECT_EQ(all.run.cases[0].known, "r");
}

TEST(Gate, FailsForAFailureThatNobodyKnows) {
  EXPECT_THAT(judged(run_of({result("a", Verdict::fail)}), "").kinds(), ElementsAre(Kind::failure));
}

TEST(Gate, FailsForAnotherFailureOfAKnownCase) {
  const auto all = judged(run_of({result("a", Verdict::fail, "500")}),
                          entry("a", result("a", Verdict::fail, "404")));
  EXPECT_THAT(all.kinds(), ElementsAre(Kind::other_failure));
}

TEST(Gate, FailsWhenAListedFailurePasses) {
  const auto all =
      judged(run_of({result("a", Verdict::pass)}), entry("a", result("a", Verdict::fail, "404")));
  EXPECT_THAT(all.kinds(), ElementsAre(Kind::passes));
  EXPECT_THAT(all.verdict.findings[0].subject, HasSubstr("known.yaml:2"));
}

TEST(Gate, FailsForAPatternThatMatchesNothing) {
  const auto all =
      judged(run_of({result("a", Verdict::pass)}), entry("c*", result("c", Verdict::fail, "404")));
  EXPECT_THAT(all.kinds(), ElementsAre(Kind::matches_nothing));
}

TEST(Gate, FailsForAnExpiredEntryAndForWhatItHid) {
  const auto failing = result("a", Verdict::fail, "404");
  const auto all = judged(run_of({failing}), entry("a", failing, "2026-11-24"));
  EXPECT_THAT(all.kinds(), ElementsAre(Kind::expired, Kind::failure));
  EXPECT_TRUE(judged(run_of({failing}), entry("a", failing, "2026-11-25")).verdict.holds());
}

TEST(Gate, FailsForWhatIsNewlySkipped) {
  EXPECT_THAT(
      judged(run_of({result("a", Verdict::pass), result("b", Verdict::skipped)}), "").kinds(),
      ElementsAre(Kind::newly_skipped));
  EXPECT_TRUE(judged(run_of({result("a", Verdict::pass), result("b", Verdict::skipped)}),
                     "  - {case: b, verdict: skipped, reason: no label here}\n")
                  .verdict.holds());
}

TEST(Gate, MindsWarningsOnlyWhenTold) {
  const auto run = run_of({result("a", Verdict::warning)});
  EXPECT_TRUE(judged(run, "").verdict.holds());
  EXPECT_THAT(judged(run, "", true).kinds(), ElementsAre(Kind::failure));
}

TEST(Gate, NeverHoldsWhenNothingRan) {
  const auto all = judged(run_of({}), "");
  EXPECT_FALSE(all.verdict.holds());
  EXPECT_TRUE(all.verdict.only_trouble());
}

TEST(Gate, TellsTroubleFromFailure) {
  EXPECT_TRUE(judged(run_of({result("a", Verdict::error)}), "").verdict.only_trouble());
  auto stopped = run_of({result("a", Verdict::pass)});
  stopped.complete = false;
  EXPECT_THAT(judged(stopped, "").kinds(), ElementsAre(Kind::trouble));
}

TEST(Expectations, KnowCasesByPolicyAndVariant) {
  KnownVerdict known;
  known.cases = {"a.b"};
  EXPECT_TRUE(known.names("a.b"));
  EXPECT_TRUE(known.names("a.b[tls1.2]"));
  EXPECT_TRUE(known.names("a.b[tls1.2]@digest"));
  EXPECT_FALSE(known.names("a.bc"));
  known.cases = {"a.b@digest"};
  EXPECT_FALSE(known.names("a.b@basic"));
}

std::string error_of(const std::string& text) {
  try {
    parse_expectations(text, "known.yaml");
  } catch (const YamlError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Expectations, AreReadStrictly) {
  const auto failing = entry("a", result("a", Verdict::fail));
  EXPECT_EQ(error_of("known:\n" + failing), "no error");
  EXPECT_THAT(error_of("known:\n  - {case: a, verdict: fial}\n"),
              HasSubstr("known.yaml:2:24: no verdict is called 'fial'; did you mean 'fail'"));
  EXPECT_THAT(error_of("known:\n  - {case: a, verdict: fail, reason: r}\n"),
              HasSubstr("'signature' is missing"));
  auto left = failing;
  left.replace(left.find("owner: o"), 8, "owner: TODO");
  EXPECT_THAT(error_of("known:\n" + left), HasSubstr("known.yaml:7:12: this is left to say"));
  auto date = failing;
  date.replace(date.find("2027-01-31"), 10, "2027-13-01");
  EXPECT_THAT(error_of("known:\n" + date), HasSubstr("is no date"));
  EXPECT_THAT(error_of("knwon: []\n"), HasSubstr("did you mean 'known'"));
}

TEST(Expectations, AreDraftedSoThatTheGateHolds) {
  auto run = run_of({result("s.a[1]", Verdict::fail, "404"), result("s.a[2]", Verdict::fail, "404"),
                     result("s.b[1]", Verdict::fail, "500"), result("s.b[2]", Verdict::pass),
                     result("s.c", Verdict::skipped, "it's \x1b[1m")});
  auto draft = draft_expectations(run, "2027-01-31");
  EXPECT_THAT(error_of(draft), HasSubstr("left to say"));
  for (auto at = draft.find("TODO"); at != std::string::npos; at = draft.find("TODO"))
    draft.replace(at, 4, "said");
  const auto expectations = parse_expectations(draft, "known.yaml");
  EXPECT_EQ(expectations.known.size(), 3U) << draft;
  Gate gate;
  gate.expectations = &expectations;
  for (const auto& each : run.cases) gate.suite.push_back(each.id);
  gate.today = "2026-11-25";
  EXPECT_TRUE(judge(gate, run).holds()) << draft;
}

}  // namespace
}  // namespace inquest
