#pragma once
#include <string>

#include "harness/cli/options.h"
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

}  // namespace inquest
