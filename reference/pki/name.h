#pragma once
#include <string>
#include <string_view>

#include "reference/codec/bytes.h"

/// Distinguished names between text (RFC 4514) and DER.
namespace inquest {

/// "CN=device-1,O=Example" as a Name, whole element. As RFC 4514 says, the last RDN of the text
/// comes first in the encoding; '+' joins a multi-valued RDN; empty text is the empty name. Values
/// become UTF8String (C, serialNumber, DC their required types). Throws std::invalid_argument
/// naming the position and, for an unknown attribute type, the known ones.
Bytes encode_name(std::string_view text);

/// RFC 4514 text of a Name; "(unreadable name)" when the bytes are not one. Control characters are
/// escaped.
std::string name_text(BytesView der);

/// Whether two Names match by RFC 5280 7.1 (case and white space folded, string types ignored).
bool same_name(BytesView a, BytesView b);

}  // namespace inquest
