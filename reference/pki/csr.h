#pragma once
#include <optional>
#include <string>

#include "reference/codec/pkcs10.h"
#include "reference/pki/key.h"

/// Certification requests, signed and verified.
namespace inquest {

/// Signs `info` as it is encoded.
CertificationRequest sign_request(const RequestInfo& info, const Key& key);

/// Whether the signature verifies under the request's own key (proof-of-possession, RFC 7030 3.4).
bool proves_possession(const CertificationRequest& request);

/// Why OpenSSL would not read these bytes as a certification request, or nothing when it does: the
/// second reader that a judge asks before it accuses.
std::optional<std::string> openssl_request_defect(BytesView der);

}  // namespace inquest
