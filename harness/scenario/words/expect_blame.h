#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The request is granted or refused with 4xx: with 5xx the peer would say that it has failed
/// itself. 501 is told, 503 says nothing of the request.
struct ExpectNoServerError {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_no_server_error";
  static constexpr auto story =
      "The request is granted or refused with 4xx: with 5xx the peer would say that it has "
      "failed itself. 501 is told, 503 says nothing of the request.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A refusal with 4xx has a body that explains it, whatever its media type.
struct ExpectExplanation {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_explanation";
  static constexpr auto story =
      "A refusal with 4xx has a body that explains it, whatever its media type.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
