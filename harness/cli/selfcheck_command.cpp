#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/reference_peer.h"
#include "harness/cli/suite.h"
#include "harness/engine/run.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

struct Kill {
  const Fault* fault;
  std::set<std::string> caught_by;      ///< scenarios that found the requirement broken
  std::set<std::string> other_reasons;  ///< requirements that were found broken instead
  std::set<std::string> idle;           ///< scenarios that claim the kill, and accused nobody
  bool survived() const { return caught_by.empty(); }
};

bool accuses(Verdict verdict) { return verdict == Verdict::fail || verdict == Verdict::warning; }

/// Which scenarios of `run` catch the fault, and by which requirement; which of the `claimants` do
/// not.
Kill judge_kill(const Fault& fault, const RunResult& run, std::set<std::string> claimants) {
  Kill kill{&fault, {}, {}, std::move(claimants)};
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) {
      if (!accuses(check.outcome)) continue;
      kill.idle.erase(each.scenario);
      if (check.requirement == fault.breaks)
        kill.caught_by.insert(each.scenario);
      else
        kill.other_reasons.insert(check.requirement);
    }
  return kill;
}

struct SelfCheck {
  SelectionOptions selection;
  std::string scenarios;
  std::string role = "server";
  std::vector<std::string> only;
  bool full = false;

  RunResult run_against(const std::vector<std::string>& faults, const std::vector<Case>& cases,
                        const Suite& suite, KeyPool& keys) const {
    const auto reference = start_reference_peer(faults, "");
    RunOptions options;
    options.seed = selection.seed_given ? selection.seed : 1;
    options.jobs = selection.jobs_or_default();
    options.timeout = std::chrono::milliseconds(static_cast<int>(selection.timeout * 1000));
    return run_server_suite(reference.profile, cases, suite.requirements, keys, options);
  }

  int run() const {
    const auto suite = load_suite_from(scenarios);
    const auto cases = selected(suite, selection);
    KeyPool keys(default_key_pool_directory());

    std::size_t falsely_accused = 0;
    for (const auto& each : run_against({}, cases, suite, keys).cases)
      if (each.verdict != Verdict::pass && each.verdict != Verdict::info) {
        ++falsely_accused;
        std::cout << fmt::format("FALSE  {}: {} against the conforming server: {}\n", each.id,
                                 name_of(each.verdict), each.reason);
      }

    std::size_t caught = 0;
    std::size_t survived = 0;
    std::size_t idle = 0;
    for (const auto& fault : fault_catalogue().all()) {
      if (name_of(fault.role) != role || fault.breaks.empty()) continue;
      if (!only.empty() && std::find(only.begin(), only.end(), fault.id) == only.end()) continue;
      const auto kill =
          judge_kill(fault, run_against({fault.id}, cases_for(fault, cases), suite, keys),
                     claimants_of(fault, cases));
      idle += kill.idle.size();
      (kill.survived() ? survived : caught) += 1;
      std::cout << row(kill) << std::flush;
    }
    std::cout << fmt::format(
        "\n{} faults caught, {} survived; {} idle claims; {} false accusations of the conforming "
        "{}\n",
        caught, survived, idle, falsely_accused, role);
    if (caught + survived == 0) throw UsageError("no fault is selected");
    return survived == 0 && idle == 0 && falsely_accused == 0 ? gate_holds : fell_short;
  }

  /// All cases, or those whose scenario says that it kills the fault.
  std::vector<Case> cases_for(const Fault& fault, const std::vector<Case>& cases) const {
    if (full) return cases;
    std::vector<Case> killers;
    for (const auto& each : cases)
      if (claims(each, fault)) killers.push_back(each);
    return killers;
  }

  static bool claims(const Case& each, const Fault& fault) {
    const auto& kills = each.scenario.kills;
    return std::find(kills.begin(), kills.end(), fault.id) != kills.end();
  }

  static std::set<std::string> claimants_of(const Fault& fault, const std::vector<Case>& cases) {
    std::set<std::string> claimants;
    for (const auto& each : cases)
      if (claims(each, fault)) claimants.insert(each.scenario.id);
    return claimants;
  }

  static std::string row(const Kill& kill) {
    std::string idle;
    for (const auto& scenario : kill.idle)
      idle += fmt::format("IDLE      {:44} {} claims it in vain\n", kill.fault->id, scenario);
    return outcome_row(kill) + idle;
  }

  static std::string outcome_row(const Kill& kill) {
    if (!kill.survived())
      return fmt::format("caught    {:44} {:18} by {}\n", kill.fault->id, kill.fault->breaks,
                         fmt::join(kill.caught_by, ", "));
    return fmt::format("SURVIVED  {:44} {:18} {}{}\n", kill.fault->id, kill.fault->breaks,
                       kill.other_reasons.empty() ? "nothing was found" : "found instead: ",
                       fmt::join(kill.other_reasons, ", "));
  }
};

}  // namespace

void add_selfcheck_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "selfcheck",
      "Run the suite against every fault of the reference server: does it catch them all?");
  auto options = std::make_shared<SelfCheck>();
  options->selection.add_to(*command);
  command->add_option("--role", options->role, "Whose faults")->check(CLI::IsMember({"server"}));
  command->add_option("--fault", options->only, "Only these faults");
  command->add_option("--scenarios", options->scenarios, "Folder of the suite");
  command->add_flag("--full", options->full,
                    "Run every case against every fault, not only those that say they kill it");
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
