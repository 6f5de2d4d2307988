#include "reference/pki/attribute_types.h"

#include <algorithm>

namespace inquest {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

template <class Fits>
const AttributeType* first(Fits fits) {
  const auto& all = attribute_types();
  const auto found = std::find_if(all.begin(), all.end(), fits);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<AttributeType>& attribute_types() {
  static const std::vector<AttributeType> types{
      {"CN", "2.5.4.3", Tag::utf8_string},
      {"SN", "2.5.4.4", Tag::utf8_string},
      {"serialNumber", "2.5.4.5", Tag::printable_string},
      {"C", "2.5.4.6", Tag::printable_string},
      {"L", "2.5.4.7", Tag::utf8_string},
      {"ST", "2.5.4.8", Tag::utf8_string},
      {"STREET", "2.5.4.9", Tag::utf8_string},
      {"O", "2.5.4.10", Tag::utf8_string},
      {"OU", "2.5.4.11", Tag::utf8_string},
      {"title", "2.5.4.12", Tag::utf8_string},
      {"GN", "2.5.4.42", Tag::utf8_string},
      {"initials", "2.5.4.43", Tag::utf8_string},
      {"generationQualifier", "2.5.4.44", Tag::utf8_string},
      {"dnQualifier", "2.5.4.46", Tag::printable_string},
      {"pseudonym", "2.5.4.65", Tag::utf8_string},
      {"UID", "0.9.2342.19200300.100.1.1", Tag::utf8_string},
      {"DC", "0.9.2342.19200300.100.1.25", Tag::ia5_string},
      {"emailAddress", "1.2.840.113549.1.9.1", Tag::ia5_string},
  };
  return types;
}

const AttributeType* attribute_type_called(std::string_view name) {
  return first([&](const AttributeType& type) { return same_word(type.name, name); });
}

const AttributeType* attribute_type_of(std::string_view id) {
  return first([&](const AttributeType& type) { return type.id == id; });
}

}  // namespace inquest
