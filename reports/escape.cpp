#include "reports/escape.h"

#include <fmt/format.h>

#include <cstdint>

namespace inquest {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Length of the UTF-8 character at `at`, or 0 where there is none (RFC 3629 4).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<std::uint8_t>(text[at + i]) : std::uint8_t{0};
  };
  const auto follows = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
    return byte(i) >= low && byte(i) <= high;
  };
  const auto lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const std::uint8_t low = lead == 0xe0 ? 0xa0 : 0x80;
    const std::uint8_t high = lead == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const std::uint8_t low = lead == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

/// Walks characters; `control` says what becomes of a control character or a byte of its own
/// meaning.
template <class Special>
std::string rewritten(std::string_view text, Special special) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_length(text, at);
    if (length == 0) {
      out += replacement;
      ++at;
    } else {
      // C1 controls, U+0080 to U+009F, steer terminals as well.
      const bool c1 = length == 2 && static_cast<std::uint8_t>(text[at]) == 0xc2 &&
                      static_cast<std::uint8_t>(text[at + 1]) < 0xa0;
      if (c1)
        out += replacement;
      else if (length > 1 || !special(text[at], out))
        out += text.substr(at, length);
      at += length;
    }
  }
  return out;
}

}  // namespace

std::string clean_utf8(std::string_view text) {
  return rewritten(text, [](char, std::string&) { return false; });
}

std::string for_terminal(std::string_view text) {
  return rewritten(text, [](char c, std::string& out) {
    if (!is_control(c) || c == '\n') return false;
    if (c == '\t')
      out += ' ';
    else
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    return true;
  });
}

std::string for_html(std::string_view text) {
  return rewritten(text, [](char c, std::string& out) {
    switch (c) {
      case '&':
        out += "&amp;";
        return true;
      case '<':
        out += "&lt;";
        return true;
      case '>':
        out += "&gt;";
        return true;
      case '"':
        out += "&quot;";
        return true;
      case '\'':
        out += "&#39;";
        return true;
      default:
        break;
    }
    if (!is_control(c) || c == '\n' || c == '\t') return false;
    if (c != '\r') out += replacement;
    return true;
  });
}

std::string for_xml(std::string_view text) {
  auto out = rewritten(text, [](char c, std::string& to) {
    if (!is_control(c) || c == '\n' || c == '\t') return false;
    if (c != '\r') to += replacement;
    return true;
  });
  // U+FFFE and U+FFFF are no XML characters either.
  for (const auto* forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (auto at = out.find(forbidden); at != std::string::npos; at = out.find(forbidden, at))
      out.replace(at, 3, replacement);
  return out;
}

}  // namespace inquest
