#pragma once
#include <string>
#include <vector>

#include "reference/protocol/moments.h"

namespace inquest {

/// What is odd about the TLS of a server of the harness: "usual", or one thing that a client must
/// not go on with. All are of TLS 1.2.
std::vector<std::string> handshake_forms();

/// Has a server with these deviations shake hands like that.
void shake_hands(const std::string& form, Deviations& deviations);

}  // namespace inquest
