#include "reference/pki/x509_time.h"

#include <fmt/chrono.h>

namespace inquest {

Element encode_time(std::int64_t seconds) {
  const auto parts = fmt::gmtime(static_cast<std::time_t>(seconds));
  const int year = parts.tm_year + 1900;
  if (year >= 1950 && year < 2050)
    return {Tag::utc_time, bytes_of(fmt::format("{:%y%m%d%H%M%SZ}", parts))};
  return {Tag::generalized_time, bytes_of(fmt::format("{:%Y%m%d%H%M%SZ}", parts))};
}

}  // namespace inquest
