#pragma once
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/codec/attribute.h"
#include "reference/codec/extension.h"
#include "reference/codec/result.h"

/// The answer to /csrattrs (RFC 7030 4.5.2, in the words of RFC 8951 4): what a server asks the
/// client to put into its certification request.
///
///   CsrAttrs ::= SEQUENCE SIZE (0..MAX) OF AttrOrOID
///   AttrOrOID ::= CHOICE { oid OBJECT IDENTIFIER, attribute Attribute {{AttrSet}} }
namespace inquest {

struct CsrAttributes {
  using Member = std::variant<std::string, Attribute>;  ///< an OID, dotted, or an attribute
  std::vector<Member> members;

  /// The first attribute of that type, or nullptr.
  const Attribute* attribute(std::string_view type) const;
  /// Whether `oid` is there, alone or as the type of an attribute.
  bool names(std::string_view oid) const;
};

Element encode(const CsrAttributes& attributes);

/// No member at all is allowed, and so is an attribute without values (RFC 9908 3.2). Values are
/// kept in the order and in the octets sent, but written sorted: what is not DER does not encode to
/// what it was read from.
Result<CsrAttributes> decode_csr_attributes(BytesView input);

/// The extensions that an extensionRequest attribute asks for, as RFC 9908 3.2 has it; none without
/// such an attribute. Errors: two of them, other than one value, a value that is no Extensions (the
/// older reading, of which the example of RFC 8951 4 is one), an extnID that occurs twice. Offsets
/// count within the value.
Result<std::vector<Extension>> requested_extensions(const CsrAttributes& attributes);

}  // namespace inquest
