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

/// The attempted handshake came about.
struct ExpectHandshake {
  std::string over = "main";
  std::string unlike;
  Cite cites;

  static constexpr auto word = "expect_handshake";
  static constexpr auto story = "The attempted handshake came about.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("unlike", self.unlike,
          "name of an ordinary attempt, which must have come about for this one to be judged");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The peer did not ask for another handshake on this connection (HelloRequest).
struct ExpectNoRenegotiation {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_no_renegotiation";
  static constexpr auto story =
      "The peer did not ask for another handshake on this connection (HelloRequest).";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The handshake was ended by this alert of TLS.
struct ExpectAlert {
  std::string over = "main";
  int number = 0;
  Cite cites;

  static constexpr auto word = "expect_alert";
  static constexpr auto story = "The handshake was ended by this alert of TLS.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("number", self.number, "the number of the alert (RFC 8446 6)");
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

/// Nothing but the answers that were read comes over the connection: one answer a request.
struct ExpectNothingMore {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_nothing_more";
  static constexpr auto story =
      "Nothing but the answers that were read comes over the connection: one answer a request.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// What comes next over the connection is no 101 (Switching Protocols).
struct ExpectNoSwitch {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_no_switch";
  static constexpr auto story =
      "What comes next over the connection is no 101 (Switching Protocols).";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Something comes, interim or final, although the request waits before its body.
struct ExpectSign {
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_sign";
  static constexpr auto story =
      "Something comes within a second, 100 (Continue) or a final status, although the request "
      "waits before its body.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The certificate that the server showed in TLS keeps a rule.
struct ExpectServerCertificate {
  std::string over = "main";
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_server_certificate";
  static constexpr auto story = "The certificate that the server showed in TLS keeps a rule.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("rule", self.rule,
          "which rule; leads-to-a-root judges path, validity and purpose by the trust anchors of "
          "the profile",
          choice({"leads-to-a-root", "names-the-host", "version-3", "key-usage"}));
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
