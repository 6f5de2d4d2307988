#include "harness/scenario/directory_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace inquest {
namespace {

constexpr auto teletex_string = static_cast<Tag>(0x14);
constexpr auto ia5_string_tag = static_cast<Tag>(0x16);
constexpr auto universal_string = static_cast<Tag>(0x1c);

struct StringType {
  Tag tag;
  const char* name;
  std::size_t width;  ///< octets of a character; 0: as UTF-8 has it
};
constexpr StringType types[] = {
    {Tag::printable_string, "PrintableString", 1},
    {Tag::utf8_string, "UTF8String", 0},
    {Tag::bmp_string, "BMPString", 2},
    {ia5_string_tag, "IA5String", 1},
    {teletex_string, "TeletexString", 1},
    {universal_string, "UniversalString", 4},
};

const StringType* type_of(Tag tag) {
  const auto* found = std::find_if(std::begin(types), std::end(types),
                                   [&](const StringType& each) { return each.tag == tag; });
  return found == std::end(types) ? nullptr : found;
}

void append_utf8(std::string& text, std::uint32_t point) {
  const auto octet = [&](std::uint32_t bits) { text += static_cast<char>(bits); };
  if (point < 0x80U) return octet(point);
  if (point < 0x800U) {
    octet(0xc0U | point >> 6U);
    return octet(0x80U | (point & 0x3fU));
  }
  if (point < 0x10000U) {
    octet(0xe0U | point >> 12U);
  } else {
    octet(0xf0U | (point >> 18U & 0x07U));
    octet(0x80U | (point >> 12U & 0x3fU));
  }
  octet(0x80U | (point >> 6U & 0x3fU));
  octet(0x80U | (point & 0x3fU));
}

}  // namespace

Result<DirectoryText> read_directory_text(BytesView der) {
  const auto value = decode_der(der);
  if (!value) return value.error();
  const auto* type = type_of(value->tag());
  if (type == nullptr) return ParseError{0, "no string: " + name_of_string_type(value->tag())};
  const auto& octets = value->contents();
  DirectoryText read{value->tag(), 0, ""};
  if (type->width == 0) {
    // A character is counted by the octet that begins it.
    read.characters = static_cast<std::size_t>(std::count_if(
        octets.begin(), octets.end(), [](auto octet) { return (octet & 0xc0U) != 0x80U; }));
    read.text = text_of(octets);
    return read;
  }
  if (octets.size() % type->width != 0)
    return ParseError{octets.size(), std::string(type->name) + " that ends within a character"};
  read.characters = octets.size() / type->width;
  for (std::size_t at = 0; at < octets.size(); at += type->width) {
    std::uint32_t point = 0;
    for (std::size_t i = 0; i < type->width; ++i) point = point << 8U | octets[at + i];
    append_utf8(read.text, point);
  }
  return read;
}

Result<std::string> only_directory_text(const Attribute& attribute) {
  if (attribute.values.size() != 1)
    return ParseError{0, fmt::format("{} values", attribute.values.size())};
  const auto value = read_directory_text(attribute.values.front());
  if (!value) return value.error();
  return value->text;
}

std::string name_of_string_type(Tag tag) {
  const auto* type = type_of(tag);
  return type != nullptr ? type->name : fmt::format("tag {:#04x}", static_cast<unsigned>(tag));
}

}  // namespace inquest
