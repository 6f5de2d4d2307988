#include "harness/scenario/masking.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

}  // namespace

std::string mask_credentials(std::string bytes) {
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

std::string mask_private_keys(std::string bytes) {
  auto small = bytes;
  std::transform(small.begin(), small.end(), small.begin(), lower);
  for (auto at = small.find("application/pkcs8"); at != std::string::npos;
       at = small.find("application/pkcs8", at + 1)) {
    const auto crlf = small.find("\r\n\r\n", at);
    const auto lf = small.find("\n\n", at);
    const auto begin = std::min(crlf, lf);
    if (begin == std::string::npos) continue;
    const auto end = std::min(small.find("\n--", begin + 2), small.size());
    std::replace_if(
        bytes.begin() + static_cast<std::ptrdiff_t>(begin),
        bytes.begin() + static_cast<std::ptrdiff_t>(end),
        [](char c) { return c != '\r' && c != '\n'; }, '*');
  }
  return bytes;
}

}  // namespace inquest
