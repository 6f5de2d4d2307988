#pragma once
#include <memory>
#include <string>

#include "harness/catalogue/requirements.h"
#include "harness/scenario/scenario.h"

/// Which cases to run, as an expression.
///
///   expression = all *( "," all )                any of them
///   all        = term *( "&" term )              each of them
///   term       = [ "!" ] ( glob / "tag:" glob / "req:" glob / "level:" level / "op:" glob
///                          / "fault:" glob / "file:" glob )
///
/// A glob has '*' and '?', matches without case, and matches an id also without its variant. Levels
/// are must, should, may, wire.
namespace inquest {

class Selection {
 public:
  /// Throws std::invalid_argument naming the position. The empty expression selects everything.
  explicit Selection(const std::string& expression);
  bool matches(const Case& each, const Requirements& requirements) const;

 private:
  struct Term {
    bool negated = false;
    std::string kind;  ///< empty: an id
    std::string glob;
  };
  static bool holds(const Term& term, const Case& each, const Requirements& requirements);
  std::vector<std::vector<Term>> any_of_;
};

/// '*' any run of characters, '?' any one; without case. '[' and ']' stand for themselves, since
/// ids of variants have them.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace inquest
