#include "harness/cli/kill_matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace inquest {
namespace {

bool accuses(Verdict verdict) { return verdict == Verdict::fail || verdict == Verdict::warning; }

}  // namespace

void take_in(Kill& kill, const RunResult& run) {
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) {
      if (!accuses(check.outcome)) continue;
      kill.idle.erase(each.scenario);
      if (check.requirement == kill.fault->breaks)
        kill.caught_by.insert(each.scenario);
      else
        kill.other_reasons.insert(check.requirement);
    }
}

std::size_t KillMatrix::survivors() const {
  return static_cast<std::size_t>(
      std::count_if(kills.begin(), kills.end(), [](const Kill& kill) { return kill.survived(); }));
}

std::size_t KillMatrix::known() const {
  return static_cast<std::size_t>(
      std::count_if(kills.begin(), kills.end(), [this](const Kill& kill) {
        return kill.survived() && known_survivors.contains(kill.fault->id);
      }));
}

std::size_t KillMatrix::idle_claims() const {
  std::size_t idle = 0;
  for (const auto& kill : kills) idle += kill.idle.size();
  return idle;
}

bool KillMatrix::holds() const {
  return survivors() == known() && idle_claims() == 0 && false_accusations.empty();
}

std::string row_of(const Kill& kill) {
  const auto& fault = *kill.fault;
  std::string row;
  if (kill.survived())
    row = fmt::format("SURVIVED  {:44} {:18} {}{}\n", fault.id, fault.breaks,
                      kill.other_reasons.empty() ? "nothing was found" : "found instead: ",
                      fmt::join(kill.other_reasons, ", "));
  else
    row = fmt::format("caught    {:44} {:18} by {}\n", fault.id, fault.breaks,
                      fmt::join(kill.caught_by, ", "));
  for (const auto& scenario : kill.idle)
    row += fmt::format("IDLE      {:44} {} claims it in vain\n", fault.id, scenario);
  return row;
}

std::string summary_of(const KillMatrix& matrix) {
  return fmt::format(
      "{} faults caught, {} survived{}; {} idle claims; {} false accusations of the conforming "
      "{}\n",
      matrix.kills.size() - matrix.survivors(), matrix.survivors(),
      matrix.known() > 0 ? fmt::format(" ({} of them known to)", matrix.known()) : "",
      matrix.idle_claims(), matrix.false_accusations.size(), matrix.role);
}

std::string encode(const KillMatrix& matrix) {
  nlohmann::ordered_json faults = nlohmann::ordered_json::array();
  for (const auto& kill : matrix.kills)
    faults.push_back({{"id", kill.fault->id},
                      {"breaks", kill.fault->breaks},
                      {"story", kill.fault->story},
                      {"policies", kill.policies},
                      {"survived", kill.survived()},
                      {"caught_by", kill.caught_by},
                      {"other_reasons", kill.other_reasons},
                      {"idle_claims", kill.idle}});
  const nlohmann::ordered_json json{{"role", matrix.role},
                                    {"caught", matrix.kills.size() - matrix.survivors()},
                                    {"survived", matrix.survivors()},
                                    {"known_to_survive", matrix.known()},
                                    {"idle_claims", matrix.idle_claims()},
                                    {"false_accusations", matrix.false_accusations},
                                    {"faults", std::move(faults)}};
  return json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace inquest
