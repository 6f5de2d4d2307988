#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/bytes.h"

/// What a TLS handshake tells: plain values, so that protocol logic and reports need no TLS
/// library. Of one that was not finished a server has what the ClientHello says, and no version.
namespace inquest {

struct TlsFacts {
  std::string version;                  ///< "TLSv1.2", "TLSv1.3"; empty when there was no TLS
  std::string cipher_suite;             ///< OpenSSL's name
  bool certificate_requested = false;   ///< a client: the server asked for a certificate
  std::vector<Bytes> peer_chain;        ///< DER, leaf first; empty when none was presented
  bool peer_verified = false;           ///< the chain led to a trust anchor of ours
  std::string peer_verification_error;  ///< why not, in OpenSSL's words
  std::string server_name;              ///< SNI
  bool session_reused = false;
  bool renegotiation_requested = false;  ///< by the peer: HelloRequest, or a client's new handshake
  Bytes tls_unique;                      ///< RFC 5929 3; empty on TLS 1.3
  Bytes tls_exporter;                    ///< RFC 9266, 32 bytes; empty below TLS 1.3 without EMS
  std::string srp_user;
  std::optional<Bytes>
      trusted_authorities;  ///< a server: the client's trusted_ca_keys (RFC 6066 6)
  /// A server: numbers of the cipher suites that the client offered, as they came.
  std::vector<std::uint16_t> offered_suites;

  bool encrypted() const { return !version.empty(); }
};

/// How a connection ended, its own axis beside any verdict.
enum class Fate {
  open,  ///< it did not end while we looked
  closed_by_us,
  orderly_close,  ///< close_notify, or FIN without TLS
  alert,          ///< a fatal TLS alert of the peer
  fin,            ///< FIN without close_notify
  reset,
  refused,  ///< no TCP connection came about
  silence,  ///< the deadline passed while we waited
};
std::string_view name_of(Fate fate);

}  // namespace inquest
