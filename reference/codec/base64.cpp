#include "reference/codec/base64.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "reference/codec/nearest.h"

namespace inquest {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return values;
}
constexpr auto values = make_values();

bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f ? fmt::format("'{}'", c) : fmt::format("0x{:02x}", byte);
}

/// RFC 4648 4, over the characters that are no white space (where that is skipped).
Result<Bytes> decode(std::string_view text, bool skip_white_space) {
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  std::size_t characters = 0;  // of the current group of four
  std::size_t padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (skip_white_space && is_white_space(c)) continue;
    if (c == '=') {
      ++padding;
      if (characters + padding > 4 || characters < 2)
        return ParseError{i, "padding where none belongs"};
      if (characters + padding == 4 && (bits & (characters == 2 ? 0x0fU : 0x03U)) != 0)
        return ParseError{i, "unused bits before the padding are not zero"};
      continue;
    }
    if (padding > 0) return ParseError{i, shown(c) + " follows the padding"};
    const auto value = values[static_cast<unsigned char>(c)];
    if (value < 0) return ParseError{i, shown(c) + " is not in the base64 alphabet"};
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (++characters == 4) {
      bytes.push_back(static_cast<std::uint8_t>(bits >> 16U));
      bytes.push_back(static_cast<std::uint8_t>(bits >> 8U));
      bytes.push_back(static_cast<std::uint8_t>(bits));
      characters = 0;
      bits = 0;
    }
  }
  if (characters == 0) return bytes;
  if (characters + padding != 4) return ParseError{text.size(), "the padding is missing"};
  // What the padding left of the last group: one octet of two characters, two of three.
  bytes.push_back(static_cast<std::uint8_t>(characters == 2 ? bits >> 4U : bits >> 10U));
  if (characters == 3) bytes.push_back(static_cast<std::uint8_t>(bits >> 2U));
  return bytes;
}

}  // namespace

Base64Layout base64_layout(std::string_view name) {
  if (name == "single-line") return layouts::single_line;
  if (name == "lf-64") return layouts::lf_64;
  if (name == "crlf-76") return layouts::crlf_76;
  throw std::invalid_argument(
      unknown_word("base64 layout", name, {"single-line", "lf-64", "crlf-76"}));
}

// RFC8951-3-01, RFC8951-3.1-02: RFC 4648 section 4, in lines of any length or none.
std::string encode_base64(BytesView bytes, const Base64Layout& layout) {
  std::string text;
  std::size_t column = 0;
  const auto put = [&](char c) {
    if (layout.line_length > 0 && column == layout.line_length) {
      text += layout.line_break;
      column = 0;
    }
    text += c;
    ++column;
  };
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto left = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = static_cast<std::uint32_t>(bytes[i]) << 16U;
    if (left > 1) bits |= static_cast<std::uint32_t>(bytes[i + 1]) << 8U;
    if (left > 2) bits |= bytes[i + 2];
    put(alphabet[bits >> 18U & 63U]);
    put(alphabet[bits >> 12U & 63U]);
    put(left > 1 ? alphabet[bits >> 6U & 63U] : '=');
    put(left > 2 ? alphabet[bits & 63U] : '=');
  }
  if (layout.final_break && !text.empty()) text += layout.line_break;
  return text;
}

Result<Bytes> decode_base64_strict(std::string_view text) { return decode(text, false); }
// RFC8951-3.1-01: white space is skipped.
Result<Bytes> decode_base64(std::string_view text) { return decode(text, true); }

}  // namespace inquest
