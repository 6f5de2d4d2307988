#pragma once
#include "reference/codec/bytes.h"

namespace inquest {

/// 16 random octets for a serial number. The first is 0x40 to 0x7f, so that the number is positive,
/// within the 20 octets of RFC 5280 4.1.2.2, and always of one length.
Bytes random_serial();

}  // namespace inquest
