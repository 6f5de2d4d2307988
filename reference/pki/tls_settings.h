#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reference/pki/trust.h"

/// How to open a TLS connection, as a value: what a library lets one choose.
namespace inquest {

enum class TlsVersion { tls1_0, tls1_1, tls1_2, tls1_3 };
/// "1.0" to "1.3"; throws std::invalid_argument naming them.
TlsVersion tls_version(std::string_view name);
std::string_view name_of(TlsVersion version);

/// A certificate to present, its key, and what stands between it and an anchor (sent as well).
struct TlsIdentity {
  Key key;
  Certificate certificate;
  std::vector<Certificate> intermediates;
};

/// Name and password of TLS-SRP (RFC 5054), as RFC 7030 3.3.3 allows in place of certificates.
struct SrpCredentials {
  std::string user;
  std::string password;
};

struct TlsSettings {
  TlsVersion lowest = TlsVersion::tls1_2;
  TlsVersion highest = TlsVersion::tls1_3;
  /// OpenSSL cipher list for TLS 1.2 and below; empty: the library's default. "@SECLEVEL=0" and
  /// "aNULL" are allowed: a tester must be able to offer what is bad.
  std::string cipher_list;
  std::string cipher_suites;  ///< for TLS 1.3; empty: the library's default
  std::optional<TlsIdentity> identity;
  TrustAnchors trust;

  /// RFC 7627; without it the bindings of a resumed TLS 1.2 session are not unique.
  bool extended_master_secret = true;

  // -- client --
  std::string server_name;            ///< SNI; empty: none is sent
  std::string expected_host;          ///< checked against the certificate; empty: not checked
  bool verify_server = true;          ///< false: go on, and tell in TlsFacts
  bool old_versions_allowed = false;  ///< lets OpenSSL speak TLS 1.0 and 1.1 (security level 0)
  /// Says in TLS that these authorities alone will do, each a Name (RFC 6066 6); empty: says
  /// nothing.
  std::vector<Bytes> trusted_authorities;
  /// Authenticates both sides without certificates; TLS 1.2 alone, whatever `highest` says.
  std::optional<SrpCredentials> srp;

  // -- server --
  std::map<std::string, std::string> srp_users;  ///< name to password; empty: no TLS-SRP
  bool request_client_certificate = true;
  bool require_client_certificate = false;    ///< fail the handshake without one
  bool accept_any_client_certificate = true;  ///< finish the handshake; TlsFacts tells the truth
  bool session_resumption = true;
  bool client_renegotiation = false;  ///< lets clients ask for it, on TLS 1.2 and below
};

}  // namespace inquest
