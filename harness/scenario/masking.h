#pragma once
#include <string>

namespace inquest {

/// The same HTTP bytes with every character of an Authorization value after its scheme replaced by
/// '*', so that lengths and offsets stay as they were.
std::string mask_credentials(std::string bytes);

}  // namespace inquest
