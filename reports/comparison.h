#pragma once
#include <string>
#include <vector>

#include "reports/console.h"
#include "reports/result/result.h"

/// Two runs of the suite, one after the other: what came, what went, what changed.
namespace inquest {

struct Change {
  std::string id;
  std::string before;  ///< "fail: the status code: expected 200, got 201"; empty: was not there
  std::string after;
};

struct Comparison {
  std::string before;  ///< "Example EST server, 2026-01-02T03:04:05Z"
  std::string after;
  std::vector<Change> new_failures;  ///< fail, warning or error, where there was none of these
  std::vector<Change> changed;       ///< failed before and after, but not in the same way
  std::vector<Change> new_skips;     ///< not run any more
  std::vector<Change> mended;        ///< failed before, and pass now
  std::vector<Change> run_again;     ///< skipped before, and judged now
  std::vector<Change> new_cases;     ///< that the earlier run had not, and that pass
  std::vector<Change> gone;          ///< that the later run has not
  /// Whether nothing got worse: no new failure, no changed one, no new skip, nothing gone.
  bool holds() const;
};

/// By the ids of the cases. Failures are told apart by their signatures.
Comparison compare(const RunResult& before, const RunResult& after);

std::string console_comparison(const Comparison& comparison, const ConsoleStyle& style);
std::string markdown_comparison(const Comparison& comparison);
std::string html_comparison(const Comparison& comparison);  ///< one self-contained page

}  // namespace inquest
