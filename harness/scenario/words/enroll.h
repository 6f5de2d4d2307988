#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Posts a certification request to /simpleenroll or /simplereenroll.
struct Enroll {
  std::string over = "main";
  std::string name;
  std::string operation = "simpleenroll";
  std::string label;
  std::string authentication;
  std::string credentials = "valid";
  std::string challenge = "strongest";
  std::string authorization = "right";
  std::string authorization_of;
  std::string link;
  std::string bound_to;
  std::string binding = "right";
  std::string spoils;
  std::string string_type = "usual";
  std::string revocation_challenge;
  std::string one_time_password;
  std::string key;
  bool rekey = true;
  std::string subject;
  std::vector<std::string> alternative_names;
  std::string layout;
  int chunk_size = 0;
  std::vector<std::string> headers;
  std::vector<std::string> without;
  bool close = false;
  bool patient = true;
  VectorFile csr;
  FaultIds faults;

  static constexpr auto word = "enroll";
  static constexpr auto story =
      "Posts a certification request to /simpleenroll or /simplereenroll.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("operation", self.operation, "the operation", choice({"simpleenroll", "simplereenroll"}));
    field("label", self.label,
          "CA label: unsaid is the profile's, \"none\" is without, \"other\" is the profile's "
          "other one");
    field("authentication", self.authentication,
          "how the client shows who it is; unsaid: what the profile has",
          choice({"basic", "digest", "certificate", "srp"}));
    field("credentials", self.credentials, "HTTP credentials to send, where Basic is used at all",
          deviation({"valid", "none", "wrong-password", "unknown-user", "empty-password",
                     "malformed", "other-scheme"}));
    field("challenge", self.challenge, "which of several Digest challenges is answered",
          choice({"strongest", "last"}));
    field("authorization", self.authorization,
          "how the Authorization field is written; most ways are for Digest",
          deviation({"right", "scheme-in-capitals", "scheme-in-small-letters",
                     "parameters-in-capitals", "spaces-around-equals", "quoted-qop", "without-nc",
                     "without-cnonce", "without-qop", "two-user-names", "wrong-response",
                     "of-another-method", "of-another-uri", "of-another-realm", "of-another-nonce",
                     "invented-nonce"}));
    field("authorization_of", self.authorization_of,
          "name of an answer whose request's Authorization is shown once more", deviation());
    field("link", self.link,
          "the attributes by which the request is linked to its connection; unsaid: as the profile "
          "requires",
          deviation({"challenge-password", "identity-linking", "both", "none"}));
    field("bound_to", self.bound_to,
          "name of the connection whose channel binding is used; unsaid: the request's own",
          deviation());
    field("binding", self.binding, "how the channel binding is written",
          deviation({"right", "other-octets", "truncated", "extended", "letters-swapped",
                     "hexadecimal", "line-broken", "spaced", "empty", "text", "exported",
                     "two-values", "oversized"}));
    field("spoils", self.spoils, "the one linking attribute that `binding` is about; unsaid: each",
          deviation({"challenge-password", "identity-linking"}));
    field("string_type", self.string_type, "string type of the linking attributes",
          deviation({"usual", "utf8", "teletex", "ia5"}));
    field("revocation_challenge", self.revocation_challenge,
          "text of a revocationChallenge; unsaid: there is none", deviation());
    field("one_time_password", self.one_time_password,
          "text of an otpChallenge; unsaid: there is none", deviation());
    field("key", self.key, "kind of the key to certify; unsaid: ec-p256, or what the profile has",
          choice({"rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521", "ed25519",
                  "ed448"}));
    field("rekey", self.rekey,
          "a re-enrolment brings a new key; false renews the key of the certificate");
    field("subject", self.subject,
          "subject of the request, as in RFC 4514, or {forbidden} for the profile's "
          "forbidden_subject; unsaid: the profile's, or the certificate's",
          deviation());
    field("alternative_names", self.alternative_names,
          "SubjectAltName to ask for, each like \"DNS:a.example\"", deviation());
    field("layout", self.layout, "line breaks of the base64 body; unsaid: the profile's",
          deviation({"single-line", "lf-64", "crlf-76"}));
    field("chunk_size", self.chunk_size,
          "sends the body chunked, so many octets a chunk; 0 sends Content-Length", deviation());
    field("headers", self.headers,
          "further header fields, each \"Name: value\", with {certificate_escaped} and its kin",
          deviation());
    field("without", self.without, "names of header fields to leave out", deviation());
    field("close", self.close, "says Connection: close");
    field("patient", self.patient,
          "asks again for what waits for approval, as the profile allows; false leaves it at 202");
    field("csr", self.csr,
          "a CSR from a file below vectors/, in place of one of ours: csr/rsa-512.b64",
          deviation());
    field("faults", self.faults, "deviations to commit, from the fault catalogue", deviation());
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
