#include "harness/cli/run_console.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <random>

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

}  // namespace inquest
