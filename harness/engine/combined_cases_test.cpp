#include "harness/engine/combined_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

/// All combinations of versions, keys and labels, as a scenario of the suite would expand.
std::vector<Case> combinations() {
  std::vector<Case> cases;
  for (const auto* tls : {"1.2", "1.3"})
    for (const auto* key : {"ec", "rsa", "ed"})
      for (const auto* label : {"none", "other", "third"}) {
        Case each;
        each.scenario.id = "combined.enrol";
        each.combined = true;
        each.variant = {{"tls", tls}, {"key", key}, {"label", label}};
        cases.push_back(each);
      }
  return cases;
}

CaseResult result_of(const Case& each, bool fails) {
  CaseResult result;
  result.id = each.id();
  result.scenario = each.scenario.id;
  result.verdict = fails ? Verdict::fail : Verdict::pass;
  if (fails) result.reason = "expected a certificate, got 500";
  return result;
}

std::string value(const Case& each, std::size_t axis) { return each.variant[axis].second; }

TEST(CombinedCases, OnlyAFewAreChosenAndOrdinaryCasesStay) {
  auto cases = combinations();
  cases.emplace_back();
  const auto chosen = chosen_combinations(cases, 2, [](const Case&) { return true; });
  EXPECT_THAT(chosen, SizeIs(testing::AllOf(testing::Ge(10U), testing::Le(13U))));
  EXPECT_FALSE(chosen.back().combined);
}

TEST(CombinedCases, WhereNoneIsPossibleOneSaysWhy) {
  EXPECT_THAT(chosen_combinations(combinations(), 2, [](const Case&) { return false; }), SizeIs(1));
}

TEST(CombinedCases, AFailureNamesTheValuesThatItTakes) {
  const auto cases = combinations();
  const auto fails = [](const Case& each) {
    return value(each, 1) == "ed" && value(each, 2) == "other";
  };
  std::vector<CaseResult> results;
  for (const auto& each : chosen_combinations(cases, 2, [](const Case&) { return true; }))
    results.push_back(result_of(each, fails(each)));
  std::size_t further = 0;
  name_failing_combinations(results, cases, [&](const Case& each) {
    ++further;
    return result_of(each, fails(each));
  });
  std::size_t failed = 0;
  for (const auto& result : results)
    if (result.verdict == Verdict::fail) {
      ++failed;
      EXPECT_THAT(result.reason, StartsWith("key=ed with label=other: expected a certificate"));
    }
  EXPECT_GE(failed, 1U);
  EXPECT_LE(further, 3U);
}

TEST(CombinedCases, AValueThatFailsByItselfIsToldAndNotAccusedOnceMore) {
  const auto cases = combinations();
  const auto fails = [](const Case& each) { return value(each, 1) == "ed"; };
  std::vector<CaseResult> results;
  for (const auto& each : chosen_combinations(cases, 2, [](const Case&) { return true; }))
    results.push_back(result_of(each, fails(each)));
  name_failing_combinations(results, cases,
                            [&](const Case& each) { return result_of(each, fails(each)); });
  std::size_t told = 0;
  for (const auto& result : results) {
    EXPECT_NE(result.verdict, Verdict::fail);
    if (result.verdict != Verdict::info) continue;
    ++told;
    EXPECT_THAT(result.reason, StartsWith("key=ed fails whatever it is combined with"));
  }
  EXPECT_GE(told, 1U);
}

TEST(CombinedCases, WhatAlwaysFailsBlamesNoValue) {
  const auto cases = combinations();
  std::vector<CaseResult> results{result_of(cases[0], true), result_of(cases[7], true)};
  name_failing_combinations(results, cases, [](const Case&) {
    ADD_FAILURE() << "nothing is to be tried";
    return CaseResult{};
  });
  EXPECT_THAT(results[0].reason, HasSubstr("in every combination"));
}

}  // namespace
}  // namespace inquest
