#pragma once
#include <string>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The challenges of a 401 keep to a rule.
struct ExpectChallenge {
  std::string of;
  std::string other;
  std::string scheme = "digest";
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_challenge";
  static constexpr auto story = "The challenges of a 401 keep to a rule.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("other", self.other, "another answer to compare with, for new-nonce");
    field("scheme", self.scheme, "whose challenges", choice({"basic", "digest"}));
    field(
        "rule", self.rule,
        "realm, nonce, qop: each has one; quoted and unquoted: the parameters that must be so are "
        "so; not-stale: none says stale=true; algorithms-differ: no two have the same; new-nonce: "
        "it is another than that of the other answer",
        choice({"realm", "nonce", "qop", "quoted", "unquoted", "not-stale", "algorithms-differ",
                "new-nonce"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Authentication-Info, where the answer to Digest credentials has one, keeps to a rule.
struct ExpectAuthenticationInfo {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_authentication_info";
  static constexpr auto story =
      "Authentication-Info, where the answer to Digest credentials has one, keeps to a rule.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule,
          "complete: with a qop it has rspauth, cnonce and nc; of-this-request: cnonce and nc are "
          "those of the request; knows-the-password: rspauth is what the password gives",
          choice({"complete", "of-this-request", "knows-the-password"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
