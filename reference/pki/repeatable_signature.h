#pragma once
#include "reference/codec/bytes.h"
#include "reference/pki/openssl.h"

namespace inquest {

/// An ECDSA signature, DER, by the EC key over the message's `digest` ("SHA256"). The same key and
/// message give the same octets (RFC 6979), so that two runs with one seed send the same requests.
/// For test keys: its time depends on the key. Throws OpensslError.
Bytes sign_repeatably(EVP_PKEY* key, const char* digest, BytesView message);

}  // namespace inquest
