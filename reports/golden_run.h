#pragma once
#include "reports/result/result.h"

namespace inquest {

/// An invented run with a case of every verdict and hostile text of a peer: what the goldens show.
RunResult golden_run();

}  // namespace inquest
