#pragma once
#include <set>
#include <string>
#include <vector>

#include "reference/faults/catalogue.h"
#include "reports/result/result.h"

/// Which faults of a reference peer the suite catches, and by which scenarios.
namespace inquest {

struct Kill {
  const Fault* fault = nullptr;
  std::set<std::string> policies;       ///< of the reference peer that committed it
  std::set<std::string> caught_by;      ///< scenarios that found the requirement broken
  std::set<std::string> other_reasons;  ///< requirements that were found broken instead
  std::set<std::string> idle;           ///< scenarios that claim the kill, and accused nobody
  bool survived() const { return caught_by.empty(); }
};

/// Takes in what one run against the fault found. `idle` must hold the claimants at first.
void take_in(Kill& kill, const RunResult& run);

struct KillMatrix {
  std::string role;
  std::vector<Kill> kills;
  std::set<std::string> known_survivors;       ///< faults that are known to survive, with a reason
  std::vector<std::string> false_accusations;  ///< of the conforming peer: "ID: verdict: reason"
  std::size_t survivors() const;               ///< all of them
  std::size_t known() const;                   ///< those of them that are known to survive
  std::size_t idle_claims() const;
  bool holds() const;
};

/// A line for the fault, and one for each idle claim.
std::string row_of(const Kill& kill);
/// "250 faults caught, 0 survived; ..."
std::string summary_of(const KillMatrix& matrix);
std::string encode(const KillMatrix& matrix);  ///< JSON

}  // namespace inquest
