#pragma once
#include <string>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"
#include "reference/codec/result.h"

/// Extensions of certificates and of requests for them (RFC 5280 4.1).
namespace inquest {

class Cursor;

/// Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }
struct Extension {
  std::string id;  ///< dotted
  bool critical = false;
  Bytes value;  ///< the contents of extnValue
  friend bool operator==(const Extension&, const Extension&) = default;
};

Element encode(const Extension& extension);
Result<Extension> decode_extension(BytesView input);

/// Extensions ::= SEQUENCE SIZE (1..MAX) OF Extension. An empty one is for the caller to judge.
Element encode(const std::vector<Extension>& extensions);
Result<std::vector<Extension>> decode_extensions(BytesView input);

/// What comes next, for decoders of structures that hold it: one extension, or all that are left.
Extension read_extension(Cursor& in);
std::vector<Extension> read_extensions(Cursor& in);

}  // namespace inquest
