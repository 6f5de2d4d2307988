#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class ClientStage;

/// A rule holds for each request that the client made for the operation.
struct ExpectRequest {
  std::string of;
  std::string to;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_request";
  static constexpr auto story =
      "A rule holds for each request that the client made for the operation.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field);
  void perform(ClientStage& stage) const;
};

/// The rules that expect_request knows.
std::vector<std::string> request_rule_names();

template <class Self, class Field>
void ExpectRequest::describe(Self&& self, Field&& field) {
  field("of", self.of, "what the client did that is judged; unsaid: the last");
  field("to", self.to, "the server; unsaid: the one that it was sent to");
  field("rule", self.rule, "the rule", choice(request_rule_names()));
  field("cites", self.cites, "the requirement that this judgement rests on");
}

}  // namespace inquest
