#include "harness/engine/case_runner.h"

#include <algorithm>
#include <chrono>

#include "harness/engine/reproducer.h"
#include "harness/engine/twin_difference.h"

namespace inquest {
namespace {

bool reenrolls(const Case& scenario_case) {
  return std::any_of(scenario_case.steps.begin(), scenario_case.steps.end(), [](const Step& step) {
    const auto* enroll = std::get_if<Enroll>(&step.word);
    return enroll != nullptr && enroll->operation == "simplereenroll";
  });
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

CaseResult run_case(const Case& scenario_case, const RunServices& services, bool show_secrets) {
  const auto begun = std::chrono::steady_clock::now();
  auto result = unrun_case(scenario_case, Verdict::error, "");
  Stage stage(services, scenario_case.id(), reenrolls(scenario_case));
  const auto trouble = run_course(services.profile->policies.contains("manual-approval"), [&] {
    try {
      act_out(scenario_case.steps, stage);
    } catch (const EndOfCase&) {
      // Judged so far as it can be.
    }
    if (stage.wants_twin() && !stage.found_fault())
      result.evidence.twin = settle_with_twin(scenario_case, services, stage);
  });
  conclude(result, stage, trouble);
  result.evidence.connections = stage.connection_results(show_secrets);
  result.evidence.reproducer = reproducer(stage, show_secrets);
  result.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - begun)
                           .count();
  return result;
}

}  // namespace inquest
