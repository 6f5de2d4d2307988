#include "harness/cli/suite.h"

#include <filesystem>

#include "harness/engine/selection.h"
#include "harness/scenario/loader.h"

namespace inquest {

Suite load_suite_from(const std::string& scenarios) {
  const std::filesystem::path directory = scenarios_directory(scenarios);
  auto requirements = Requirements::load(directory / "requirements");
  auto cases = load_suite(directory, requirements);
  auto not_yet = NotYet::load(directory, requirements, cases);
  return {std::move(requirements), std::move(cases), std::move(not_yet)};
}

std::vector<Case> selected(const Suite& suite, const SelectionOptions& options) {
  try {
    const Selection select(options.select);
    const Selection skip(options.skip);
    std::vector<Case> cases;
    for (const auto& each : suite.cases)
      if (select.matches(each, suite.requirements) &&
          (options.skip.empty() || !skip.matches(each, suite.requirements)))
        cases.push_back(each);
    if (cases.empty())
      throw UsageError("no case is selected by '" + options.select + "'" +
                       (options.skip.empty() ? "" : " less '" + options.skip + "'") +
                       "; 'inquest scenarios list' names them all");
    return cases;
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

}  // namespace inquest
