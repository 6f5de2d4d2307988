#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The two byte types of the project, and the way between bytes and text.
namespace inquest {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

inline Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

/// The same memory seen as text; valid as long as `bytes` is.
inline std::string_view text_of(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

inline void append(Bytes& to, BytesView more) { to.insert(to.end(), more.begin(), more.end()); }
inline void append(Bytes& to, std::string_view more) {
  to.insert(to.end(), more.begin(), more.end());
}

}  // namespace inquest
