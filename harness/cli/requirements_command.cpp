#include <fmt/format.h>

#include <iostream>
#include <map>
#include <set>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/suite.h"
#include "harness/engine/selection.h"

namespace inquest {
namespace {

int list(const std::string& scenarios, const std::string& glob) {
  const auto suite = load_suite_from(scenarios);
  for (const auto& each : suite.requirements.all())
    if (glob_matches(glob, each.id))
      std::cout << fmt::format("{:18} {:10} {:14} {}\n", each.id, name_of(each.level),
                               fmt::format("{}", fmt::join(each.binds, ",")), each.says);
  return gate_holds;
}

int show(const std::string& scenarios, const std::string& id) {
  const auto suite = load_suite_from(scenarios);
  const auto* requirement = suite.requirements.find(id);
  if (requirement == nullptr) throw UsageError("no requirement is called '" + id + "'");
  std::cout << fmt::format("{}  ({} {}, {}, binds {})\n{}\nin the text: \"...{}...\"\n",
                           requirement->id, requirement->document, requirement->section,
                           name_of(requirement->level), fmt::join(requirement->binds, " and "),
                           requirement->says, requirement->anchor);
  if (!requirement->now.empty()) std::cout << "now: " << requirement->now << "\n";
  for (const auto& other : requirement->says_again)
    std::cout << fmt::format("says again {}: {}\n", other, suite.requirements.find(other)->says);
  for (const auto& [role, reason] : requirement->untestable)
    std::cout << fmt::format("no black box can test it at a {}: {}\n", role, reason);
  std::set<std::string> covering;
  for (const auto& each : suite.cases)
    for (const auto& covered : each.scenario.covers)
      if (covered == id) covering.insert(each.scenario.id);
  for (const auto& scenario : covering) std::cout << "covered by " << scenario << "\n";
  return gate_holds;
}

/// A row a requirement: covered by how many scenarios, untestable, or open.
int coverage(const std::string& scenarios, const std::string& role, bool only_open) {
  const auto suite = load_suite_from(scenarios);
  std::map<std::string, std::set<std::string>> covering;
  for (const auto& each : suite.cases)
    if (each.scenario.role == role)
      for (const auto& id : each.scenario.covers) covering[id].insert(each.scenario.id);
  std::size_t covered = 0, untestable = 0, open = 0;
  for (const auto& each : suite.requirements.all()) {
    if (!each.binds_role(role)) continue;
    auto scenarios_of = covering[each.id];
    for (const auto& other : each.says_again)
      scenarios_of.insert(covering[other].begin(), covering[other].end());
    const auto count = scenarios_of.size();
    std::string state = count > 0                            ? fmt::format("{} scenarios", count)
                        : !each.why_untestable(role).empty() ? "untestable"
                                                             : "open";
    (count > 0 ? covered : !each.why_untestable(role).empty() ? untestable : open) += 1;
    if (!only_open || state == "open")
      std::cout << fmt::format("{:18} {:10} {:13} {}\n", each.id, name_of(each.level), state,
                               state == "untestable" ? each.why_untestable(role) : each.says);
  }
  std::cout << fmt::format("\n{} statements that bind a {}: {} covered, {} untestable, {} open\n",
                           covered + untestable + open, role, covered, untestable, open);
  return gate_holds;
}

}  // namespace

void add_requirements_command(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("requirements", "The catalogue of normative statements");
  command->require_subcommand(1);
  auto scenarios = std::make_shared<std::string>();
  command->add_option("--scenarios", *scenarios, "Folder of the suite");

  auto glob = std::make_shared<std::string>("*");
  auto* list_command = command->add_subcommand("list", "One line each");
  list_command->add_option("GLOB", *glob, "Only ids that match");
  list_command->callback([=, &run] { run = [=] { return list(*scenarios, *glob); }; });

  auto id = std::make_shared<std::string>();
  auto* show_command =
      command->add_subcommand("show", "One statement, and the scenarios that cover it");
  show_command->add_option("ID", *id, "Like RFC7030-4.2.1-02")->required();
  show_command->callback([=, &run] { run = [=] { return show(*scenarios, *id); }; });

  auto role = std::make_shared<std::string>("server");
  auto only_open = std::make_shared<bool>(false);
  auto* coverage_command =
      command->add_subcommand("coverage", "Which statements are covered by scenarios");
  coverage_command->add_option("--role", *role, "Whom they bind")
      ->check(CLI::IsMember({"server", "client"}))
      ->capture_default_str();
  coverage_command->add_flag("--open", *only_open, "Only those that nothing covers");
  coverage_command->callback(
      [=, &run] { run = [=] { return coverage(*scenarios, *role, *only_open); }; });
}

}  // namespace inquest
