#include "reference/codec/hex.h"

#include <fmt/format.h>

#include <algorithm>

namespace inquest {
namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_separator(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':'; }

}  // namespace

std::string encode_hex(BytesView bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0x0fU];
  }
  return text;
}

Result<Bytes> decode_hex(std::string_view text) {
  Bytes bytes;
  int high = -1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_separator(text[i])) continue;
    if (text[i] == '#') {
      i = std::min(text.find('\n', i), text.size() - 1);
      continue;
    }
    const int value = digit_value(text[i]);
    if (value < 0) return ParseError{i, fmt::format("'{}' is no hexadecimal digit", text[i])};
    if (high < 0) {
      high = value;
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high * 16 + value));
      high = -1;
    }
  }
  if (high >= 0) return ParseError{text.size(), "an odd number of hexadecimal digits"};
  return bytes;
}

std::string hex_dump(BytesView bytes, std::size_t most) {
  std::string text;
  const auto shown = bytes.first(std::min(bytes.size(), most));
  for (std::size_t line = 0; line < shown.size(); line += 16) {
    const auto row = shown.subspan(line, std::min<std::size_t>(16, shown.size() - line));
    std::string hex;
    std::string plain;
    for (const auto byte : row) {
      hex += fmt::format("{:02x} ", byte);
      plain += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
    }
    text += fmt::format("{:08x}  {:48} |{}|\n", line, hex, plain);
  }
  if (shown.size() < bytes.size())
    text += fmt::format("... {} more bytes\n", bytes.size() - shown.size());
  return text;
}

}  // namespace inquest
