#include "harness/engine/case_course.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/words_text.h"

namespace inquest {
namespace {

/// The worst that the checks say; nothing when there is none.
std::optional<Verdict> verdict_of(const std::vector<CheckResult>& checks) {
  std::optional<Verdict> worst;
  const auto rank = [](Verdict verdict) {
    switch (verdict) {
      case Verdict::fail:
        return 3;
      case Verdict::warning:
        return 2;
      case Verdict::info:
        return 1;
      default:
        return 0;
    }
  };
  for (const auto& check : checks)
    if (!worst || rank(check.outcome) > rank(*worst)) worst = check.outcome;
  return worst;
}

std::string first_finding(const std::vector<CheckResult>& checks, Verdict verdict) {
  const auto found = std::find_if(checks.begin(), checks.end(), [&](const CheckResult& check) {
    return check.outcome == verdict;
  });
  if (found == checks.end() || verdict == Verdict::pass) return "";
  return fmt::format("{}: expected {}, got {}", found->what, found->expected, found->actual);
}

}  // namespace

CaseResult unrun_case(const Case& scenario_case, Verdict verdict, std::string reason) {
  CaseResult result;
  result.id = scenario_case.id();
  result.scenario = scenario_case.scenario.id;
  result.story = scenario_case.scenario.story;
  result.file = scenario_case.scenario.file;
  result.tags = scenario_case.scenario.tags;
  result.verdict = verdict;
  result.reason = std::move(reason);
  for (const auto& step : scenario_case.steps)
    result.evidence.steps.push_back({std::string(word_of(step.word)), step.text});
  return result;
}

void conclude(CaseResult& result, const CaseRecord& record, const CaseTrouble& trouble) {
  result.checks = record.checks();
  const auto verdict = verdict_of(result.checks);
  if (record.found_fault()) {
    result.verdict = *verdict;
    result.reason = first_finding(result.checks, *verdict);
  } else if (!trouble.why.empty()) {
    if (trouble.not_for_it) result.verdict = Verdict::skipped;
    result.reason = trouble.why;
  } else if (!verdict) {
    result.reason = "the case judged nothing";
  } else {
    result.verdict = *verdict;
    result.reason = first_finding(result.checks, *verdict);
  }
  result.evidence.certificates = record.certificates();
  result.evidence.structures = record.structures();
}

}  // namespace inquest
