#pragma once
#include <optional>
#include <vector>

#include "reference/codec/http1.h"
#include "reference/codec/result.h"
#include "reference/pki/certificate.h"
#include "reference/protocol/moments.h"

/// What answers of several operations have in common for a client.
namespace inquest {

/// What the base64 of a body, or of a part of one, says; through moments::answer_octets.
Result<Bytes> octets_of(const HttpHeaders& headers, BytesView body, const Deviations& deviations);

/// The certificate for `key`; through moments::own_certificate.
std::optional<Certificate> own_certificate(const std::vector<Certificate>& certificates,
                                           const Key& key, const Deviations& deviations);

}  // namespace inquest
