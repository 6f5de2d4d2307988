#pragma once
#include <string>

#include "reports/result/result.h"

namespace inquest {

/// JUnit XML: a testsuite for each scenario file, a testcase for each case. `fail` is a failure,
/// `error` an error, what is known is skipped with the reason, `skipped` is skipped; warnings and
/// infos pass, with their text in system-out.
std::string junit_report(const RunResult& run);

}  // namespace inquest
