#include "reports/result/result.h"

#include <array>
#include <map>

namespace inquest {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::warning:
      return "warning";
    case Verdict::info:
      return "info";
    case Verdict::skipped:
      return "skipped";
    case Verdict::error:
      return "error";
  }
  return "";
}

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::satisfied:
      return "satisfied";
    case Standing::doubtful:
      return "doubtful";
    case Standing::violated:
      return "violated";
    case Standing::not_exercised:
      return "not exercised";
  }
  return "";
}

void count(Tally& tally, Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      ++tally.pass;
      break;
    case Verdict::fail:
      ++tally.fail;
      break;
    case Verdict::warning:
      ++tally.warning;
      break;
    case Verdict::info:
      ++tally.info;
      break;
    case Verdict::skipped:
      ++tally.skipped;
      break;
    case Verdict::error:
      ++tally.error;
      break;
  }
}

Tally tally(const RunResult& run) {
  Tally all;
  for (const auto& each : run.cases) count(all, each.verdict);
  return all;
}

std::vector<std::pair<RequirementResult, Standing>> standings(const RunResult& run) {
  std::map<std::string, Standing> found;
  const auto note = [&](const std::string& id, Standing standing) {
    const auto [at, fresh] = found.emplace(id, standing);
    if (!fresh && static_cast<int>(standing) > static_cast<int>(at->second)) at->second = standing;
  };
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) {
      if (check.outcome == Verdict::fail) note(check.requirement, Standing::violated);
      if (check.outcome == Verdict::warning) note(check.requirement, Standing::doubtful);
      if (check.outcome == Verdict::pass || check.outcome == Verdict::info)
        note(check.requirement, Standing::satisfied);
    }
  std::vector<std::pair<RequirementResult, Standing>> all;
  for (const auto& requirement : run.requirements) {
    for (const auto& id : requirement.says_again)
      if (const auto at = found.find(id); at != found.end()) note(requirement.id, at->second);
    const auto at = found.find(requirement.id);
    all.emplace_back(requirement, at == found.end() ? Standing::not_exercised : at->second);
  }
  return all;
}

const RequirementResult* find_requirement(const RunResult& run, std::string_view id) {
  for (const auto& requirement : run.requirements)
    if (requirement.id == id) return &requirement;
  return nullptr;
}

}  // namespace inquest
