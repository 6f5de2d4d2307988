#pragma once
#include <cstddef>
#include <string>

#include "reference/codec/der.h"
#include "reference/codec/pkcs10.h"

namespace inquest {

/// A DirectoryString as a client may write it (RFC 5280 4.1.2.4), or the IA5String that some write
/// in its place. What a client SHOULD write is judged elsewhere.
struct DirectoryText {
  Tag tag = Tag::printable_string;
  std::size_t characters = 0;
  std::string text;  ///< UTF-8; of TeletexString its octets are taken for Latin-1
};

Result<DirectoryText> read_directory_text(BytesView der);
/// The text of the only value that an attribute has; an error where it has more, or none.
Result<std::string> only_directory_text(const Attribute& attribute);
/// "PrintableString", "BMPString"; the tag in hexadecimal where it is none of them.
std::string name_of_string_type(Tag tag);

}  // namespace inquest
