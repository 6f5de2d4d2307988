#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class ClientStage;

/// A rule holds for the requests that the client made for the operation, one after the other.
struct ExpectRepetition {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_repetition";
  static constexpr auto story =
      "A rule holds for the requests that the client made for the operation, one after the other.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field("rule", self.rule, "the rule",
          choice({"waited", "same-request", "asked-again", "not-asked-again", "nonce-counts", "few",
                  "answers-challenge", "refused-once", "no-renegotiation"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

}  // namespace inquest
