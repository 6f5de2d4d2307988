#include "harness/cli/suite.h"

#include <filesystem>

#include "harness/engine/selection.h"
#include "harness/scenario/loader.h"
#include "harness/scenario/stable_number.h"

namespace inquest {

Suite load_suite_from(const std::string& scenarios) {
  const std::filesystem::path directory = scenarios_directory(scenarios);
  auto requirements = Requirements::load(directory / "requirements");
  auto cases = load_suite(directory, requirements);
  auto not_yet = NotYet::load(directory, requirements, cases);
  return {std::move(requirements), std::move(cases), std::move(not_yet)};
}

Shard::Shard(const std::string& said) {
  if (said.empty()) return;
  const auto slash = said.find('/');
  const auto number = [&](const std::string& text) -> std::uint64_t {
    const bool digits = !text.empty() && text.size() < 7 &&
                        text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::stoull(text) : 0;
  };
  if (slash != std::string::npos) {
    part_ = number(said.substr(0, slash));
    parts_ = number(said.substr(slash + 1));
  }
  if (part_ == 0 || parts_ == 0 || part_ > parts_)
    throw UsageError("--shard " + said + ": I/N is wanted, with I from 1 to N");
  --part_;
}

bool Shard::has(const std::string& name) const { return stable_number(0, name) % parts_ == part_; }

std::vector<Case> selected(const Suite& suite, const SelectionOptions& options,
                           const std::string& role) {
  try {
    const Selection select(options.select);
    const Selection skip(options.skip);
    const Shard shard(options.shard);
    std::vector<Case> cases;
    for (const auto& each : suite.cases)
      if ((role.empty() || each.scenario.role == role) &&
          select.matches(each, suite.requirements) &&
          (options.skip.empty() || !skip.matches(each, suite.requirements)) &&
          shard.has(each.combined ? each.scenario.id : each.id()))
        cases.push_back(each);
    if (cases.empty())
      throw UsageError("no case is selected by '" + options.select + "'" +
                       (options.skip.empty() ? "" : " less '" + options.skip + "'") +
                       (options.shard.empty() ? "" : " in part " + options.shard) +
                       "; 'inquest scenarios list' names them all");
    return cases;
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

}  // namespace inquest
