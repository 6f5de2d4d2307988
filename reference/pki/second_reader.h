#pragma once
#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// OpenSSL as a second opinion on what a peer sent: a judge accuses only where readers agree.
namespace inquest {

/// The CMS or PKCS#7 SignedData in `input` as OpenSSL re-encodes it (DER, whatever BER came in), or
/// why it cannot read it. Trailing bytes are an error. Signatures are not verified.
Result<Bytes> openssl_signed_data(BytesView input);

}  // namespace inquest
