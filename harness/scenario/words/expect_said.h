#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class ClientStage;

/// The client asks nothing of a server, or does not say that to it.
struct ExpectUnsaid {
  std::string of;
  std::string to;
  std::string what = "request";
  Cite cites;

  static constexpr auto word = "expect_unsaid";
  static constexpr auto story = "The client asks nothing of a server, or does not say that to it.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field("to", self.to, "the server; unsaid: the one that it was sent to");
    field("what", self.what, "what must not be said",
          choice({"request", "operation", "post", "credentials", "basic", "certificate",
                  "handshake"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

/// The client asks for the operation.
struct ExpectAsked {
  std::string of;
  std::string to;
  int times = 1;
  Cite cites;

  static constexpr auto word = "expect_asked";
  static constexpr auto story = "The client asks for the operation, so many times at least.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field("to", self.to, "the server; unsaid: the one that it was sent to");
    field("times", self.times, "how many times at least");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

/// A rule holds for the TLS connections that the client opened.
struct ExpectTls {
  std::string of;
  std::string to;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_tls";
  static constexpr auto story = "A rule holds for the TLS connections that the client opened.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "what the client did that is judged; unsaid: the last");
    field("to", self.to, "the server; unsaid: the one that it was sent to");
    field("rule", self.rule, "the rule",
          choice({"certificate-shown", "chain-shown", "version-current", "srp-user",
                  "session-resumed", "indicates-anchors", "suites-of-today",
                  "ends-with-illegal-parameter", "ends-with-protocol-version",
                  "ends-with-insufficient-security"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(ClientStage& stage) const;
};

}  // namespace inquest
