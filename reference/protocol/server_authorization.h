#pragma once
#include <cstdint>
#include <string>

#include "reference/codec/tls_facts.h"
#include "reference/pki/trust.h"
#include "reference/protocol/moments.h"

/// Whether a client may go on with the server that a handshake led to (RFC 7030 3.6).
namespace inquest {

/// The client's two databases of trust anchors (RFC 7030 1.1).
struct ClientTrust {
  TrustAnchors explicit_anchors;  ///< configured, or from /cacerts
  TrustAnchors implicit_anchors;  ///< those that the device came with; empty: switched off
};

struct ServerAuthorization {
  enum class By {
    nobody,
    explicit_anchors,  ///< and the name or id-kp-cmcRA (3.6.1)
    implicit_anchors,  ///< and the name (3.6.2)
    no_certificate,    ///< a certificate-less suite, which implies it (3.6)
  } by = By::nobody;
  std::string reason;  ///< why nobody
  bool authorized() const { return by != By::nobody; }
};

/// `host` is the one that the user configured, or that the latest redirection named, without port.
/// Through moments::server_findings (client_moments.h).
ServerAuthorization authorize_server(const TlsFacts& tls, const std::string& host,
                                     const ClientTrust& trust, std::int64_t now,
                                     const Deviations& deviations = {});

}  // namespace inquest
