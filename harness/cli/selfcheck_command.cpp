#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "harness/cli/commands.h"
#include "harness/cli/kill_matrix.h"
#include "harness/cli/options.h"
#include "harness/cli/reference_client_peer.h"
#include "harness/cli/suite.h"
#include "harness/engine/run.h"
#include "harness/sut/reference_client.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

/// Cases by the policy of the reference peer that they are run under.
using Placed = std::map<const ReferencePolicy*, std::vector<Case>>;

/// Each case under the first policy that has what it needs; under the default, where none has.
class Placement {
 public:
  Placement() {
    for (const auto& policy : reference_policies())
      policies_.emplace_back(&policy, profile_under(policy).capabilities());
  }
  Placed place(const std::vector<Case>& cases) const {
    Placed placed;
    for (const auto& each : cases) placed[policy_for(each)].push_back(each);
    return placed;
  }

 private:
  const ReferencePolicy* policy_for(const Case& each) const {
    // A client has no policies; what it meets is said by the case.
    if (each.scenario.role == "client") return policies_.front().first;
    for (const auto& place : policies_)
      if (std::all_of(each.needs.begin(), each.needs.end(),
                      [&](const std::string& need) { return place.second.contains(need); }))
        return place.first;
    return policies_.front().first;
  }
  std::vector<std::pair<const ReferencePolicy*, std::set<std::string>>> policies_;
};

bool claims(const Case& each, const Fault& fault) {
  const auto& kills = each.scenario.kills;
  return std::find(kills.begin(), kills.end(), fault.id) != kills.end();
}

/// Prints rows in the order of the faults, whichever is ready first.
class Rows {
 public:
  explicit Rows(std::size_t total) : kills_(total) {}
  void put(std::size_t index, Kill kill) {
    const std::lock_guard lock(mutex_);
    kills_[index] = std::move(kill);
    for (; printed_ < kills_.size() && kills_[printed_]; ++printed_)
      std::cout << row_of(*kills_[printed_]) << std::flush;
  }
  std::vector<Kill> take() {
    std::vector<Kill> kills;
    for (auto& kill : kills_)
      if (kill) kills.push_back(*std::move(kill));
    return kills;
  }

 private:
  std::mutex mutex_;
  std::vector<std::optional<Kill>> kills_;
  std::size_t printed_ = 0;
};

struct SelfCheck {
  SelectionOptions selection;
  std::string scenarios;
  std::string role = "server";
  std::vector<std::string> only;
  std::string json;
  bool full = false;

  RunResult run_against(const ReferencePolicy& policy, const std::vector<std::string>& faults,
                        const std::vector<Case>& cases, const Suite& suite, KeyPool& keys,
                        unsigned jobs) const {
    RunOptions options;
    options.seed = selection.seed_given ? selection.seed : 1;
    options.jobs = jobs;
    options.timeout = std::chrono::milliseconds(static_cast<int>(selection.timeout * 1000));
    if (role == "client") {
      ReferenceClient client(deviations_of(faults), options.timeout);
      return run_client_suite(reference_client_profile(), client, cases, suite.requirements, keys,
                              options);
    }
    const auto reference = start_reference_peer(policy, faults);
    return run_server_suite(reference.profile, cases, suite.requirements, keys, options);
  }

  std::vector<const Fault*> chosen_faults() const {
    std::vector<const Fault*> faults;
    const Shard shard(selection.shard);
    for (const auto& fault : fault_catalogue().all())
      if (name_of(fault.role) == role && !fault.breaks.empty() &&
          (only.empty() || std::find(only.begin(), only.end(), fault.id) != only.end()) &&
          shard.has(fault.id))
        faults.push_back(&fault);
    if (faults.empty()) throw UsageError("no fault is selected");
    return faults;
  }

  /// What the suite says of the peer that commits no fault.
  std::vector<std::string> false_accusations(const Placed& placed, const Suite& suite,
                                             KeyPool& keys) const {
    std::vector<std::string> found;
    for (const auto& [policy, cases] : placed)
      for (const auto& each :
           run_against(*policy, {}, cases, suite, keys, selection.jobs_or_default()).cases)
        if (each.verdict != Verdict::pass && each.verdict != Verdict::info)
          found.push_back(fmt::format("{}: under policy {}: {}: {}", each.id, policy->name,
                                      name_of(each.verdict), each.reason));
    for (const auto& each : found) std::cout << "FALSE     " << each << "\n" << std::flush;
    return found;
  }

  Kill kill(const Fault& fault, const std::vector<Case>& cases, const Placement& placement,
            const Suite& suite, KeyPool& keys) const {
    Kill kill;
    kill.fault = &fault;
    std::vector<Case> killers;
    for (const auto& each : cases) {
      if (claims(each, fault)) kill.idle.insert(each.scenario.id);
      if (full || claims(each, fault)) killers.push_back(each);
    }
    for (const auto& [policy, placed] : placement.place(killers)) {
      kill.policies.insert(policy->name);
      take_in(kill, run_against(*policy, {fault.id}, placed, suite, keys, 2));
    }
    return kill;
  }

  int run() const {
    const auto faults = chosen_faults();
    const auto suite = load_suite_from(scenarios);
    auto of_all = selection;
    of_all.shard.clear();  // the faults are dealt out, not the cases
    const auto cases = selected(suite, of_all, role);
    const Placement placement;
    KeyPool keys(default_key_pool_directory());

    KillMatrix matrix;
    matrix.role = role;
    for (const auto& [id, why] : suite.not_yet.faults) matrix.known_survivors.insert(id);
    matrix.false_accusations = false_accusations(placement.place(cases), suite, keys);
    Rows rows(faults.size());
    std::atomic<std::size_t> next{0};
    std::exception_ptr trouble;  // of whichever worker had it last
    std::mutex troubled;
    const auto work = [&] {
      try {
        for (auto index = next++; index < faults.size(); index = next++)
          rows.put(index, kill(*faults[index], cases, placement, suite, keys));
      } catch (...) {
        const std::lock_guard lock(troubled);
        trouble = std::current_exception();
      }
    };
    {
      std::vector<std::jthread> workers;
      for (unsigned i = 0; i < selection.jobs_or_default(); ++i) workers.emplace_back(work);
    }
    if (trouble) std::rethrow_exception(trouble);
    matrix.kills = rows.take();
    std::cout << "\n" << summary_of(matrix);
    if (!json.empty()) write_file(json, encode(matrix));
    return matrix.holds() ? gate_holds : fell_short;
  }
};

}  // namespace

void add_selfcheck_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand(
      "selfcheck",
      "Run the suite against every fault of a reference peer: does it catch them all?");
  auto options = std::make_shared<SelfCheck>();
  options->selection.add_to(*command);
  command->add_option("--role", options->role, "Whose faults")
      ->check(CLI::IsMember({"server", "client"}));
  command->add_option("--fault", options->only, "Only these faults");
  command->add_option("--scenarios", options->scenarios, "Folder of the suite");
  command->add_option("--json", options->json, "Write the kill matrix as JSON to this file");
  command->add_flag("--full", options->full,
                    "Run every case against every fault, not only those that say they kill it");
  command->callback([options, &run] { run = [options] { return options->run(); }; });
}

}  // namespace inquest
