#include "harness/engine/combined_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/engine/combination.h"

namespace inquest {
namespace {

CombinationRow row_of(const Case& each) {
  CombinationRow row;
  for (const auto& [axis, value] : each.variant) row.push_back(value);
  return row;
}

/// The combinations of one scenario, and what came of those that were run.
struct Family {
  std::map<CombinationRow, const Case*> cases;
  std::vector<CombinationRow> passing;
  std::vector<std::pair<CombinationRow, CaseResult*>> failing;
};

std::map<std::string, Family> families_of(std::vector<CaseResult>& results,
                                          const std::vector<Case>& cases) {
  std::map<std::string, Family> families;
  std::map<std::string, CombinationRow> rows;
  for (const auto& each : cases)
    if (each.combined) {
      const auto row = row_of(each);
      families[each.scenario.id].cases.emplace(row, &each);
      rows.emplace(each.id(), row);
    }
  for (auto& result : results) {
    const auto row = rows.find(result.id);
    if (row == rows.end()) continue;
    auto& family = families[result.scenario];
    if (result.verdict == Verdict::fail)
      family.failing.emplace_back(row->second, &result);
    else if (result.verdict == Verdict::pass || result.verdict == Verdict::info)
      family.passing.push_back(row->second);
  }
  return families;
}

/// Values of some axes that fail together.
using Cause = std::map<std::size_t, std::string>;

bool holds(const Cause& cause, const CombinationRow& row) {
  return std::all_of(cause.begin(), cause.end(),
                     [&](const auto& each) { return row[each.first] == each.second; });
}

std::string text_of(const Cause& cause, const Case& example) {
  std::vector<std::string> values;
  for (const auto& [axis, value] : cause)
    values.push_back(fmt::format("{}={}", example.variant[axis].first, value));
  return fmt::format("{}", fmt::join(values, " with "));
}

Cause cause_of(const CombinationRow& row, const Family& family,
               const std::function<CaseResult(const Case&)>& run) {
  const auto fails = [&](const CombinationRow& tried) -> std::optional<bool> {
    const auto found = family.cases.find(tried);
    if (found == family.cases.end()) return std::nullopt;
    const auto verdict = run(*found->second).verdict;
    if (verdict == Verdict::fail) return true;
    if (verdict == Verdict::pass || verdict == Verdict::info) return false;
    return std::nullopt;
  };
  Cause cause;
  for (const auto axis : axes_to_blame(row, farthest_row(row, family.passing), fails))
    cause.emplace(axis, row[axis]);
  return cause;
}

/// One value that fails whatever it stands beside is no fault of a combination: what it breaks is
/// judged, by its own statement, where it is tried alone.
void tell_only(CaseResult& result, const std::string& value) {
  for (auto& check : result.checks)
    if (check.outcome == Verdict::fail) check.outcome = Verdict::info;
  result.verdict = Verdict::info;
  result.reason =
      value + " fails whatever it is combined with, which other cases judge: " + result.reason;
}

}  // namespace

std::vector<Case> chosen_combinations(const std::vector<Case>& cases, std::size_t strength,
                                      const std::function<bool(const Case&)>& possible) {
  std::map<std::string, std::vector<std::size_t>> families;
  for (std::size_t i = 0; i < cases.size(); ++i)
    if (cases[i].combined) families[cases[i].scenario.id].push_back(i);
  std::set<std::size_t> chosen;
  for (const auto& [scenario, members] : families) {
    std::vector<std::size_t> tried;
    std::vector<CombinationRow> rows;
    for (const auto index : members)
      if (possible(cases[index])) {
        tried.push_back(index);
        rows.push_back(row_of(cases[index]));
      }
    if (tried.empty()) chosen.insert(members.front());
    for (const auto index : covering_rows(rows, strength)) chosen.insert(tried[index]);
  }
  std::vector<Case> stay;
  for (std::size_t i = 0; i < cases.size(); ++i)
    if (!cases[i].combined || chosen.contains(i)) stay.push_back(cases[i]);
  return stay;
}

void name_failing_combinations(std::vector<CaseResult>& results, const std::vector<Case>& cases,
                               const std::function<CaseResult(const Case&)>& run) {
  for (auto& [scenario, family] : families_of(results, cases)) {
    std::vector<Cause> known;
    for (auto& [row, result] : family.failing) {
      if (family.passing.empty()) {
        result->reason = "in every combination that was tried: " + result->reason;
        continue;
      }
      auto cause = std::find_if(known.begin(), known.end(),
                                [&, &row = row](const Cause& each) { return holds(each, row); });
      if (cause == known.end()) {
        known.push_back(cause_of(row, family, run));
        cause = std::prev(known.end());
      }
      const auto values = text_of(*cause, *family.cases.at(row));
      if (cause->size() == 1)
        tell_only(*result, values);
      else
        result->reason = values + ": " + result->reason;
    }
  }
}

}  // namespace inquest
