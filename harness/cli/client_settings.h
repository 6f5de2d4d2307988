#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/cli/options.h"
#include "reference/client/client.h"

namespace inquest {

/// The options of `inquest client`, and what they make of the reference client. An operation takes
/// those that mean something to it.
struct ClientSettings {
  PeerOptions peer;
  std::string out, base64 = "crlf-76", implicit_trust;
  std::vector<std::string> faults;
  double timeout = 10.0;
  bool go_elsewhere = false, trusted_ca_indication = false;

  std::string fingerprint;  // cacerts

  // what a request is made of
  std::string subject, key_kind = "ec-p256";
  std::vector<std::string> alternative_names;
  bool pss = false;
  std::string link = "tls-unique", link_attribute = "challengePassword";
  std::string otp_file, revocation_challenge_file;
  double wait = 0;
  bool obey = false;           // enroll
  bool cacerts_first = false;  // enroll
  bool renew = false;          // reenroll

  std::string decrypt_with, shared_key_said;  // serverkeygen
  std::string cmc_user, cmc_secret_file;      // fullcmc

  void add_common(CLI::App& operation);
  void add_names(CLI::App& operation);
  void add_request(CLI::App& operation);
  void add_key(CLI::App& operation);

  ClientOptions client_options() const;
  /// Subject and alternative names as said, and the challenges.
  RequestContents wanted_contents() const;
  /// Adds the one-time password and the revocation challenge, where they were said.
  void add_challenges(RequestContents& contents) const;
  Key new_key() const;
  /// The key as it shall sign.
  Key signing(const Key& key) const;
  KeyProtection protection() const;
  std::optional<CmcSecret> cmc_secret() const;
};

}  // namespace inquest
