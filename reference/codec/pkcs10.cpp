#include "reference/codec/pkcs10.h"

#include <algorithm>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_attributes = 1024;
constexpr std::size_t most_values = 1024;

/// Attribute ::= SEQUENCE { type OBJECT IDENTIFIER, values SET SIZE(1..MAX) OF ANY }
Attribute read_attribute(Cursor& in) {
  auto fields = in.sequence("attribute");
  Attribute attribute;
  attribute.type = fields.oid("type");
  auto values = fields.set("values");
  while (values.more()) {
    attribute.values.push_back(copy_of(values.element("value")));
    if (attribute.values.size() > most_values) values.fail("value", "more than 1024 values");
  }
  if (attribute.values.empty()) fields.fail("values", "a SET of values that is empty");
  fields.end();
  return attribute;
}

/// CertificationRequestInfo ::= SEQUENCE { version, subject, subjectPKInfo, attributes [0] IMPLICIT
/// }
RequestInfo read_info(Cursor& in) {
  auto fields = in.sequence("certificationRequestInfo");
  RequestInfo info;
  info.version = fields.integer("version");
  if (info.version != 0)
    fields.fail("version", "version " + std::to_string(info.version) + " where v1(0) was expected");
  info.subject = copy_of(fields.element("subject", Tag::sequence));
  info.public_key = copy_of(fields.element("subjectPKInfo", Tag::sequence));
  auto attributes = fields.open("attributes", context(0));
  while (attributes.more()) {
    info.attributes.push_back(read_attribute(attributes));
    if (info.attributes.size() > most_attributes)
      attributes.fail("attribute", "more than 1024 attributes");
  }
  fields.end();
  return info;
}

Extension read_extension(Cursor& in) {
  auto fields = in.sequence("extension");
  Extension extension;
  extension.id = fields.oid("extnID");
  if (fields.peek() == Tag::boolean) extension.critical = fields.boolean("critical");
  extension.value = copy_of(fields.octet_string("extnValue"));
  fields.end();
  return extension;
}

}  // namespace

const Attribute* RequestInfo::attribute(std::string_view type) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& each) { return each.type == type; });
  return found == attributes.end() ? nullptr : &*found;
}

Element encode(const Attribute& attribute) {
  std::vector<Element> values;
  for (const auto& value : attribute.values) values.push_back(Element::raw(value));
  return sequence({oid(attribute.type), set_of(std::move(values))});
}

Element encode(const RequestInfo& info) {
  std::vector<Element> attributes;
  for (const auto& attribute : info.attributes) attributes.push_back(encode(attribute));
  auto field = set_of(std::move(attributes));
  field.retag(context(0));
  return sequence({
      integer(info.version),
      Element::raw(info.subject),
      Element::raw(info.public_key),
      std::move(field),
  });
}

Element encode(const CertificationRequest& request) {
  return sequence({
      Element::raw(request.info_der),
      Element::raw(request.signature_algorithm),
      bit_string(request.signature),
  });
}

Result<CertificationRequest> decode_certification_request(BytesView input) {
  return read(input, [](Cursor& in) {
    auto fields = in.sequence("CertificationRequest");
    CertificationRequest request;
    auto ahead = fields;  // the same octets are needed whole, for the signature
    request.info_der = copy_of(ahead.element("certificationRequestInfo", Tag::sequence));
    request.info = read_info(fields);
    request.signature_algorithm = copy_of(fields.element("signatureAlgorithm", Tag::sequence));
    request.signature = copy_of(fields.bit_string("signature"));
    fields.end();
    return request;
  });
}

Element encode(const Extension& extension) {
  std::vector<Element> fields{oid(extension.id)};
  if (extension.critical) fields.push_back(boolean(true));
  fields.push_back(octet_string(extension.value));
  return sequence(std::move(fields));
}

Result<Extension> decode_extension(BytesView input) { return read(input, read_extension); }

Result<std::vector<Extension>> requested_extensions(const RequestInfo& info) {
  const auto* attribute = info.attribute(oids::extension_request);
  if (attribute == nullptr) return std::vector<Extension>{};
  // RFC 2985 5.4.2: SINGLE VALUE TRUE
  if (attribute->values.size() != 1) return ParseError{0, "extensionRequest with several values"};
  return read(attribute->values.front(), [](Cursor& in) {
    std::vector<Extension> extensions;
    auto list = in.sequence("extensions");
    while (list.more()) extensions.push_back(read_extension(list));
    return extensions;
  });
}

Attribute extension_request(const std::vector<Extension>& extensions) {
  std::vector<Element> list;
  for (const auto& extension : extensions) list.push_back(encode(extension));
  return {oids::extension_request, {encode(sequence(std::move(list)))}};
}

}  // namespace inquest
