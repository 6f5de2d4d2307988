#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/scenario.h"
#include "harness/yaml/yaml.h"

/// From one step of YAML, and the values of a variant, to a typed word.
namespace inquest {

struct StepReading {
  Word word;
  bool deviates = false;            ///< a field that deviates was set to something
  std::vector<std::string> cites;   ///< in the order of the fields
  std::set<std::string> axes_used;  ///< axes that set a field here
};

/// `step` is a map of one word to its fields. With `without_deviations`, fields that deviate keep
/// their defaults. A word of another role than the one under test is refused. Throws YamlError.
StepReading read_step(const YamlNode& step, const std::map<std::string, YamlNode>& variant,
                      std::string_view role, bool without_deviations = false);

}  // namespace inquest
