#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Asks the server for a key and its certificate with POST /serverkeygen.
struct GenerateKey {
  std::string over = "main";
  std::string name;
  std::string label;
  std::string authentication;
  std::string credentials = "valid";
  std::string protection = "none";
  std::string identifier = "known";
  std::string capabilities = "usual";
  std::string key;
  std::string subject;
  std::vector<std::string> alternative_names;
  std::string layout;
  std::vector<std::string> headers;
  bool close = false;
  FaultIds faults;

  static constexpr auto word = "generate_key";
  static constexpr auto story =
      "Asks the server for a key and its certificate with POST /serverkeygen.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("label", self.label,
          "CA label: unsaid is the profile's, \"none\" is without, \"other\" is the profile's "
          "other one");
    field("authentication", self.authentication,
          "how the client shows who it is; unsaid: what the profile has",
          choice({"basic", "digest", "certificate", "srp"}));
    field("credentials", self.credentials, "HTTP credentials to send, where there are any",
          deviation({"valid", "none", "wrong-password", "unknown-user"}));
    field("protection", self.protection,
          "the key of the profile's key_encryption that shall encrypt the answer",
          choice({"none", "shared-key", "key-transport", "key-agreement"}));
    field("identifier", self.identifier,
          "the name of that key: right, one that nobody has, no octets at all, or that of a key "
          "that is not to be encrypted for",
          deviation({"known", "unknown", "empty", "unfit"}));
    field("capabilities", self.capabilities,
          "SMIMECapabilities of the request: AES with 256 and 128 bits, one of them, an algorithm "
          "that nobody knows alone or in front of the usual ones, or no such attribute",
          deviation({"usual", "aes-256", "aes-128", "unknown", "usual-and-unknown", "none"}));
    field("key", self.key,
          "kind of the key in the CSR, which the server should ignore; unsaid: ec-p256, or what "
          "the profile has",
          choice({"rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521", "ed25519",
                  "ed448"}));
    field("subject", self.subject,
          "subject of the request, as in RFC 4514, or {forbidden} for the profile's "
          "forbidden_subject; unsaid: the profile's",
          deviation());
    field("alternative_names", self.alternative_names,
          "SubjectAltName to ask for, each like \"DNS:a.example\"", deviation());
    field("layout", self.layout, "line breaks of the base64 body; unsaid: the profile's",
          deviation({"single-line", "lf-64", "crlf-76"}));
    field("headers", self.headers, "further header fields, each \"Name: value\"", deviation());
    field("close", self.close, "says Connection: close");
    field("faults", self.faults, "deviations to commit, from the fault catalogue", deviation());
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
