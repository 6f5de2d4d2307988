#pragma once
#include <vector>

#include "reference/codec/bytes.h"

/// TLS records as the library wrote them (RFC 8446 5.1). Private to this folder.
namespace inquest {

/// Each whole record of `bytes`, header included; what does not fill a record comes last, as it is.
std::vector<Bytes> split_records(BytesView bytes);

}  // namespace inquest
