#pragma once
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/vocabulary.h"

/// A scenario as a value, and the cases it expands to.
namespace inquest {

/// One step of a case: the word, and how its author wrote it.
struct Step {
  Word word;
  std::string text;       ///< one line of YAML
  int line = 0;           ///< in the scenario's file; 0: put in by the loader
  bool deviates = false;  ///< an act that was told to deviate
};

/// What its author says of a scenario, for all its cases.
struct Scenario {
  std::string id;    ///< folder.section.key: rfc7030.4.2.1.csr-signature-invalid
  std::string file;  ///< relative to the suite's folder
  int line = 0;
  std::string about;  ///< of the file
  std::string story;
  std::string role;  ///< under test: "server" or "client"
  std::vector<std::string> covers;
  std::vector<std::string> kills;
  std::vector<std::string> needs;
  std::vector<std::string> tags;
};

/// A scenario with one value chosen for each of its axes: what the engine runs.
struct Case {
  Scenario scenario;
  std::vector<std::pair<std::string, std::string>> variant;  ///< axis and value, in order
  /// One of so many combinations that a run picks some; see chosen_combinations().
  bool combined = false;
  std::vector<std::string> needs;  ///< of the scenario and of the variant
  std::vector<Step> steps;
  /// The same steps without the deviation; empty when the case has none.
  std::vector<Step> twin;
  std::string id() const;  ///< scenario id, and "[a,b]" of the variant's values
};

}  // namespace inquest
