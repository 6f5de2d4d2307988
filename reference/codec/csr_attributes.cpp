#include "reference/codec/csr_attributes.h"

#include <algorithm>
#include <set>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_members = 1024;

/// AttrOrOID ::= CHOICE { oid OBJECT IDENTIFIER, attribute Attribute {{AttrSet}} }
/// RFC7030-4.5.2-06, RFC8951-4-06, RFC9908-3.2-01: an OID or an Attribute.
CsrAttributes::Member read_member(Cursor& in) {
  if (in.peek() == Tag::object_identifier) return in.oid("oid");
  return read_attribute(in, 0);
}

std::string_view type_of(const CsrAttributes::Member& member) {
  const auto* attribute = std::get_if<Attribute>(&member);
  return attribute != nullptr ? attribute->type : std::get<std::string>(member);
}

}  // namespace

const Attribute* CsrAttributes::attribute(std::string_view type) const {
  for (const auto& member : members)
    if (const auto* attribute = std::get_if<Attribute>(&member);
        attribute != nullptr && attribute->type == type)
      return attribute;
  return nullptr;
}

bool CsrAttributes::names(std::string_view oid) const {
  return std::any_of(members.begin(), members.end(),
                     [&](const Member& member) { return type_of(member) == oid; });
}

// RFC7030-4.5.2-17, RFC8951-4-16, RFC9908-3.2-02, RFC7030-4.5.2-07: a SEQUENCE in DER; of an
// attribute, its type and a SET.
Element encode(const CsrAttributes& attributes) {
  std::vector<Element> members;
  for (const auto& member : attributes.members) {
    const auto* attribute = std::get_if<Attribute>(&member);
    members.push_back(attribute != nullptr ? encode(*attribute)
                                           : oid(std::get<std::string>(member)));
  }
  return sequence(std::move(members));
}

Result<CsrAttributes> decode_csr_attributes(BytesView input) {
  return read(input, [](Cursor& in) {
    auto list = in.sequence("CsrAttrs");
    CsrAttributes attributes;
    while (list.more()) {
      attributes.members.push_back(read_member(list));
      if (attributes.members.size() > most_members)
        list.fail("AttrOrOID", "more than 1024 members");
    }
    return attributes;
  });
}

Result<std::vector<Extension>> requested_extensions(const CsrAttributes& attributes) {
  // RFC9908-3.2-03, RFC7030-4.5.2-16, RFC8951-4-15: extensions are asked for under that type.
  const auto* request = attributes.attribute(oids::extension_request);
  if (request == nullptr) return std::vector<Extension>{};
  const auto is_another = [&](const CsrAttributes::Member& member) {
    const auto* attribute = std::get_if<Attribute>(&member);
    return attribute != nullptr && attribute != request && attribute->type == request->type;
  };
  if (std::any_of(attributes.members.begin(), attributes.members.end(), is_another))
    // RFC9908-3.2-04
    return ParseError{0, "more than one extensionRequest"};
  if (request->values.size() != 1)
    // RFC9908-3.2-05
    return ParseError{0, "an extensionRequest without exactly one value"};
  // RFC9908-3.2-06, RFC9908-3.2-08: its value is of type Extensions.
  auto extensions = decode_extensions(request->values.front());
  if (!extensions) return extensions;
  // RFC9908-3.2-07
  if (extensions->empty()) return ParseError{0, "Extensions that are empty"};
  std::set<std::string> ids;
  for (const auto& extension : *extensions)
    if (!ids.insert(extension.id).second)
      // RFC9908-3.2-09
      return ParseError{0, "extnID " + extension.id + " occurs twice"};
  return extensions;
}

}  // namespace inquest
