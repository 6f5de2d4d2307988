#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inquest {

/// "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110 5.6.7) of seconds since 1970.
std::string http_date(std::int64_t seconds);

/// Seconds since 1970 of any of the three forms of RFC 9110 5.6.7.
std::optional<std::int64_t> decode_http_date(std::string_view text, std::int64_t now);

}  // namespace inquest
