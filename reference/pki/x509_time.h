#pragma once
#include <cstdint>

#include "reference/codec/der.h"

namespace inquest {

/// Seconds since 1970 as X.509 has times: UTCTime through 2049, GeneralizedTime from 2050 on
/// (RFC 5280 4.1.2.5 and 5.1.2.4).
Element encode_time(std::int64_t seconds);

}  // namespace inquest
