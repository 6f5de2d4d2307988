#pragma once
#include <optional>

#include "reference/codec/pkcs10.h"
#include "reference/protocol/moments.h"

namespace inquest {

/// The certification request in the body of an enrolment (RFC 7030 4.2.1, RFC 8951 3), or 400 with
/// the reason. Exactly one of the two is there.
struct RequestBody {
  std::optional<CertificationRequest> request;
  Bytes der;  ///< the request as it was encoded
  Judgement refusal;
};

/// Base64 with any white space, of DER with nothing behind it, which OpenSSL can read as well.
/// The signature is not verified here.
/// `key_counts`: the public key must be one that OpenSSL can read; /serverkeygen ignores it.
RequestBody read_request_body(BytesView body, bool key_counts = true);

}  // namespace inquest
