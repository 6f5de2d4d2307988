#pragma once
#include <string>
#include <vector>

#include "reference/protocol/moments.h"

namespace inquest {

/// How a server of the harness writes its answers: "usual", other ways that HTTP/1.1 allows, which
/// are for all of its answers, and ways that it does not, which are for those of status 200.
std::vector<std::string> answer_forms();

/// Has a server with these deviations write its answers in that form.
void write_answers(const std::string& form, Deviations& deviations);

}  // namespace inquest
