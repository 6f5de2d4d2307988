#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/cli/options.h"
#include "harness/scenario/coverage.h"
#include "harness/scenario/scenario.h"

namespace inquest {

/// The suite and the catalogue that it cites.
struct Suite {
  Requirements requirements;
  std::vector<Case> cases;
  NotYet not_yet;
};
Suite load_suite_from(const std::string& scenarios);

/// The part "I/N" of something that has that name, the same whatever else there is. Throws
/// UsageError for a text that is no part.
class Shard {
 public:
  explicit Shard(const std::string& said);  ///< empty: all there is
  bool has(const std::string& name) const;

 private:
  std::uint64_t part_ = 0;
  std::uint64_t parts_ = 1;
};

/// The cases of `suite` that --select, --skip and --shard leave, of one role under test or, where
/// it is empty, of both. Throws UsageError when none is.
std::vector<Case> selected(const Suite& suite, const SelectionOptions& options,
                           const std::string& role);

}  // namespace inquest
