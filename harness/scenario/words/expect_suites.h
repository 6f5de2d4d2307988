#pragma once
#include <string>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// A ClientHello of ours that offers these cipher suites alone, which no TLS library knows any
/// more, is not answered by a ServerHello.
struct ExpectSuitesRefused {
  std::string name = "main";
  std::string suites;
  Cite cites;

  static constexpr auto word = "expect_suites_refused";
  static constexpr auto story =
      "A ClientHello of ours that offers these cipher suites alone, which no TLS library knows any "
      "more, is not answered by a ServerHello.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("name", self.name, "what to call the connection, which is plain TCP");
    field("suites", self.suites, "those with _EXPORT_ or _DES_ in their names",
          choice({"export", "des"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
