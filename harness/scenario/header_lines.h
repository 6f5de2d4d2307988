#pragma once
#include <string>
#include <vector>

#include "reference/codec/http1.h"

namespace inquest {

/// Adds fields written as "Name: value"; a name that is there already is replaced. Throws
/// std::invalid_argument for a line without a colon.
void add_header_lines(HttpHeaders& headers, const std::vector<std::string>& lines);

}  // namespace inquest
