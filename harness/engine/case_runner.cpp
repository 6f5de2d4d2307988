#include "harness/engine/case_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "harness/engine/reproducer.h"
#include "harness/engine/twin_difference.h"
#include "harness/scenario/words_text.h"

namespace inquest {
namespace {

bool reenrolls(const Case& scenario_case) {
  return std::any_of(scenario_case.steps.begin(), scenario_case.steps.end(), [](const Step& step) {
    const auto* enroll = std::get_if<Enroll>(&step.word);
    return enroll != nullptr && enroll->operation == "simplereenroll";
  });
}

void act_out(const std::vector<Step>& steps, Stage& stage) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    stage.begin_step(i + 1, steps[i].deviates);
    std::visit([&](const auto& word) { word.perform(stage); }, steps[i].word);
  }
}

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

/// Runs the twin and lets it settle what is suspended on it.
TwinResult settle_with_twin(const Case& scenario_case, const RunServices& services, Stage& stage) {
  Stage twin(services, scenario_case.id(), reenrolls(scenario_case));
  try {
    act_out(scenario_case.twin, twin);
  } catch (const WaitsForApproval&) {
    throw;
  } catch (const Inconclusive& problem) {
    throw Inconclusive(std::string("the twin of this case: ") + problem.what());
  }
  stage.settle(twin.answers());
  TwinResult result;
  if (!twin.answers().empty()) result.accepted = twin.answers().back().summary();
  result.difference = twin_difference(stage.answers(), twin.answers());
  return result;
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

CaseResult run_case(const Case& scenario_case, const RunServices& services, bool show_secrets) {
  const auto begun = std::chrono::steady_clock::now();
  auto result = unrun_case(scenario_case, Verdict::error, "");
  Stage stage(services, scenario_case.id(), reenrolls(scenario_case));
  std::string trouble;
  bool not_for_it = false;
  try {
    try {
      act_out(scenario_case.steps, stage);
    } catch (const EndOfCase&) {
    }
    if (stage.wants_twin() && !stage.found_fault())
      result.evidence.twin = settle_with_twin(scenario_case, services, stage);
  } catch (const WaitsForApproval& problem) {
    trouble = problem.what();
    not_for_it = services.profile->policies.contains("manual-approval");
  } catch (const NotApplicable& problem) {
    trouble = problem.what();
    not_for_it = true;
  } catch (const Inconclusive& problem) {
    trouble = problem.what();
  } catch (const std::exception& problem) {
    trouble = std::string("the harness: ") + problem.what();
  }
  result.checks = stage.checks();
  const auto verdict = verdict_of(result.checks);
  if (stage.found_fault()) {
    result.verdict = *verdict;
    result.reason = first_finding(result.checks, *verdict);
  } else if (!trouble.empty()) {
    if (not_for_it) result.verdict = Verdict::skipped;
    result.reason = trouble;
  } else if (!verdict) {
    result.reason = "the case judged nothing";
  } else {
    result.verdict = *verdict;
    result.reason = first_finding(result.checks, *verdict);
  }
  result.evidence.connections = stage.connection_results(show_secrets);
  result.evidence.certificates = stage.certificates();
  result.evidence.structures = stage.structures();
  result.evidence.reproducer = reproducer(stage, show_secrets);
  result.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - begun)
                           .count();
  return result;
}

}  // namespace inquest
