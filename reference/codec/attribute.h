#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"

/// Attributes as PKCS#10, CSR attributes and CMS have them (RFC 2986 4.1).
namespace inquest {

class Cursor;

/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE(1..MAX) OF ANY }
struct Attribute {
  std::string type;           ///< dotted
  std::vector<Bytes> values;  ///< each a whole DER element
  friend bool operator==(const Attribute&, const Attribute&) = default;
};

/// The values are sorted, as DER wants a SET OF.
Element encode(const Attribute& attribute);

/// The attribute that comes next, for decoders of structures that hold one. Fewer values than
/// `fewest_values` are an error.
Attribute read_attribute(Cursor& in, std::size_t fewest_values = 1);

}  // namespace inquest
