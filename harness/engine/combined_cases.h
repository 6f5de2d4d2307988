#pragma once
#include <functional>
#include <vector>

#include "harness/scenario/scenario.h"
#include "reports/result/result.h"

/// Scenarios that combine many axes: which of their cases are run, and which values a failure
/// takes.
namespace inquest {

/// `cases` without the combinations that need not be run: of each scenario that combines, those
/// stay that bring every `strength` values together (see covering_rows()), out of those that
/// `possible` lets through; where it lets none through, the first stays, so that it can say why.
std::vector<Case> chosen_combinations(const std::vector<Case>& cases, std::size_t strength,
                                      const std::function<bool(const Case&)>& possible);

/// Puts in front of the reason of each failed combination which of its values it takes to fail:
/// "key=ed25519 with label=other: ...". Runs further cases out of `cases` by `run` to find out, at
/// most one for each axis and cause.
void name_failing_combinations(std::vector<CaseResult>& results, const std::vector<Case>& cases,
                               const std::function<CaseResult(const Case&)>& run);

}  // namespace inquest
