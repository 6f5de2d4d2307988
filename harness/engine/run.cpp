#include "harness/engine/run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "harness/engine/client_session.h"
#include "harness/engine/combined_cases.h"
#include "harness/engine/server_session.h"
#include "harness/version.h"

namespace inquest {
namespace {

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

RunResult run_suite(const PeerSession& session, const std::vector<Case>& suite,
                    const Requirements& requirements, const RunOptions& options,
                    const std::function<void(const Progress&)>& on_progress,
                    const std::function<bool()>& stop) {
  const auto begun = std::chrono::steady_clock::now();
  const auto started = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  RunResult run;
  run.tool = tool_name;
  run.started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(started));
  run.seed = options.seed;
  run.requirements = requirement_results(requirements, session.peer().role);
  run.sut = session.peer();
  const auto cases = chosen_combinations(
      suite, options.strength, [&](const Case& each) { return session.why_skipped(each).empty(); });

  Board board(cases.size(), on_progress);
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (;;) {
      if (stop && stop()) return;
      const auto index = next++;
      if (index >= cases.size()) return;
      board.put(index, session.run(cases[index]));
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(1U, options.jobs); ++i) workers.emplace_back(work);
  workers.clear();

  run.cases = board.take();
  run.complete = run.cases.size() == cases.size();
  if (run.complete)
    name_failing_combinations(run.cases, suite,
                              [&](const Case& each) { return session.run(each); });
  for (auto& each : session.contradictions()) run.cases.push_back(std::move(each));
  run.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::steady_clock::now() - begun)
                        .count();
  return run;
}

}  // namespace

std::vector<RequirementResult> requirement_results(const Requirements& requirements,
                                                   std::string_view role) {
  std::vector<RequirementResult> results;
  for (const auto& requirement : requirements.all())
    if (requirement.binds_role(role))
      results.push_back({requirement.id, std::string(name_of(requirement.level)),
                         requirement.document, requirement.section, requirement.says,
                         requirement.says_again, std::string(requirement.why_untestable(role))});
  return results;
}

RunResult run_server_suite(const ServerProfile& profile, const std::vector<Case>& suite,
                           const Requirements& requirements, KeyPool& keys,
                           const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::function<bool()>& stop) {
  const ServerSession session(profile, requirements, keys, options);
  return run_suite(session, suite, requirements, options, on_progress, stop);
}

RunResult run_client_suite(const ClientProfile& profile, ClientDriver& driver,
                           const std::vector<Case>& suite, const Requirements& requirements,
                           KeyPool& keys, const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::function<bool()>& stop) {
  const ClientSession session(profile, driver, requirements, keys, options);
  return run_suite(session, suite, requirements, options, on_progress, stop);
}

}  // namespace inquest
