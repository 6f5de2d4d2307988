#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// A rule of CMC holds for the answer of /fullcmc.
struct ExpectCmc {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_cmc";
  static constexpr auto story = "A rule of CMC holds for the answer of /fullcmc.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "the rule",
          choice({"response", "media-type", "signature", "signer", "status", "agreement",
                  "recipient-nonce", "sender-nonce", "transaction", "data-return", "body-parts",
                  "no-ra-witness", "told-in-full", "signature-counts", "signer-name",
                  "intermediates"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A refusal by /fullcmc says in CMC why: some status is failed, for one of these reasons. The twin
/// of what was refused must have been accepted.
struct ExpectCmcFailure {
  std::string of;
  std::vector<std::string> one_of;
  std::string part = "any";
  Cite cites;

  static constexpr auto word = "expect_cmc_failure";
  static constexpr auto story =
      "A refusal by /fullcmc says in CMC why: some status is failed, for one of these reasons. The "
      "twin of what was refused must have been accepted.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("one_of", self.one_of,
          "the CMCFailInfos that are right, like popFailed; none said: any, and also none");
    field("part", self.part, "the body part that it must name",
          choice({"any", "message", "request", "last-control"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
