#pragma once
#include <string>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Posts to /simpleenroll a request that follows the CSR attributes of an earlier answer.
struct EnrollAsAsked {
  std::string over = "main";
  std::string name;
  std::string attributes;
  std::string label;
  std::string authentication;

  static constexpr auto word = "enroll_as_asked";
  static constexpr auto story =
      "Posts to /simpleenroll a request that follows the CSR attributes of an earlier answer.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("attributes", self.attributes, "the answer of /csrattrs; unsaid: the last answer");
    field("label", self.label,
          "CA label: unsaid is the profile's, \"none\" is without, \"other\" is the profile's "
          "other one");
    field("authentication", self.authentication,
          "how the client shows who it is; unsaid: what the profile has",
          choice({"basic", "digest", "certificate", "srp"}));
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
