#pragma once
#include <string>
#include <vector>

#include "reference/protocol/moments.h"

namespace inquest {

/// How a server of the harness writes what its 401 asks for: "usual", other ways that RFC 7235
/// allows, and challenges that a client passes over or leaves unanswered.
std::vector<std::string> challenge_forms();

/// Has a server with these deviations write its challenges in that form.
void write_challenges(const std::string& form, Deviations& deviations);

}  // namespace inquest
