#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Opens a connection, with TLS unless told otherwise. It must come about.
struct Connect {
  std::string name = "main";
  std::string tls;
  std::string authentication;
  std::string certificate = "valid";
  std::string encryption = "tls";
  std::string resume;
  bool extended_master_secret = true;

  static constexpr auto word = "connect";
  static constexpr auto story =
      "Opens a connection, with TLS unless told otherwise. It must come about.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("name", self.name, "what to call the connection");
    field("tls", self.tls,
          "TLS version to speak, neither lower nor higher; unsaid: whatever both sides like best",
          choice({"1.0", "1.1", "1.2", "1.3"}));
    field("authentication", self.authentication,
          "how the client shows who it is; unsaid: what the profile has",
          choice({"basic", "digest", "certificate", "srp"}));
    field("certificate", self.certificate,
          "what to present where the server asks for a client certificate",
          deviation(
              {"valid", "none", "self-signed", "forged", "expired", "leaf-alone", "with-root"}));
    field("encryption", self.encryption, "none speaks plain HTTP to the port",
          deviation({"tls", "none"}));
    field("resume", self.resume, "name of an earlier connection whose TLS session is offered");
    field("extended_master_secret", self.extended_master_secret,
          "offers the extension of RFC 7627, which is for TLS 1.2");
  }
  void perform(Stage& stage) const;
};

/// Closes a connection from our side.
struct Close {
  std::string over = "main";

  static constexpr auto word = "close";
  static constexpr auto story = "Closes a connection from our side.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
