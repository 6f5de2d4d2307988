#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class ClientStage;

/// Has the client do one operation, once.
struct RunClient {
  std::string name;
  std::string operation = "simpleenroll";
  std::string at = "main";
  std::string authentication;
  std::string credentials = "right";
  std::string label;
  std::string trust = "its-root";
  std::string subject;
  std::string implicit_trust = "none";
  std::string certificate = "valid";
  std::string alternative_name;
  std::string key_encryption = "none";
  bool shared_secret = false;
  std::string one_time_password;
  std::string revocation_challenge;
  int wait = 0;
  bool obey = false;
  bool cacerts_first = false;
  bool bootstrap = false;
  std::string fingerprint = "of-root";

  static constexpr auto word = "run_client";
  static constexpr auto story = "Has the client do one operation, once.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("name", self.name, "of what the client does here");
    field("operation", self.operation, "the operation",
          choice({"cacerts", "simpleenroll", "simplereenroll", "fullcmc", "serverkeygen",
                  "csrattrs"}));
    field("at", self.at, "the server that the client is sent to");
    field("authentication", self.authentication,
          "with what the client is to authenticate; unsaid: a password, or a certificate where it "
          "can do that alone",
          choice({"basic", "digest", "certificate", "certificate-and-password", "srp", "none"}));
    field("credentials", self.credentials, "whether the password that it is given is right",
          choice({"right", "wrong"}));
    field("label", self.label, "the CA label that it is given");
    field("subject", self.subject,
          "for which it is to ask, as in RFC 4514; unsaid: one of the case's own", deviation());
    field("trust", self.trust, "the explicit trust anchors that it is given",
          deviation({"its-root", "another-root", "old-root", "what-it-stored", "none"}));
    field("implicit_trust", self.implicit_trust, "the implicit trust anchors that it is given",
          choice({"its-root", "another-root", "none"}));
    field("certificate", self.certificate, "the certificate that it is given",
          choice({"valid", "expired", "of-another-ca"}));
    field("alternative_name", self.alternative_name,
          "a further name to have certified, like DNS:device.example");
    field("key_encryption", self.key_encryption,
          "with what a key that the server makes is to be encrypted",
          deviation({"none", "shared-key", "key-transport", "key-agreement"}));
    field("shared_secret", self.shared_secret,
          "it proves who it is by a shared secret within full CMC (RFC 5272 6.2)");
    field("one_time_password", self.one_time_password,
          "that its request is to convey (otpChallenge of RFC 7894)");
    field("revocation_challenge", self.revocation_challenge,
          "the password for revocation that its request is to convey (RFC 7894)");
    field("wait", self.wait, "seconds that it may wait when it is put off");
    field("obey", self.obey, "it is told to make its request as /csrattrs asks", deviation());
    field("cacerts_first", self.cacerts_first,
          "it is told to ask /cacerts first, and to trust what that says from then on");
    field("bootstrap", self.bootstrap, "it has no anchor, but the fingerprint of the root");
    field("fingerprint", self.fingerprint, "the one that it has, to bootstrap by",
          deviation({"of-root", "of-issuing-ca", "of-another-root"}));
  }
  void perform(ClientStage& stage) const;
};

}  // namespace inquest
