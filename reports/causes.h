#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "reports/result/result.h"

namespace inquest {

/// One thing that explains much of a run: better told once, before anything else.
struct Cause {
  std::string what;    ///< "Every request was answered 403: 212 of 212."
  std::string advice;  ///< what to look at or to say in the profile
  std::size_t cases = 0;
};

/// Found in what was sent and received and in the reasons, the widest first; nothing where the
/// cases have nothing in common.
std::vector<Cause> common_causes(const RunResult& run);

}  // namespace inquest
