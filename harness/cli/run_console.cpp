#include "harness/cli/run_console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <random>

#include "harness/engine/combined_cases.h"

namespace inquest {
namespace {

std::atomic<bool> interrupt_came{false};

}  // namespace

ConsoleStyle console_style(const ReportOptions& reports) {
  ConsoleStyle style;
  const bool terminal = isatty(STDOUT_FILENO) != 0;
  style.colour = reports.colour == "always" ||
                 (reports.colour == "auto" && terminal && std::getenv("NO_COLOR") == nullptr);
  style.width = 80;
  return style;
}

void stop_on_interrupt() {
  std::signal(SIGINT, [](int) { interrupt_came = true; });
}
bool interrupted() { return interrupt_came; }

ConsoleProgress::ConsoleProgress(ConsoleStyle style, bool quiet)
    : style_(style), live_(!quiet && isatty(STDERR_FILENO) != 0) {}

void ConsoleProgress::operator()(const Progress& progress) const {
  if (!live_) return;
  std::cerr << "\r"
            << progress_line(progress.done, progress.total, progress.tally, progress.current,
                             style_)
            << std::flush;
}

void ConsoleProgress::finish() const {
  if (live_)
    std::cerr << "\r" << std::string(static_cast<std::size_t>(style_.width) - 1, ' ') << "\r";
}

RunOptions run_options(const SelectionOptions& selection, const ReportOptions& reports,
                       std::string again) {
  RunOptions options;
  options.seed = selection.seed_given ? selection.seed : std::random_device{}();
  options.jobs = selection.jobs_or_default();
  options.strength = selection.strength;
  options.timeout = std::chrono::milliseconds(static_cast<int>(selection.timeout * 1000));
  options.show_secrets = reports.show_secrets;
  options.again = std::move(again);
  return options;
}

std::vector<std::string> case_ids(const Suite& suite, std::size_t strength,
                                  const std::string& role) {
  std::vector<std::string> ids;
  for (const auto& each :
       chosen_combinations(suite.cases, strength, [](const Case&) { return true; }))
    if (each.scenario.role == role) ids.push_back(each.id());
  return ids;
}

RunResult run_with_progress(
    const std::vector<Case>& cases, const std::string& peer, const RunOptions& options,
    const ReportOptions& reports,
    const std::function<RunResult(const std::function<void(const Progress&)>& on_progress)>& run) {
  // Of combinations, those that a run of everything picks: what the peer lacks is told at the end.
  const auto picked =
      chosen_combinations(cases, options.strength, [](const Case&) { return true; }).size();
  std::cout << fmt::format("inquest: {} cases against {}, seed {}\n", picked, peer, options.seed)
            << std::flush;
  const ConsoleProgress progress(console_style(reports), reports.quiet);
  auto result = run(progress);
  progress.finish();
  return result;
}

int conclude_run(RunResult& result, const GateOptions& gate, std::vector<std::string> ids,
                 const ReportOptions& reports) {
  const auto style = console_style(reports);
  const auto judged = gate.judge(result, std::move(ids));
  std::cout << console_findings(result, style) << console_summary(result, style) << judged.told;
  reports.write(result);
  if (!reports.directory.empty()) std::cout << "report: " << reports.directory << "/index.html\n";
  return judged.status;
}

}  // namespace inquest
