#include <fmt/format.h>

#include <iostream>

#include "harness/cli/commands.h"
#include "harness/cli/options.h"
#include "harness/cli/suite.h"
#include "harness/engine/combined_cases.h"
#include "harness/engine/selection.h"
#include "harness/scenario/loader.h"
#include "harness/scenario/words_text.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

int list(const std::string& scenarios, const SelectionOptions& selection) {
  const auto cases = selected(load_suite_from(scenarios), selection, "");
  const auto all_possible = [](const Case&) { return true; };
  for (const auto& each : chosen_combinations(cases, selection.strength, all_possible))
    std::cout << each.id() << "\n";
  return gate_holds;
}

int show(const std::string& scenarios, const SelectionOptions& selection) {
  const auto suite = load_suite_from(scenarios);
  std::string last;
  for (const auto& each : selected(suite, selection, "")) {
    const auto& scenario = each.scenario;
    if (scenario.id == last) continue;
    last = scenario.id;
    std::cout << fmt::format("{}  ({}:{})\n  {}\n", scenario.id, scenario.file, scenario.line,
                             scenario.story);
    for (const auto& id : scenario.covers)
      std::cout << fmt::format("  covers {}: {}\n", id, suite.requirements.find(id)->says);
    for (const auto& id : scenario.kills) std::cout << "  kills " << id << "\n";
    for (const auto& step : each.steps) std::cout << "  - " << step.text << "\n";
    std::cout << "\n";
  }
  return gate_holds;
}

/// Reads files of a suite and says what is wrong with them; of the whole, also what it lacks.
int lint(const std::string& scenarios, const std::vector<std::string>& files) {
  const auto suite = load_suite_from(scenarios);
  std::size_t cases = files.empty() ? suite.cases.size() : 0;
  for (const auto& file : files)
    cases += load_scenarios(read_file(file), file, suite.requirements).size();
  const auto problems = files.empty()
                            ? coverage_problems(suite.requirements, suite.cases, suite.not_yet)
                            : std::vector<std::string>{};
  for (const auto& problem : problems) std::cout << problem << "\n";
  std::cout << fmt::format(
      "{} cases, {}\n", cases,
      problems.empty() ? "nothing wrong" : fmt::format("{} things wrong", problems.size()));
  return problems.empty() ? gate_holds : wrong_usage;
}

}  // namespace

void add_scenarios_command(CLI::App& app, Run& run) {
  auto* command =
      app.add_subcommand("scenarios", "The suite: list, show, check, and its vocabulary");
  command->require_subcommand(1);
  auto scenarios = std::make_shared<std::string>();
  auto selection = std::make_shared<SelectionOptions>();
  command->add_option("--scenarios", *scenarios, "Folder of the suite");

  const auto add = [&](const char* name, const char* what,
                       int (*work)(const std::string&, const SelectionOptions&)) {
    auto* sub = command->add_subcommand(name, what);
    sub->add_option("SELECT", selection->select, "Like --select of inquest test");
    sub->callback([=, &run] { run = [=] { return work(*scenarios, *selection); }; });
  };
  add("list", "Ids of cases", list);
  add("show", "Story, requirements and steps of scenarios", show);

  auto files = std::make_shared<std::vector<std::string>>();
  auto* lint_command = command->add_subcommand("lint", "Check scenario files");
  lint_command->add_option("FILE", *files, "Files to check; none: the whole suite");
  lint_command->callback([=, &run] { run = [=] { return lint(*scenarios, *files); }; });

  auto* words = command->add_subcommand("words", "The manual of the vocabulary, in Markdown");
  words->callback([&run] {
    run = [] {
      std::cout << vocabulary_manual();
      return static_cast<int>(gate_holds);
    };
  });
}

}  // namespace inquest
