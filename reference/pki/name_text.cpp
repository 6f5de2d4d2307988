#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "reference/codec/cursor.h"
#include "reference/codec/hex.h"
#include "reference/pki/attribute_types.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

void append_utf8(std::string& to, unsigned point) {
  const auto octet = [&](unsigned value) { to += static_cast<char>(value); };
  if (point < 0x80) {
    octet(point);
  } else if (point < 0x800) {
    octet(0xc0U | point >> 6U);
    octet(0x80U | (point & 0x3fU));
  } else {
    octet(0xe0U | point >> 12U);
    octet(0x80U | (point >> 6U & 0x3fU));
    octet(0x80U | (point & 0x3fU));
  }
}

/// How many octets the UTF-8 sequence at the start of `text` has (RFC 3629 4); 0 when it is none.
std::size_t utf8_sequence(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return at(i) >= low && at(i) <= high;
  };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef)
    return follows(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
  if (lead >= 0xf0 && lead <= 0xf4)
    return follows(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && follows(2) &&
                   follows(3)
               ? 4
               : 0;
  return 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// The value as UTF-8; nothing when it is no string, or not what its type promises.
std::optional<std::string> characters(Tag tag, BytesView contents) {
  if (tag == Tag::bmp_string) {
    if (contents.size() % 2 != 0) return std::nullopt;
    std::string text;
    for (std::size_t i = 0; i < contents.size(); i += 2)
      append_utf8(text, contents[i] * 256U + contents[i + 1]);
    return is_utf8(text) ? std::optional(text) : std::nullopt;  // no surrogates
  }
  std::string text(text_of(contents));
  if (tag == Tag::utf8_string) return is_utf8(text) ? std::optional(text) : std::nullopt;
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const bool string =
      tag == Tag::printable_string || tag == Tag::ia5_string || tag == Tag::t61_string;
  return string && ascii ? std::optional(text) : std::nullopt;
}

/// RFC 4514 2.4, and control characters as hexadecimal pairs.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool outermost = i == 0 || i + 1 == text.size();
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else if (std::string_view("\"+,;<>\\").find(c) != std::string_view::npos ||
             (c == ' ' && outermost) || (c == '#' && i == 0))
      out += {'\\', c};
    else
      out += c;
  }
  return out;
}

std::string attribute_text(Cursor attribute) {
  const auto id = attribute.oid("type");
  const auto tag = attribute.peek();
  const auto whole = attribute.element("value");
  attribute.end();
  if (!tag || attribute.failed()) return {};
  const auto* type = attribute_type_of(id);
  const auto contents =
      read(whole, [&](Cursor& in) { return copy_of(in.contents("value", *tag)); });
  const auto text = contents ? characters(*tag, *contents) : std::nullopt;
  return fmt::format("{}={}", type != nullptr ? type->name : id,
                     text ? escaped(*text) : "#" + encode_hex(whole));
}

std::string relative_name_text(Cursor attributes) {
  std::vector<std::string> texts;
  while (attributes.more()) texts.push_back(attribute_text(attributes.sequence("attribute")));
  return fmt::format("{}", fmt::join(texts, "+"));
}

}  // namespace

std::string name_text(BytesView der) {
  const auto texts = read(der, [](Cursor& in) {
    std::vector<std::string> rdns;
    auto name = in.sequence("Name");
    while (name.more()) rdns.push_back(relative_name_text(name.set("RelativeDistinguishedName")));
    std::reverse(rdns.begin(), rdns.end());
    return rdns;
  });
  if (!texts) return "(unreadable name)";
  if (texts->empty()) return "(empty name)";
  return fmt::format("{}", fmt::join(*texts, ","));
}

}  // namespace inquest
