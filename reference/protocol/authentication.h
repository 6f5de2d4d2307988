#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "reference/protocol/server.h"

namespace inquest {

/// Who a client showed itself to be.
struct ClientIdentity {
  std::optional<Certificate> certificate;  ///< verified, from the TLS handshake
  std::string user;                        ///< of HTTP Basic; empty: none
  bool known() const { return certificate.has_value() || !user.empty(); }
};

/// What TLS and HTTP show. A certificate that leads to no anchor of the policy does not count.
ClientIdentity identify(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                        std::int64_t now);

/// The refusal of a client that showed nothing, with the challenge that RFC 7235 3.1 demands.
Refusal unauthorized(const ServerPolicy& policy);

}  // namespace inquest
