#pragma once
#include <string>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Posts a PKI Request for one certificate to /fullcmc.
struct FullCmc {
  std::string over = "main";
  std::string name;
  std::string label;
  std::string authentication;
  std::string credentials = "valid";
  std::string form = "pkcs10";
  std::string signer = "key";
  std::string certificate = "valid";
  std::string key;
  std::string subject;
  bool transaction = true;
  bool nonce = true;
  std::string data_return;
  std::string identity_proof = "none";
  bool pop_link = false;
  std::string secret = "valid";
  std::string link;
  std::string bound_to;
  bool patient = true;
  FaultIds faults;

  static constexpr auto word = "full_cmc";
  static constexpr auto story = "Posts a PKI Request for one certificate to /fullcmc.";
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
    field("credentials", self.credentials, "HTTP credentials to send, where such are used at all",
          deviation({"valid", "none", "wrong-password", "unknown-user", "malformed"}));
    field("form", self.form, "form of the request in the message", choice({"pkcs10", "crmf"}));
    field("signer", self.signer,
          "what signs the message: the key that shall be certified, or the client's certificate",
          choice({"key", "certificate"}));
    field("certificate", self.certificate, "which certificate signs, where one does",
          deviation({"valid", "self-signed", "forged", "expired"}));
    field("key", self.key, "kind of the key to certify; unsaid: ec-p256, or what the profile has",
          choice({"rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521", "ed25519",
                  "ed448"}));
    field("subject", self.subject,
          "subject of the request, as in RFC 4514, or {forbidden} for the profile's "
          "forbidden_subject; unsaid: the profile's",
          deviation());
    field("transaction", self.transaction, "sends a transaction identifier");
    field("nonce", self.nonce, "sends a sender nonce");
    field("data_return", self.data_return, "text of a Data Return control; unsaid: none is sent");
    field("identity_proof", self.identity_proof,
          "which identity proof control is sent, for the profile's shared secret",
          choice({"none", "v1", "v2"}));
    field("pop_link", self.pop_link,
          "links the request to the shared secret by a POP link witness");
    field("secret", self.secret, "which shared secret proves",
          deviation({"valid", "wrong", "unknown-identification"}));
    field("link", self.link,
          "the attributes by which the PKCS#10 request is linked to its connection; unsaid: as the "
          "profile requires",
          deviation({"challenge-password", "identity-linking", "both", "none"}));
    field("bound_to", self.bound_to,
          "name of the connection whose channel binding is used; unsaid: the request's own",
          deviation());
    field("patient", self.patient,
          "asks again for what waits for approval, as the profile allows; false leaves it at 202");
    field("faults", self.faults, "deviations to commit, from the fault catalogue", deviation());
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
