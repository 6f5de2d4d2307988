#pragma once
#include <string>

#include "reports/result/result.h"

namespace inquest {

/// The part of the page that draws what the run says of every statement that binds the peer: a
/// square each, by document and section, and the same as a table.
std::string coverage_html(const RunResult& run);

}  // namespace inquest
