#pragma once
#include <string>
#include <vector>

#include "harness/engine/expectations.h"
#include "reports/result/result.h"

/// Whether a run is good enough: every verdict is as it should be, or as the file of known verdicts
/// says, and that file is true.
namespace inquest {

struct GateFinding {
  enum class Kind {
    failure,          ///< that nobody knows of
    other_failure,    ///< of a case of which another one is known
    passes,           ///< what is listed as failing or skipped
    matches_nothing,  ///< no case of the suite has such an id
    expired,
    newly_skipped,  ///< not run, and not listed as that
    trouble,  ///< a case that could not be judged, or a run that was stopped: nothing is proven
  };
  Kind kind = Kind::failure;
  std::string subject;  ///< an id, or "FILE:LINE" of an entry
  std::string text;
};

struct Gate {
  bool fail_on_should = false;
  const Expectations* expectations = nullptr;  ///< nothing is known without
  std::vector<std::string> suite;              ///< ids of all cases that there are
  std::string today;                           ///< "2026-11-25", UTC
};

struct GateVerdict {
  std::vector<GateFinding> findings;
  std::size_t known = 0;    ///< cases whose verdict is bad, and known
  std::size_t not_run = 0;  ///< skipped, or left out by selection and shard
  bool holds() const { return findings.empty(); }
  /// Whether the findings are trouble and nothing else.
  bool only_trouble() const;
};

/// Marks in `run` what is known.
GateVerdict judge(const Gate& gate, RunResult& run);

std::string_view name_of(GateFinding::Kind kind);

}  // namespace inquest
