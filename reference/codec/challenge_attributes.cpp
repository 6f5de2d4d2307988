#include "reference/codec/challenge_attributes.h"

#include <algorithm>

#include "reference/codec/cursor.h"

namespace inquest {
namespace {

constexpr std::size_t longest = 255;
constexpr auto teletex_string_tag = static_cast<Tag>(0x14);
constexpr auto ia5_string_tag = static_cast<Tag>(0x16);

/// X.680's PrintableString.
bool is_printable(std::string_view text) {
  constexpr std::string_view others = " '()+,-./:=?";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

/// Characters of UTF-8, counted by the octets that begin one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](unsigned char c) { return (c & 0xc0U) != 0x80U; }));
}

}  // namespace

// RFC7894-3-02, RFC7894-3-03
Attribute challenge_attribute(std::string_view type, std::string_view text) {
  const auto value = is_printable(text) ? printable_string(text) : utf8_string(text);
  return {std::string(type), {encode(value)}};
}

Result<std::string> challenge_text(const Attribute& attribute) {
  if (attribute.values.size() != 1) return ParseError{0, "a challenge without exactly one value"};
  // RFC7894-3.1-03, RFC7894-3.2-02, RFC7894-3.3-02: a single value, as was looked at.
  return read(attribute.values.front(), [](Cursor& in) {
    const auto tag = in.peek().value_or(Tag::sequence);
    // RFC7894-3-04, RFC7894-3-05: a type beyond ASCII's, BMPString say, need not be known.
    const bool known = tag == Tag::printable_string || tag == Tag::utf8_string ||
                       tag == teletex_string_tag || tag == ia5_string_tag;
    const auto contents = in.contents("challenge", known ? tag : Tag::printable_string);
    std::string text(text_of(contents));
    if (text.empty()) in.fail("challenge", "an empty text");
    // RFC7894-3-01, RFC7030-3.5-10
    if (characters(text) > longest) in.fail("challenge", "more than 255 characters");
    if (tag != Tag::utf8_string && !is_ascii(text))
      in.fail("challenge", "a character that its string type does not have");
    return text;
  });
}

}  // namespace inquest
