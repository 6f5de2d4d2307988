#pragma once
#include <string>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/cli/options.h"
#include "harness/scenario/coverage.h"
#include "harness/scenario/scenario.h"

namespace inquest {

/// The suite and the catalogue that it cites.
struct Suite {
  Requirements requirements;
  std::vector<Case> cases;
  NotYet not_yet;
};
Suite load_suite_from(const std::string& scenarios);

/// The cases of `suite` that --select and --skip leave. Throws UsageError when none is.
std::vector<Case> selected(const Suite& suite, const SelectionOptions& options);

}  // namespace inquest
