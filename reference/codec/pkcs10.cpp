#include "reference/codec/pkcs10.h"

#include <algorithm>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_attributes = 1024;

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

}  // namespace

const Attribute* RequestInfo::attribute(std::string_view type) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(),
                                  [&](const Attribute& each) { return each.type == type; });
  return found == attributes.end() ? nullptr : &*found;
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

CertificationRequest read_certification_request(Cursor& in) {
  auto fields = in.sequence("CertificationRequest");
  CertificationRequest request;
  auto ahead = fields;  // the same octets are needed whole, for the signature
  request.info_der = copy_of(ahead.element("certificationRequestInfo", Tag::sequence));
  request.info = read_info(fields);
  request.signature_algorithm = copy_of(fields.element("signatureAlgorithm", Tag::sequence));
  request.signature = copy_of(fields.bit_string("signature"));
  fields.end();
  return request;
}

Result<CertificationRequest> decode_certification_request(BytesView input) {
  return read(input, read_certification_request);
}

Result<std::vector<Extension>> requested_extensions(const RequestInfo& info) {
  const auto* attribute = info.attribute(oids::extension_request);
  if (attribute == nullptr) return std::vector<Extension>{};
  // RFC 2985 5.4.2: SINGLE VALUE TRUE
  if (attribute->values.size() != 1) return ParseError{0, "extensionRequest with several values"};
  return decode_extensions(attribute->values.front());
}

Attribute extension_request(const std::vector<Extension>& extensions) {
  return {oids::extension_request, {encode(encode(extensions))}};
}

}  // namespace inquest
