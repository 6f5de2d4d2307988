#include "reference/codec/csr_template.h"

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr std::size_t most_members = 1024;

// RFC9908-3.4-04, RFC9908-3.4-05, RFC9908-3.4-06: what the client shall find has a type and no
// value.
Element encode(const NameTemplate& name) {
  std::vector<Element> names;
  for (const auto& relative : name) {
    std::vector<Element> attributes;
    for (const auto& [type, value] : relative) {
      attributes.push_back(sequence({oid(type)}));
      if (value) attributes.back().add(Element::raw(*value));
    }
    names.push_back(set_of(std::move(attributes)));
  }
  return sequence(std::move(names));
}

// RFC9908-3.4-09
NameTemplate read_name(Cursor& in) {
  auto names = in.sequence("subject");
  NameTemplate name;
  while (names.more()) {
    auto relative = names.set("relativeDistinguishedName");
    auto& attributes = name.emplace_back();
    while (relative.more()) {
      auto fields = relative.sequence("singleAttribute");
      auto& attribute = attributes.emplace_back();
      attribute.type = fields.oid("type");
      if (fields.more()) attribute.value = copy_of(fields.element("value"));
      fields.end();
      if (attributes.size() > most_members)
        relative.fail("singleAttribute", "more than 1024 attributes");
    }
    if (attributes.empty()) names.fail("relativeDistinguishedName", "an empty SET");
    if (name.size() > most_members) names.fail("relativeDistinguishedName", "more than 1024 names");
  }
  return name;
}

// RFC9908-3.4-12, RFC9908-3.4-13
Element encode(const PublicKeyTemplate& key) {
  std::vector<Element> fields{Element::raw(key.algorithm)};
  if (key.key) fields.push_back(bit_string(*key.key));
  return {context(0), std::move(fields)};
}

PublicKeyTemplate read_public_key(Cursor& fields) {
  PublicKeyTemplate key;
  key.algorithm = copy_of(fields.element("algorithm", Tag::sequence));
  if (fields.more()) key.key = copy_of(fields.bit_string("subjectPublicKey"));
  fields.end();
  return key;
}

Element encode(const ExtensionTemplate& extension) {
  std::vector<Element> fields{oid(extension.id)};
  if (extension.critical) fields.push_back(boolean(true));
  if (extension.value) fields.push_back(octet_string(*extension.value));
  return sequence(std::move(fields));
}

// RFC9908-3.4-20
ExtensionTemplate read_extension_fields(Cursor& fields) {
  ExtensionTemplate extension;
  extension.id = fields.oid("extnID");
  if (fields.peek() == Tag::boolean) extension.critical = fields.boolean("critical");
  if (fields.more()) extension.value = copy_of(fields.octet_string("extnValue"));
  fields.end();
  return extension;
}

/// ExtensionReqTemplate ::= SEQUENCE SIZE (1..MAX) OF ExtensionTemplate, or one of these alone
std::vector<ExtensionTemplate> read_extension_templates(Cursor& in) {
  auto list = in.sequence("extensions");
  if (list.peek() == Tag::object_identifier) return {read_extension_fields(list)};
  std::vector<ExtensionTemplate> extensions;
  while (list.more()) {
    auto fields = list.sequence("extension");
    extensions.push_back(read_extension_fields(fields));
    if (extensions.size() > most_members) list.fail("extension", "more than 1024 extensions");
  }
  if (extensions.empty()) in.fail("extensions", "an empty SEQUENCE");
  return extensions;
}

}  // namespace

// RFC9908-3.4-02, RFC9908-3.4-03, RFC9908-3.4-10, RFC9908-3.4-11, RFC9908-3.4-21: subject and
// subjectPKInfo are there where something is asked of them.
Element encode(const RequestInfoTemplate& info) {
  std::vector<Element> fields{integer(info.version)};
  if (info.subject) fields.push_back(encode(*info.subject));
  if (info.public_key) fields.push_back(encode(*info.public_key));
  std::vector<Element> attributes;
  for (const auto& attribute : info.attributes) attributes.push_back(encode(attribute));
  fields.push_back(set_of(std::move(attributes)));
  fields.back().retag(context(1));
  return sequence(std::move(fields));
}

Result<RequestInfoTemplate> decode_request_info_template(BytesView input) {
  return read(input, [](Cursor& in) {
    auto fields = in.sequence("CertificationRequestInfoTemplate");
    RequestInfoTemplate info;
    info.version = fields.integer("version");
    if (info.version != 0)
      fields.fail("version",
                  "version " + std::to_string(info.version) + " where v1(0) was expected");
    if (fields.peek() == Tag::sequence) info.subject = read_name(fields);
    if (auto key = fields.open_if("subjectPKInfo", context(0)))
      info.public_key = read_public_key(*key);
    auto attributes = fields.open("attributes", context(1));
    while (attributes.more()) {
      info.attributes.push_back(read_attribute(attributes, 0));
      if (info.attributes.size() > most_members)
        attributes.fail("attribute", "more than 1024 attributes");
    }
    fields.end();
    return info;
  });
}

// RFC9908-3.4-01, RFC9908-7-01
Attribute csr_template_attribute(const RequestInfoTemplate& info) {
  return {oids::request_info_template, {encode(encode(info))}};
}

Result<std::optional<RequestInfoTemplate>> csr_template(const CsrAttributes& attributes) {
  const Attribute* found = nullptr;
  for (const auto& member : attributes.members) {
    const auto* attribute = std::get_if<Attribute>(&member);
    if (attribute == nullptr || attribute->type != oids::request_info_template) continue;
    if (found != nullptr) return ParseError{0, "more than one certificationRequestInfoTemplate"};
    found = attribute;
  }
  if (found == nullptr) return std::optional<RequestInfoTemplate>{};
  if (found->values.size() != 1)
    return ParseError{0, "a certificationRequestInfoTemplate without exactly one value"};
  auto info = decode_request_info_template(found->values.front());
  if (!info) return info.error();
  return std::optional(*std::move(info));
}

// RFC9908-3.4-24, RFC9908-3.4-25, RFC9908-7-02: one value, of ExtensionTemplates.
Attribute extension_request_template(const std::vector<ExtensionTemplate>& extensions) {
  std::vector<Element> list;
  for (const auto& extension : extensions) list.push_back(encode(extension));
  return {oids::extension_request_template, {encode(sequence(std::move(list)))}};
}

Result<std::vector<ExtensionTemplate>> requested_extensions(const RequestInfoTemplate& info) {
  const Attribute* found = nullptr;
  for (const auto& attribute : info.attributes) {
    if (attribute.type != oids::extension_request &&
        attribute.type != oids::extension_request_template)
      continue;
    // RFC9908-3.4-22, RFC9908-3.4-23
    if (found != nullptr) return ParseError{0, "more than one attribute asks for extensions"};
    found = &attribute;
  }
  if (found == nullptr) return std::vector<ExtensionTemplate>{};
  if (found->values.size() != 1)
    return ParseError{0, "an attribute that asks for extensions without exactly one value"};
  if (found->type == oids::extension_request_template)
    return read(found->values.front(), read_extension_templates);
  const auto extensions = decode_extensions(found->values.front());
  if (!extensions) return extensions.error();
  std::vector<ExtensionTemplate> templates;
  for (const auto& [id, critical, value] : *extensions) templates.push_back({id, critical, value});
  return templates;
}

}  // namespace inquest
