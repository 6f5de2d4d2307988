#pragma once
#include <string>
#include <string_view>

#include "reference/codec/bytes.h"

/// Distinguished names between text (RFC 4514) and DER.
namespace inquest {

/// "CN=device-1,O=Example" as a Name, whole element. As RFC 4514 says, the last RDN of the text
/// comes first in the encoding; '+' joins a multi-valued RDN; empty text is the empty name. Values
/// become UTF8String, whether or not their octets are UTF-8, but for types that RFC 5280 appendix A
/// binds to PrintableString (C, serialNumber, dnQualifier) or IA5String (DC, emailAddress). "#" and
/// hexadecimal digits give a value as its whole encoding, which is not looked at. Types are those
/// of RFC 4514 3 and some more, in any case, or dotted. Throws std::invalid_argument naming the
/// position and, for an unknown attribute type, the known ones.
Bytes encode_name(std::string_view text);

/// RFC 4514 text of a Name; "(unreadable name)" when the bytes are not one, "(empty name)" when it
/// has no RDN. Control characters are escaped; a value that no text can show is given as "#" and
/// its encoding. More is read than OpenSSL does, which refuses names with values that are no
/// strings.
std::string name_text(BytesView der);

/// Whether two Names match by RFC 5280 7.1 (case and white space folded, string types ignored).
bool same_name(BytesView a, BytesView b);

/// Whether an attribute of one, type and value matched as by same_name(), is in the other as well.
bool shares_an_attribute(BytesView a, BytesView b);

}  // namespace inquest
