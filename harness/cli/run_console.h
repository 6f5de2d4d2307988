#pragma once
#include <functional>
#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "harness/cli/suite.h"
#include "harness/engine/run.h"
#include "reports/console.h"

/// What a run of cases shows while it runs.
namespace inquest {

ConsoleStyle console_style(const ReportOptions& reports);

/// Takes an interrupt of the user as the wish to stop between two cases.
void stop_on_interrupt();
bool interrupted();

/// A live line on standard error, when that is a terminal.
class ConsoleProgress {
 public:
  ConsoleProgress(ConsoleStyle style, bool quiet);
  void operator()(const Progress& progress) const;
  void finish() const;

 private:
  ConsoleStyle style_;
  bool live_;
};

/// The options of a run, of which `again` is the front part of the command for one case.
RunOptions run_options(const SelectionOptions& selection, const ReportOptions& reports,
                       std::string again);

/// Ids of all cases of a role that a run of everything would have; of combinations those picked.
std::vector<std::string> case_ids(const Suite& suite, std::size_t strength,
                                  const std::string& role);

/// Runs cases with a line on the console before, and progress meanwhile.
RunResult run_with_progress(
    const std::vector<Case>& cases, const std::string& peer, const RunOptions& options,
    const ReportOptions& reports,
    const std::function<RunResult(const std::function<void(const Progress&)>& on_progress)>& run);

/// What every run ends with: the gate, findings and summary, reports. The exit status.
int conclude_run(RunResult& result, const GateOptions& gate, std::vector<std::string> ids,
                 const ReportOptions& reports);

}  // namespace inquest
