#pragma once
#include "harness/scenario/stage.h"

namespace inquest {

/// A redirection to another spelling of an EST path of the same origin, as from "path/" to "path":
/// RFC 7030 3.2.1 has clients follow it.
bool leads_to_est(const Answer& answer);

}  // namespace inquest
