#pragma once
#include <string>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Sends the request of an earlier answer once more, after what its Retry-After says where it was
/// put off (202).
struct Repeat {
  std::string of;
  std::string over;
  std::string name;

  static constexpr auto word = "repeat";
  static constexpr auto story =
      "Sends the request of an earlier answer once more, after what its Retry-After says where it "
      "was put off (202).";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the earlier answer; unsaid: the last one");
    field("over", self.over, "the connection to use; unsaid: that of the earlier answer");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
