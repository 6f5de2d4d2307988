#pragma once
#include <string>

#include "reports/result/result.h"

namespace inquest {

/// One self-contained HTML page: nothing is fetched from anywhere, and nothing that a peer sent can
/// run. Without JavaScript everything can be read; with it, cases can be searched and filtered.
std::string html_report(const RunResult& run);

}  // namespace inquest
