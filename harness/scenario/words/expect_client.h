#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class ClientStage;

/// The client does not take what it was given: it keeps no certificate.
struct ExpectNotAccepted {
  std::string of;
  std::string unless;
  Cite cites;

  static constexpr auto word = "expect_not_accepted";
  static constexpr auto story =
      "The client does not take what it was given: it keeps no certificate, whatever its exit "
      "status says.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field("unless", self.unless,
          "what the client did that shows another reason for taking it: where it took something "
          "there as well, that is told, and nothing is judged");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

/// The client takes what it was given.
struct ExpectAccepted {
  std::string of;
  std::string unlike;
  Cite cites;

  static constexpr auto word = "expect_accepted";
  static constexpr auto story = "The client takes what it was given, and keeps it.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field(
        "unlike", self.unlike,
        "what the client did and must have taken for this to be judged, in the place of a twin: it "
        "was given something else there, and nothing else was different");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

/// A rule holds for what the client keeps.
struct ExpectStored {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_stored";
  static constexpr auto story = "A rule holds for what the client keeps.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field("rule", self.rule, "the rule",
          choice({"own-certificate", "own-or-nothing", "current-root", "old-root",
                  "key-of-certificate", "key-fits-or-nothing", "anchor-current-root",
                  "anchors-are-roots", "anchors-are-its-own"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

}  // namespace inquest
