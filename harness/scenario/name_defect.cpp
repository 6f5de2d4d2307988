#include "harness/scenario/name_defect.h"

#include <algorithm>
#include <array>

#include "reference/codec/der.h"

namespace inquest {
namespace {

constexpr auto universal_string = static_cast<Tag>(0x1c);

/// Attribute types of RFC 5280 appendix A.1 whose values are DirectoryStrings: name, surname,
/// givenName, initials, generationQualifier, commonName, localityName, stateOrProvinceName,
/// organizationName, organizationalUnitName, title, pseudonym.
bool holds_directory_string(const std::string& type) {
  constexpr std::array types{"2.5.4.41", "2.5.4.4", "2.5.4.42", "2.5.4.43", "2.5.4.44", "2.5.4.3",
                             "2.5.4.7",  "2.5.4.8", "2.5.4.10", "2.5.4.11", "2.5.4.12", "2.5.4.65"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

/// RFC 3629: how many octets the character that begins with `first` has; 0: none begins so.
std::size_t length_of_character(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

bool is_utf8(BytesView octets) {
  for (std::size_t at = 0; at < octets.size();) {
    const auto length = length_of_character(octets[at]);
    if (length == 0 || at + length > octets.size()) return false;
    const auto rest = octets.subspan(at + 1, length - 1);
    if (!std::all_of(rest.begin(), rest.end(), [](std::uint8_t c) { return (c & 0xc0U) == 0x80; }))
      return false;
    at += length;
  }
  return true;
}

std::optional<std::string> value_defect(const std::string& type, const Element& value) {
  if (!holds_directory_string(type)) return std::nullopt;
  constexpr std::array strings{Tag::utf8_string, Tag::printable_string, Tag::t61_string,
                               Tag::bmp_string, universal_string};
  if (std::find(strings.begin(), strings.end(), value.tag()) == strings.end())
    return "the value of " + type + " is no DirectoryString";
  const auto& octets = value.contents();
  if (octets.empty()) return "the value of " + type + " has no character";
  if (value.tag() == Tag::bmp_string || value.tag() == universal_string) return std::nullopt;
  if (std::find(octets.begin(), octets.end(), 0) != octets.end())
    return "NUL stands in the value of " + type;
  if (value.tag() == Tag::utf8_string && !is_utf8(octets))
    return "the value of " + type + " is not UTF-8";
  return std::nullopt;
}

std::optional<std::string> alternative_name_defect(const Element& name) {
  constexpr auto mail = context(1, false);
  constexpr auto dns = context(2, false);
  constexpr auto uri = context(6, false);
  constexpr auto address = context(7, false);
  const auto& octets = name.contents();
  if (name.tag() == address && octets.size() != 4 && octets.size() != 16)
    return "an address of " + std::to_string(octets.size()) + " octets";
  if (name.tag() != mail && name.tag() != dns && name.tag() != uri) return std::nullopt;
  if (octets.empty()) return "a name without a character";
  if (std::any_of(octets.begin(), octets.end(), [](std::uint8_t c) { return c == 0 || c > 0x7f; }))
    return "a name with NUL, or beyond ASCII";
  return std::nullopt;
}

std::optional<std::string> rdn_defect(const Element& rdn) {
  if (rdn.tag() != Tag::set) return "an RDN is no SET";
  if (rdn.children().empty()) return "an RDN has no value";
  for (const auto& each : rdn.children()) {
    const auto& pair = each.children();
    const bool typed =
        each.tag() == Tag::sequence && pair.size() == 2 && pair[0].tag() == Tag::object_identifier;
    const auto type = typed ? dotted_oid(pair[0].contents()) : std::nullopt;
    if (!type) return "what stands in an RDN is no type and value";
    if (auto defect = value_defect(*type, pair[1])) return defect;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> name_defect(BytesView name) {
  const auto tree = decode_der(name);
  if (!tree) return tree.error().text();
  if (tree->tag() != Tag::sequence) return "it is no SEQUENCE";
  for (const auto& rdn : tree->children())
    if (auto defect = rdn_defect(rdn)) return defect;
  return std::nullopt;
}

std::optional<std::string> alternative_names_defect(BytesView names) {
  const auto tree = decode_der(names);
  if (!tree) return tree.error().text();
  if (tree->tag() != Tag::sequence) return "they are no SEQUENCE";
  if (tree->children().empty()) return "there is no name";
  for (const auto& name : tree->children())
    if (auto defect = alternative_name_defect(name)) return defect;
  return std::nullopt;
}

}  // namespace inquest
