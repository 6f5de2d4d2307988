#pragma once
#include <string>

#include "reports/result/result.h"

namespace inquest {

/// SARIF 2.1.0, for code hosts that show findings: a rule for each requirement that was found
/// broken, a result for each finding, with the case's scenario file as its place. What is known is
/// suppressed with its reason.
std::string sarif_report(const RunResult& run);

}  // namespace inquest
