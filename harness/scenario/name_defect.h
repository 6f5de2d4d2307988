#pragma once
#include <optional>
#include <string>

#include "reference/codec/bytes.h"

namespace inquest {

/// Why these octets are no Name of RFC 5280 4.1.2.4, or one whose values are not of their types:
/// each RDN has a value, and a value of the types that hold a DirectoryString is a string of that
/// kind, with a character at least, without NUL, and UTF-8 where it says so. The empty Name is one.
std::optional<std::string> name_defect(BytesView name);

/// The same of GeneralNames (RFC 5280 4.2.1.6): one at least; DNS names, mail addresses and URIs
/// have a character, and none that is NUL or beyond ASCII; addresses have 4 or 16 octets.
std::optional<std::string> alternative_names_defect(BytesView names);

}  // namespace inquest
