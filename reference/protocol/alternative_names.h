#pragma once
#include <optional>
#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// The names of a SubjectAltName extension (RFC 5280 4.2.1.6), each a whole GeneralName element:
///
///   GeneralNames ::= SEQUENCE SIZE (1..MAX) OF GeneralName
namespace inquest {

Result<std::vector<Bytes>> decode_general_names(BytesView extension_value);

/// Whether two extension values hold the same names by RFC 5280 7: DNS names without case (7.2),
/// the host of an e-mail address without case (7.5), directory names as Names (7.1), all others
/// octet by octet; in any order. False when one of them cannot be read, unless they are equal.
bool same_alternative_names(BytesView a, BytesView b);

/// `asked` with each name that is empty, the NULL-DN say, replaced by the next one of its kind in
/// `own` (RFC 9908 3.4). Nothing where `own` has none left, or where one of the values cannot be
/// read.
std::optional<Bytes> filled_alternative_names(BytesView asked, BytesView own);

}  // namespace inquest
