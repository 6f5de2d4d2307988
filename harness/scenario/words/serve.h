#pragma once
#include <string>
#include <vector>

#include "harness/scenario/answer_forms.h"
#include "harness/scenario/challenge_forms.h"
#include "harness/scenario/field.h"
#include "harness/scenario/handshake_forms.h"
#include "harness/scenario/odd_answer.h"
#include "harness/scenario/server_certificates.h"

namespace inquest {
class ClientStage;

/// Starts a server for the client to meet, conforming but for what is said.
struct Serve {
  std::string name = "main";
  std::string host = "127.0.0.1";
  std::string tls;
  std::string old_tls;
  std::string encryption = "tls";
  std::string shows = "right";
  std::string shows_after_wait;
  std::string handshake = "usual";
  std::string challenges = "usual";
  std::string answers = "usual";
  std::string ca = "ec-p256";
  std::string ca_of;
  std::string passwords = "basic";
  std::string linking = "verified";
  std::string certificates = "suffice";
  std::string layout;
  int put_off = 0;
  int retry_after = 1;
  std::string retry_after_as = "seconds";
  std::string redirects_to;
  std::string redirect_path;
  std::string redirect_status = "307";
  std::string redirects_oddly = "no";
  std::string attributes = "none";
  VectorFile attributes_from;
  bool encrypts_keys = false;
  bool rolled_over = false;
  int answer_status = 0;
  std::string answer_type;
  std::vector<std::string> answer_fields;
  std::string answer_body;
  std::string answer_pack = "usual";
  std::string retry_after_field;
  FaultIds faults;

  static constexpr auto word = "serve";
  static constexpr auto story =
      "Starts a server for the client to meet, conforming but for what is said.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("name", self.name, "by which other steps know it");
    field("host", self.host, "how the client is told to call it",
          choice({"127.0.0.1", "localhost"}));
    field("tls", self.tls, "the only TLS version; unsaid: 1.2 and 1.3", choice({"1.2", "1.3"}));
    field("old_tls", self.old_tls,
          "a TLS version that nobody should speak any more, alone; or all of them beside 1.2 and "
          "1.3",
          deviation({"1.0", "1.1", "beside-others"}));
    field("encryption", self.encryption, "none: plain HTTP", deviation({"tls", "none"}));
    field("shows", self.shows, "its certificate", deviation(server_certificate_kinds()));
    field("shows_after_wait", self.shows_after_wait,
          "its certificate from when it has put an enrolment off; unsaid: the same",
          deviation(server_certificate_kinds()));
    field("handshake", self.handshake, "of TLS 1.2, where it is not usual",
          deviation(handshake_forms()));
    field("challenges", self.challenges, "how a 401 says what it asks for",
          deviation(challenge_forms()));
    field("answers", self.answers,
          "how they are written: ways that HTTP allows, and for 200 those that it does not",
          deviation(answer_forms()));
    field("ca", self.ca, "the kind of the CA's and the server's keys", deviation());
    field("ca_of", self.ca_of, "the server whose CA is its own as well");
    field("passwords", self.passwords,
          "how a password can be given; all-it-knows: by what the profile says that the client can "
          "do",
          choice({"basic", "digest", "digest-md5", "basic-and-digest", "all-it-knows", "srp",
                  "none"}));
    field("linking", self.linking, "of requests to their connection (RFC 7030 3.5)",
          choice({"ignored", "verified", "required"}));
    field("certificates", self.certificates,
          "whether a client certificate is enough, or wants a password beside it",
          choice({"suffice", "with-password"}));
    field("layout", self.layout, "of base64 in answers; unsaid: what the client's profile says",
          deviation({"single-line", "lf-64", "crlf-64", "crlf-76"}));
    field("put_off", self.put_off,
          "how many times an enrolment is answered 202 before it is granted", deviation());
    field("retry_after", self.retry_after, "seconds, of these 202s");
    field("retry_after_as", self.retry_after_as, "how they are said",
          deviation({"seconds", "date"}));
    field("redirects_to", self.redirects_to, "the server to which everything is redirected",
          deviation());
    field("redirect_path", self.redirect_path,
          "the path, without the operation, to which everything is redirected here or there",
          deviation());
    field("redirect_status", self.redirect_status, "of redirections",
          choice({"301", "302", "303", "307", "308"}));
    field("redirects_oddly", self.redirects_oddly,
          "whatever is asked for: to itself for ever, or to redirects_to by http:; or /cacerts to "
          "there, for those alone who may have it; or the first enrolment that is granted, to the "
          "same place once more",
          deviation({"no", "in-a-circle", "out-of-tls", "when-granted", "once-when-granted"}));
    field("attributes", self.attributes, "what /csrattrs asks for",
          deviation({"none", "list", "template", "linking", "all", "full-template", "given-names",
                     "open-names", "two-minds", "unknown", "many-unknown", "challenge-passwords"}));
    field("attributes_from", self.attributes_from,
          "the octets that /csrattrs answers with, from a file below vectors/", deviation());
    field("encrypts_keys", self.encrypts_keys,
          "it can encrypt the keys that it makes for this client");
    field("rolled_over", self.rolled_over, "the root CA was replaced by a new one", deviation());
    field("answer_status", self.answer_status,
          "status of answers that would be a success; 0 is their own", deviation());
    field("answer_type", self.answer_type,
          "Content-Type of these, with the boundary of their parts; none leaves it out",
          deviation());
    field("answer_fields", self.answer_fields,
          "header fields of these, each \"Name: value\", in place of their own", deviation());
    field("answer_body", self.answer_body, "text in place of the body of these", deviation());
    field("answer_pack", self.answer_pack,
          "what stands in place of a certs-only that is as it should be", deviation(odd_packs()));
    field("retry_after_field", self.retry_after_field,
          "text of Retry-After in each 202; none leaves it out", deviation());
    field("faults", self.faults, "faults of a server to commit, from the catalogue", deviation());
  }
  void perform(ClientStage& stage) const;
};

}  // namespace inquest
