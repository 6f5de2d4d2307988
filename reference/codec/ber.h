#pragma once
#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// BER, for where a receiver has to read it (RFC 5958 2).
namespace inquest {

/// The same value with DER's lengths, strings in one piece and 0xff for TRUE: what the decoders of
/// this folder read. The order of a SET is left as it is. Tags of one octet, at most 64 levels.
Result<Bytes> der_of_ber(BytesView input);

}  // namespace inquest
