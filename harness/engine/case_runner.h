#pragma once
#include "harness/engine/case_course.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/stage.h"
#include "reports/result/result.h"

namespace inquest {

/// Acts out one case against the peer and says what came of it. Never throws for what a peer does,
/// nor for what goes wrong inside: that is verdict `error`. The twin is run when a judgement waits
/// for it.
CaseResult run_case(const Case& scenario_case, const RunServices& services, bool show_secrets);

}  // namespace inquest
