#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Tries a TLS handshake that the server should refuse; how it ended is for
/// expect_handshake_refused.
struct Attempt {
  std::string name = "main";
  std::string tls;
  std::string suites = "usual";
  std::string srp = "none";
  std::string record_version = "usual";

  static constexpr auto word = "attempt";
  static constexpr auto story =
      "Tries a TLS handshake that the server should refuse; how it ended is for "
      "expect_handshake_refused.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("name", self.name, "what to call the connection");
    field("tls", self.tls,
          "TLS version to speak, neither lower nor higher; unsaid: whatever both sides like best",
          choice({"1.0", "1.1", "1.2", "1.3"}));
    field("suites", self.suites, "cipher suites to offer",
          choice({"usual", "null", "anonymous", "srp", "srp-and-usual"}));
    field("srp", self.srp,
          "how to authenticate by TLS-SRP, where its suites are offered: zero-value sends a public "
          "value that is zero",
          choice({"none", "valid", "wrong-password", "unknown-user", "zero-value"}));
    field("record_version", self.record_version,
          "version of the record around the ClientHello, major and minor number",
          choice({"usual", "3.0", "3.1", "3.2", "3.3", "3.4", "3.255"}));
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
