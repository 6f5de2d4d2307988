#pragma once
#include <cstddef>
#include <string>

#include "reports/result/result.h"

/// Reports for people at a terminal. Peers' text is escaped; no line is longer than `width`, save
/// for an id, a path or a command, which are never broken.
namespace inquest {

struct ConsoleStyle {
  bool colour = false;
  int width = 80;  ///< columns, at least 40
};

/// One case that did not pass: requirement first, then what was expected, what came, and the
/// command.
std::string console_case(const CaseResult& result, const RunResult& run, const ConsoleStyle& style);

/// All that did not pass, case by case; of those that found one and the same only the first, and
/// how many more there are of which scenarios.
std::string console_findings(const RunResult& run, const ConsoleStyle& style);

/// The end of a run: root causes, counts, seed, time.
std::string console_summary(const RunResult& run, const ConsoleStyle& style);

/// A line that fits the width, to be overwritten by the next: "[ 12/140] 11 pass, 1 fail  id".
std::string progress_line(std::size_t done, std::size_t total, const Tally& tally,
                          const std::string& current, const ConsoleStyle& style);

}  // namespace inquest
