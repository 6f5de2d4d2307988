#include "harness/scenario/masking.h"

#include <algorithm>
#include <cctype>

namespace inquest {

std::string mask_credentials(std::string bytes) {
  const auto lower = [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  };
  static constexpr std::string_view name = "authorization:";
  for (auto from = bytes.begin();;) {
    const auto found = std::search(from, bytes.end(), name.begin(), name.end(),
                                   [&](char a, char b) { return lower(a) == b; });
    if (found == bytes.end()) return bytes;
    const auto end =
        std::find_if(found, bytes.end(), [](char c) { return c == '\r' || c == '\n'; });
    auto value = found + static_cast<std::ptrdiff_t>(name.size());
    while (value != end && *value == ' ') ++value;
    const auto scheme_end = std::find(value, end, ' ');
    std::fill(scheme_end == end ? value : scheme_end + 1, end, '*');
    from = end;
  }
}

}  // namespace inquest
