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
  for (const auto* role : {"server", "client"})
    for (const auto& each : coverage_of(suite.requirements, suite.cases, suite.not_yet, role)) {
      if (each.requirement != requirement) continue;
      std::cout << fmt::format("at a {}: {}\n", role, name_of(each.coverage));
      if (!each.reason.empty()) std::cout << "  because: " << each.reason << "\n";
      for (const auto& scenario : each.scenarios) std::cout << "  covered by " << scenario << "\n";
      for (const auto& fault : each.faults) std::cout << "  seen to fail by " << fault << "\n";
    }
  return gate_holds;
}

constexpr std::size_t columns = 80;

std::string cut(const std::string& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

constexpr Coverage kinds[] = {Coverage::seen_to_fail, Coverage::covered, Coverage::told,
                              Coverage::untestable,   Coverage::not_yet, Coverage::open};

using Counts = std::map<Coverage, std::size_t>;

std::string count_row(const std::string& name, Counts& counts) {
  std::size_t total = 0;
  for (const auto kind : kinds) total += counts[kind];
  auto row = fmt::format("{:8} {:5}", name, total);
  for (const auto kind : kinds) row += fmt::format(" {:>12}", counts[kind]);
  return row + "\n";
}

/// A row a statement, and a row a document at the end.
int coverage(const std::string& scenarios, const std::string& role, const std::string& glob,
             bool only_open) {
  const auto suite = load_suite_from(scenarios);
  std::vector<std::pair<std::string, Counts>> documents;
  Counts all;
  for (const auto& each : coverage_of(suite.requirements, suite.cases, suite.not_yet, role)) {
    const auto& requirement = *each.requirement;
    if (!glob_matches(glob, requirement.id)) continue;
    if (documents.empty() || documents.back().first != requirement.document)
      documents.emplace_back(requirement.document, Counts{});
    ++documents.back().second[each.coverage];
    ++all[each.coverage];
    if (only_open && each.coverage != Coverage::open && each.coverage != Coverage::not_yet)
      continue;
    const auto row = fmt::format("{:20} {:10} {:12} ", requirement.id, name_of(requirement.level),
                                 name_of(each.coverage));
    std::cout << row << cut(requirement.says, columns - row.size()) << "\n";
  }
  std::cout << fmt::format("\n{:14}", "");
  for (const auto kind : kinds) std::cout << fmt::format(" {:>12}", name_of(kind));
  std::cout << "\n";
  for (auto& [name, counts] : documents) std::cout << count_row(name, counts);
  std::cout << count_row("all", all);
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
  auto covered = std::make_shared<std::string>("*");
  auto only_open = std::make_shared<bool>(false);
  auto* coverage_command =
      command->add_subcommand("coverage",
                              "Which statements scenarios cover, and which of them were seen to "
                              "fail on a faulty peer");
  coverage_command->add_option("GLOB", *covered, "Only ids that match");
  coverage_command->add_option("--role", *role, "Whom they bind")
      ->check(CLI::IsMember({"server", "client"}))
      ->capture_default_str();
  coverage_command->add_flag("--open", *only_open, "Only those that nothing covers");
  coverage_command->callback(
      [=, &run] { run = [=] { return coverage(*scenarios, *role, *covered, *only_open); }; });
}

}  // namespace inquest
