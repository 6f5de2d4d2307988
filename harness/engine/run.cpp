#include "harness/engine/run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "harness/engine/case_runner.h"
#include "harness/engine/preflight.h"
#include "harness/engine/selection.h"
#include "harness/engine/shared_identity.h"
#include "harness/version.h"

namespace inquest {
namespace {

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Why the profile keeps this case from running, or empty.
std::string why_skipped(const Case& each, const ServerProfile& profile,
                        const std::set<std::string>& capabilities,
                        const std::vector<std::pair<Selection, std::string>>& exclusions,
                        const Requirements& requirements) {
  for (const auto& need : each.needs)
    if (!capabilities.contains(need)) return ServerProfile::why_missing(need);
  for (const auto& [selection, reason] : exclusions)
    if (selection.matches(each, requirements)) return "excluded by the profile: " + reason;
  if (each.scenario.role != "server")
    return "this scenario tests a client, and " + profile.name + " is a server";
  return "";
}

std::vector<RequirementResult> requirement_results(const Requirements& requirements) {
  std::vector<RequirementResult> results;
  for (const auto& requirement : requirements.all())
    if (requirement.binds_role("server"))
      results.push_back({requirement.id, std::string(name_of(requirement.level)),
                         requirement.document, requirement.section, requirement.says});
  return results;
}

void count(Tally& tally, Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      ++tally.pass;
      break;
    case Verdict::fail:
      ++tally.fail;
      break;
    case Verdict::warning:
      ++tally.warning;
      break;
    case Verdict::info:
      ++tally.info;
      break;
    case Verdict::skipped:
      ++tally.skipped;
      break;
    case Verdict::error:
      ++tally.error;
      break;
  }
}

/// Where the workers of a run put their results.
class Board {
 public:
  Board(std::size_t total, const std::function<void(const Progress&)>& on_progress)
      : results_(total), on_progress_(on_progress) {}

  void put(std::size_t index, CaseResult result) {
    const std::lock_guard lock(mutex_);
    count(tally_, result.verdict);
    ++done_;
    results_[index] = std::move(result);
    if (on_progress_)
      on_progress_({done_, results_.size(), tally_, results_[index]->id, &*results_[index]});
  }
  /// The results that there are, in the order of the cases.
  std::vector<CaseResult> take() {
    std::vector<CaseResult> taken;
    for (auto& result : results_)
      if (result) taken.push_back(*std::move(result));
    return taken;
  }

 private:
  std::mutex mutex_;
  std::vector<std::optional<CaseResult>> results_;
  Tally tally_;
  std::size_t done_ = 0;
  const std::function<void(const Progress&)>& on_progress_;
};

}  // namespace

RunResult run_server_suite(const ServerProfile& profile, const std::vector<Case>& cases,
                           const Requirements& requirements, KeyPool& keys,
                           const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::function<bool()>& stop) {
  const auto begun = std::chrono::steady_clock::now();
  RunResult run;
  run.tool = tool_name;
  run.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds_since_1970()));
  run.seed = options.seed;
  run.requirements = requirement_results(requirements);

  SharedIdentity shared;
  RunServices services;
  services.profile = &profile;
  services.requirements = &requirements;
  services.keys = &keys;
  services.seed = options.seed;
  services.timeout = options.timeout;
  services.now = seconds_since_1970;
  services.shared_identity = [&] { return shared.get(services); };

  const auto preflight = look_at(services);
  run.sut = {"server", profile.name, profile.endpoint.text(), preflight.facts};

  std::vector<std::pair<Selection, std::string>> exclusions;
  for (const auto& exclusion : profile.exclude)
    exclusions.emplace_back(Selection(exclusion.select), exclusion.reason);
  const auto capabilities = profile.capabilities();

  Board board(cases.size(), on_progress);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (;;) {
      if (stop && stop()) return;
      const auto index = next++;
      if (index >= cases.size()) return;
      const auto& each = cases[index];
      const auto skipped = why_skipped(each, profile, capabilities, exclusions, requirements);
      auto result = !skipped.empty()       ? unrun_case(each, Verdict::skipped, skipped)
                    : !preflight.reachable ? unrun_case(each, Verdict::error, preflight.problem)
                                           : run_case(each, services, options.show_secrets);
      result.again =
          fmt::format("{} --select '{}' --seed {}", options.again, result.id, options.seed);
      board.put(index, std::move(result));
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  workers.clear();

  run.cases = board.take();
  run.complete = run.cases.size() == cases.size();
  run.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::steady_clock::now() - begun)
                        .count();
  return run;
}

}  // namespace inquest
