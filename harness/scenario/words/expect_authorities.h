#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Each CA certificate of the answer keeps a rule of RFC 5280. OldWithNew and NewWithOld need not,
/// since the example of RFC 7030 does not either.
struct ExpectAuthorityProfile {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_authority_profile";
  static constexpr auto story =
      "Each CA certificate of the answer keeps a rule of RFC 5280. OldWithNew and NewWithOld "
      "need not, since the example of RFC 7030 does not either.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "which rule",
          choice({"basic-constraints", "key-usage", "subject-key-identifier", "valid-now"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
