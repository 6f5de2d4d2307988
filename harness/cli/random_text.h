#pragma once
#include <string>

namespace inquest {

/// So many letters and digits that nobody can foretell, none of which looks like another: for
/// passwords that people type.
std::string random_text(std::size_t length);

}  // namespace inquest
