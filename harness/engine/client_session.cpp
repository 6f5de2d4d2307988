#include "harness/engine/client_session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "harness/engine/case_course.h"
#include "harness/engine/vital_signs.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

/// Runs the twin and lets it settle what is suspended on it.
TwinResult settle_with_twin(const Case& scenario_case, const ClientServices& services,
                            ClientStage& stage) {
  ClientStage twin(services, scenario_case.id());
  try {
    act_out(scenario_case.twin, twin);
  } catch (const Inconclusive& problem) {
    throw Inconclusive(std::string("the twin of this case: ") + problem.what());
  }
  stage.settle(twin);
  TwinResult result;
  if (!twin.acts().empty()) result.accepted = twin.acts().back().summary();
  std::string deviations;
  for (const auto& step : scenario_case.steps)
    if (step.deviates) deviations += step.text + "\n";
  result.difference = "of these steps, what deviates is left out:\n" + deviations;
  return result;
}

/// A client that crashes is at fault, whatever it was sent.
void tell_crashes(CaseResult& result, const ClientStage& stage) {
  for (const auto& act : stage.acts()) {
    if (!act.deed.crashed) continue;
    CheckResult check;
    check.requirement = peer_stays_alive;
    check.outcome = Verdict::fail;
    check.what = "how the client ended";
    check.expected = "an end of its own, whatever it was sent";
    check.actual = act.deed.ended;
    check.step = result.evidence.steps.size();
    result.verdict = Verdict::fail;
    result.reason = "the client crashed: " + act.deed.ended;
    result.checks.insert(result.checks.begin(), std::move(check));
    return;
  }
}

CaseResult run_client_case(const Case& scenario_case, const ClientServices& services,
                           bool show_secrets) {
  const auto begun = std::chrono::steady_clock::now();
  auto result = unrun_case(scenario_case, Verdict::error, "");
  ClientStage stage(services, scenario_case.id());
  const auto trouble = run_course(false, [&] {
    try {
      act_out(scenario_case.steps, stage);
    } catch (const EndOfCase&) {
      // Judged so far as it can be.
    }
    if (stage.wants_twin() && !stage.found_fault())
      result.evidence.twin = settle_with_twin(scenario_case, services, stage);
  });
  conclude(result, stage, trouble);
  tell_crashes(result, stage);
  result.evidence.connections = stage.connection_results(show_secrets);
  result.evidence.programs = stage.program_results();
  result.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - begun)
                           .count();
  return result;
}

std::string joined(const std::set<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

ClientSession::ClientSession(const ClientProfile& profile, ClientDriver& driver,
                             const Requirements& requirements, KeyPool& keys,
                             const RunOptions& options)
    : profile_(profile), requirements_(requirements), options_(options) {
  services_.profile = &profile_;
  services_.driver = &driver;
  services_.requirements = &requirements_;
  services_.keys = &keys;
  services_.seed = options.seed;
  services_.now = seconds_since_1970;
  capabilities_ = profile_.capabilities();
  peer_ = {"client", profile.name, "", {{"What it can", joined(capabilities_)}}};
  for (const auto& exclusion : profile.exclude)
    exclusions_.emplace_back(Selection(exclusion.select), exclusion.reason);
}

std::string ClientSession::why_skipped(const Case& each) const {
  if (each.scenario.role != "client")
    return "this scenario tests a server, and " + profile_.name + " is a client";
  for (const auto& need : each.needs)
    if (!capabilities_.contains(need)) return ClientProfile::why_missing(need);
  for (const auto& [selection, reason] : exclusions_)
    if (selection.matches(each, requirements_)) return "excluded by the profile: " + reason;
  return "";
}

CaseResult ClientSession::run(const Case& each) const {
  const auto skipped = why_skipped(each);
  auto result = skipped.empty() ? run_client_case(each, services_, options_.show_secrets)
                                : unrun_case(each, Verdict::skipped, skipped);
  result.again =
      fmt::format("{} --select '{}' --seed {}", options_.again, result.id, options_.seed);
  return result;
}

}  // namespace inquest
