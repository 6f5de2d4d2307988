#pragma once
#include <string>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// A request that is put off (202) is not answered yet; one that is decided at once is told.
struct ExpectWaiting {
  std::string of;
  std::string rule = "no-certificate";
  Cite cites;

  static constexpr auto word = "expect_waiting";
  static constexpr auto story =
      "A request that is put off (202) is not answered yet; that it is decided at once is told.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule,
          "no-certificate: the 202 holds none; told: whether there is a 202 is told; text: what it "
          "has to say to people is told",
          choice({"no-certificate", "told", "text"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A request that was put off is known when it comes again: granted, or put off once more. A
/// refusal is held against the peer where it comes with 409 or 5xx; else somebody may have denied
/// the request.
struct ExpectRecognition {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_recognition";
  static constexpr auto story =
      "A request that was put off is known when it comes again: granted, or put off once more. A "
      "refusal is held against the peer where it comes with 409 or 5xx; else somebody may have "
      "denied the request.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer to the repetition; unsaid: the last one");
    field("other", self.other, "the answer that put the request off");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
