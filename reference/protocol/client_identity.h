#pragma once
#include <optional>
#include <string>

#include "reference/pki/certificate.h"

namespace inquest {

/// Who a client showed itself to be (RFC 7030 3.3.2 and 3.2.3).
struct ClientIdentity {
  std::optional<Certificate> certificate;  ///< verified, from the TLS handshake
  std::optional<std::string> user;         ///< of TLS-SRP or HTTP; the empty name is one (3.2.3)
  std::string certificate_defect;  ///< why one that was shown counts for nothing, for people
  bool spent_nonce = false;        ///< Digest that was right, but for its nonce (RFC 7616 3.3)
  bool known() const { return certificate.has_value() || user.has_value(); }
};

}  // namespace inquest
