#pragma once
#include <string>

#include "harness/scenario/csr_attributes_rules.h"
#include "harness/scenario/field.h"

namespace inquest {

/// /csrattrs is answered: 200 with CSR attributes, or 204 or 404 where there are none.
struct ExpectAttributesAnswer {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_attributes_answer";
  static constexpr auto story =
      "/csrattrs is answered: 200 with CSR attributes, or 204 or 404 where there are none. A "
      "refusal "
      "of the client ends the case.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// CSR attributes, where there are any, bear application/csrattrs.
struct ExpectAttributesType {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_attributes_type";
  static constexpr auto story = "CSR attributes, where there are any, bear application/csrattrs.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// CSR attributes, where there are any, are base64 and nothing else.
struct ExpectAttributesForm {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_attributes_form";
  static constexpr auto story = "CSR attributes, where there are any, are base64 and nothing else.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The CSR attributes keep a rule.
struct ExpectAttributes {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_attributes";
  static constexpr auto story =
      "The CSR attributes keep a rule. What it is about may be absent, which is told.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "the rule", choice(names_of(csr_attributes_rules())));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The template among the CSR attributes keeps a rule.
struct ExpectTemplate {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_template";
  static constexpr auto story =
      "The template of RFC 9908 among the CSR attributes keeps a rule. What it is about may be "
      "absent, "
      "which is told.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "the rule", choice(names_of(csr_template_rules())));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
