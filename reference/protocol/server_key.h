#pragma once
#include <cstdint>
#include <variant>

#include "reference/pki/key_package.h"
#include "reference/protocol/client.h"

/// A client's side of /serverkeygen (RFC 7030 4.4).
namespace inquest {

/// The secret that opens the key, where it shall be encrypted beyond TLS.
using KeyProtection = std::variant<std::monostate, SharedKey, PrivateKey>;

/// Adds what names that secret, and the algorithms that this client can read (RFC 7030 4.4.1).
/// Throws std::invalid_argument for a PrivateKey without a certificate that has a
/// subjectKeyIdentifier. Through moments::protection_asked (client_moments.h).
RequestContents asking_for_protection(RequestContents contents, const KeyProtection& protection,
                                      const Deviations& deviations = {});

/// POST /serverkeygen; `csr` is signed by any key, which is ignored.
HttpRequest server_key_request(BytesView csr, const HttpOptions& options,
                               const Deviations& deviations);

struct ReceivedKey {
  Key key;
  Certificate certificate;
};
/// Both parts in any order: the certificate bears the key, which came encrypted if that was asked
/// for, signed by who made it. Through the moments answer_status, received_parts,
/// key_protection, key_opening, key_signature and those of an enrolment.
Accepted<ReceivedKey> accept_server_key(const HttpResponse& response,
                                        const KeyProtection& protection, std::int64_t now,
                                        const Deviations& deviations = {});

}  // namespace inquest
