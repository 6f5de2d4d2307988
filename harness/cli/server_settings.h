#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "reference/server/server.h"

namespace inquest {

/// The options of `inquest server`, and what they make of the reference server.
struct ServerSettings {
  std::string listen = "127.0.0.1:8443";
  std::string directory = "inquest-ca";
  std::string user = "est";
  std::string password, password_file, users_file;
  std::vector<std::string> labels, names, faults, client_trust, without;
  std::string base64 = "crlf-76";
  std::string tls, key = "ec-p256", ca_key = "ec-p256";
  std::vector<std::string> authentication{"basic"};
  std::string linking = "verified", otp = "verified";
  std::string srp_user, srp_password_file;
  std::vector<std::string> redirect_to;
  int redirect_status = 307;
  std::string csrattrs;
  std::string generated_key = "ec-p256";
  std::vector<std::string> decrypt_for, shared_keys;
  unsigned approve_after = 0;
  std::int64_t retry_after = 5, unavailable = 0;
  bool key_must_be_encrypted = false;
  bool revocation_challenge = false;
  bool manual_approval = false;
  bool retry_after_date = false;
  bool transfer_encoding = false;
  bool require_certificate = false, require_both = false, own_name_only = false;

  void add_to(CLI::App& command);
  /// Opens or makes the CA. Throws UsageError, and std::invalid_argument from where words are
  /// known.
  ServerOptions server_options() const;

 private:
  std::string password_in_use() const;
  void add_authentication(CLI::App& command);
  void add_enrollment(CLI::App& command);
  void add_generated_keys(CLI::App& command);
  void add_wire(CLI::App& command);
  void listen_at(ServerOptions& options) const;
  void choose_authentication(ServerOptions& options) const;
  void choose_enrollment(ServerPolicy& policy) const;
  void choose_generated_keys(KeyGeneration& generation) const;
  void choose_redirects(ServerPolicy& policy) const;
};

}  // namespace inquest
