#pragma once
#include <string>

namespace inquest {

/// The same HTTP bytes with every character of an Authorization value after its scheme replaced by
/// '*', so that lengths and offsets stay as they were.
std::string mask_credentials(std::string bytes);

/// The same with every letter of a part that says application/pkcs8, up to the next line that
/// begins with "--", replaced by '*': the private key that /serverkeygen made.
std::string mask_private_keys(std::string bytes);

}  // namespace inquest
