#include "harness/scenario/coverage.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/yaml/yaml.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

constexpr auto file_name = "not-yet.yaml";

std::vector<std::string> fault_ids() {
  std::vector<std::string> ids;
  for (const auto& each : fault_catalogue().all()) ids.push_back(each.id);
  return ids;
}

NotYet::Reasons read_reasons(const YamlNode& root, const std::string& key,
                             const std::vector<std::string>& known) {
  NotYet::Reasons reasons;
  const auto list = root.find(key);
  if (!list || list->is_null()) return reasons;
  for (const auto& entry : list->entries()) {
    const auto why = entry.value.text();
    if (why.empty()) entry.value.fail("why is it not there yet?");
    reasons[entry.key.one_of("of " + key, known)] = why;
  }
  return reasons;
}

std::vector<std::string> scenario_ids(const std::vector<Case>& cases) {
  std::vector<std::string> ids;
  for (const auto& each : cases)
    if (ids.empty() || ids.back() != each.scenario.id) ids.push_back(each.scenario.id);
  return ids;
}

/// The ids of the statement itself and of those that it says again.
std::vector<std::string> ids_of(const Requirement& requirement) {
  auto ids = requirement.says_again;
  ids.push_back(requirement.id);
  return ids;
}

/// Why no black box can show it; of a statement that says others again, where none of them can be
/// shown, the first one's reason.
std::string why_untestable(const Requirements& requirements, const Requirement& requirement,
                           std::string_view role) {
  std::string reason(requirement.why_untestable(role));
  for (const auto& id : requirement.says_again) {
    const auto& other = *requirements.find(id);
    if (!other.binds_role(role)) continue;
    if (other.why_untestable(role).empty()) return "";
    if (reason.empty()) reason = other.why_untestable(role);
  }
  return reason;
}

bool has(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool only_permits(const Scenario& scenario, const Requirements& requirements) {
  return std::all_of(scenario.covers.begin(), scenario.covers.end(), [&](const std::string& id) {
    const auto* requirement = requirements.find(id);
    return requirement != nullptr && requirement->level == Level::may;
  });
}

void add_scenario(Covered& covered, const Scenario& scenario, const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    if (!has(scenario.covers, id)) continue;
    covered.scenarios.insert(scenario.id);
    for (const auto& kill : scenario.kills)
      if (const auto* fault = fault_catalogue().find(kill); fault != nullptr && fault->breaks == id)
        covered.faults.insert(kill);
  }
}

}  // namespace

NotYet NotYet::load(const std::filesystem::path& suite, const Requirements& requirements,
                    const std::vector<Case>& cases) {
  const auto file = suite / file_name;
  if (!std::filesystem::exists(file)) return {};
  const auto root = YamlNode::load(file);
  root.only("a list of what is not there yet",
            {"statements", "client_statements", "scenarios", "faults"});
  std::vector<std::string> statements;
  for (const auto& each : requirements.all()) statements.push_back(each.id);
  return {read_reasons(root, "statements", statements),
          read_reasons(root, "client_statements", statements),
          read_reasons(root, "scenarios", scenario_ids(cases)),
          read_reasons(root, "faults", fault_ids())};
}

std::string_view name_of(Coverage coverage) {
  switch (coverage) {
    case Coverage::seen_to_fail:
      return "seen to fail";
    case Coverage::covered:
      return "covered";
    case Coverage::told:
      return "told";
    case Coverage::untestable:
      return "untestable";
    case Coverage::not_yet:
      return "not yet";
    case Coverage::open:
      return "open";
  }
  return "";
}

std::vector<Covered> coverage_of(const Requirements& requirements, const std::vector<Case>& cases,
                                 const NotYet& not_yet, std::string_view role) {
  std::vector<Covered> all;
  for (const auto& requirement : requirements.all()) {
    if (!requirement.binds_role(role)) continue;
    Covered covered;
    covered.requirement = &requirement;
    const auto ids = ids_of(requirement);
    for (const auto& each : cases)
      if (each.scenario.role == role) add_scenario(covered, each.scenario, ids);
    if (!covered.scenarios.empty()) {
      covered.coverage = !covered.faults.empty()           ? Coverage::seen_to_fail
                         : requirement.level == Level::may ? Coverage::told
                                                           : Coverage::covered;
    } else if (covered.reason = why_untestable(requirements, requirement, role);
               !covered.reason.empty()) {
      covered.coverage = Coverage::untestable;
    } else {
      for (const auto& id : ids)
        if (const auto& listed = not_yet.of(role); listed.contains(id)) {
          covered.coverage = Coverage::not_yet;
          covered.reason = listed.at(id);
        }
    }
    all.push_back(std::move(covered));
  }
  return all;
}

std::vector<std::string> coverage_problems(const Requirements& requirements,
                                           const std::vector<Case>& cases, const NotYet& not_yet) {
  std::vector<std::string> problems;
  constexpr std::string_view server = "server";
  for (const auto role : {server, std::string_view("client")}) {
    auto excused = not_yet.of(role);
    for (const auto& each : coverage_of(requirements, cases, not_yet, role)) {
      const auto& id = each.requirement->id;
      if (each.coverage == Coverage::not_yet) excused.erase(id);
      // Of clients, faults are still to come.
      if (each.coverage == Coverage::covered && role == server && excused.erase(id) == 0)
        problems.push_back(fmt::format("{} is covered, and no fault that breaks it is killed: {}",
                                       id, each.requirement->says));
      if (each.coverage == Coverage::open)
        problems.push_back(fmt::format("{} binds a {}, and no scenario covers it: {}", id, role,
                                       each.requirement->says));
    }
    for (const auto& [id, why] : excused)
      problems.push_back(
          fmt::format("{} is in {} for a {}, and need not be: it was seen to fail, or "
                      "cannot be",
                      id, file_name, role));
  }
  std::set<std::string> seen;
  for (const auto& each : cases) {
    const auto& scenario = each.scenario;
    if (!seen.insert(scenario.id).second) continue;
    const bool listed = not_yet.scenarios.contains(scenario.id);
    const bool traceable = !scenario.kills.empty() || only_permits(scenario, requirements);
    if (!traceable && !listed)
      problems.push_back(fmt::format("{}:{}: {} names no fault that it kills", scenario.file,
                                     scenario.line, scenario.id));
    if (traceable && listed)
      problems.push_back(fmt::format("{} is in {}, and need not be: it kills a fault, or cannot",
                                     scenario.id, file_name));
  }
  for (const auto& [id, why] : not_yet.faults)
    if (std::any_of(cases.begin(), cases.end(),
                    [&fault = id](const Case& each) { return has(each.scenario.kills, fault); }))
      problems.push_back(fmt::format(
          "{} is in {}, and need not be: a scenario says that it kills it", id, file_name));
  return problems;
}

}  // namespace inquest
