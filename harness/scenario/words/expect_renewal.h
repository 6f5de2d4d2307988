#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// A re-enrolment with a certificate that the peer issued itself is granted. A refusal is held
/// against the peer only where it comes with 5xx, or where that certificate forbids to authenticate
/// with it; else it may be policy.
struct ExpectRenewal {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_renewal";
  static constexpr auto story =
      "A re-enrolment with a certificate that the peer issued itself is granted. A refusal "
      "is held against the peer only where it comes with 5xx, or where that certificate forbids to "
      "authenticate with it; else it may be policy.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
