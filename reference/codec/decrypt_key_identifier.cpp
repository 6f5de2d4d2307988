#include "reference/codec/decrypt_key_identifier.h"

#include "reference/codec/cursor.h"

namespace inquest {

// RFC4108-2.2.5-01, RFC7030-4.4.1.2-02, RFC8951-A-01, RFC8951-A-02: an OCTET STRING and nothing
// else.
Attribute decrypt_key_attribute(std::string_view type, const Bytes& identifier) {
  return {std::string(type), {encode(octet_string(identifier))}};
}

Result<Bytes> decrypt_key_identifier(const Attribute& attribute) {
  if (attribute.values.size() != 1)
    return ParseError{0, "a key identifier attribute without exactly one value"};
  return read(attribute.values.front(),
              [](Cursor& in) { return copy_of(in.octet_string("keyIdentifier")); });
}

}  // namespace inquest
