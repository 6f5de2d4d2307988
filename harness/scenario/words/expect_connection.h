#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The attempted handshake did not come about.
struct ExpectHandshakeRefused {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_handshake_refused";
  static constexpr auto story = "The attempted handshake did not come about.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The peer closes the connection after its answer.
struct ExpectClosed {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_closed";
  static constexpr auto story = "The peer closes the connection after its answer.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The connection is still open after an answer that did not say close.
struct ExpectPersistence {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_persistence";
  static constexpr auto story =
      "The connection is still open after an answer that did not say close.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The TLS session that was offered is resumed.
struct ExpectResumption {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_resumption";
  static constexpr auto story = "The TLS session that was offered is resumed.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
