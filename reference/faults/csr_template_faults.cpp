#include <algorithm>
#include <functional>

#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

constexpr auto unregistered_extension_template = "1.2.840.113549.1.9.62";
constexpr auto unregistered_request_template = "1.2.840.113549.1.9.61";

/// The attribute that carries the template; one is added where there is none.
Attribute& template_attribute(CsrAttributes& wanted) {
  for (auto& member : wanted.members)
    if (auto* attribute = std::get_if<Attribute>(&member);
        attribute != nullptr && attribute->type == oids::request_info_template)
      return *attribute;
  wanted.members.emplace_back(csr_template_attribute({}));
  return std::get<Attribute>(wanted.members.back());
}

/// Edits the template as a value.
std::function<void(CsrAttributes&)> value(const std::function<void(RequestInfoTemplate&)>& edit) {
  return [edit](CsrAttributes& wanted) {
    auto& attribute = template_attribute(wanted);
    const auto decoded = decode_request_info_template(attribute.values.front());
    if (!decoded) return;
    auto info = *decoded;
    edit(info);
    attribute = csr_template_attribute(info);
  };
}

/// Edits it as a DER tree, for what no value can say.
std::function<void(CsrAttributes&)> tree(const std::function<void(Element&)>& edit) {
  return [edit](CsrAttributes& wanted) {
    auto& attribute = template_attribute(wanted);
    const auto opened = decode_der(attribute.values.front());
    if (!opened) return;
    auto info = *opened;
    edit(info);
    attribute.values = {encode(info)};
  };
}

/// Its attributes that ask for extensions become these.
std::function<void(CsrAttributes&)> extensions(const std::vector<Attribute>& attributes) {
  return value([attributes](RequestInfoTemplate& info) {
    std::erase_if(info.attributes, [](const Attribute& each) {
      return each.type == oids::extension_request || each.type == oids::extension_request_template;
    });
    for (const auto& each : attributes) info.attributes.push_back(each);
  });
}

Attribute partial() { return extension_request_template({{oids::extended_key_usage, false, {}}}); }
Attribute complete() {
  const Extension usage{oids::key_usage, true, {0x03, 0x02, 0x07, 0x80}};
  return {oids::extension_request, {encode(encode(std::vector<Extension>{usage}))}};
}

void add_faults_of_the_subject(FaultCatalogue& add) {
  add(moments::csr_attributes,
      {.id = "csr-template-subject-empty",
       .role = Role::server,
       .breaks = "RFC9908-3.4-03",
       .story = "the template has a subject that asks for nothing"},
      value([](RequestInfoTemplate& info) { info.subject = NameTemplate{}; }));

  add(moments::csr_attributes,
      {.id = "csr-template-name-empty-text",
       .role = Role::server,
       .breaks = "RFC9908-3.4-06",
       .story = "a name that the client is to fill in has the empty text as its value"},
      value([](RequestInfoTemplate& info) {
        info.subject = NameTemplate{{{oids::common_name, encode(utf8_string(""))}}};
      }));

  add(moments::csr_attributes,
      {.id = "csr-template-name-of-nothing",
       .role = Role::server,
       .breaks = "RFC9908-3.4-09",
       .story = "an RDN of the template is an empty SET"},
      value([](RequestInfoTemplate& info) { info.subject = NameTemplate{{}}; }));

  add(moments::csr_attributes,
      {.id = "csr-template-name-of-two-values",
       .role = Role::server,
       .breaks = "RFC9908-3.4-09",
       .story = "an attribute of the template's subject has two values"},
      tree([](Element& info) {
        const auto two = sequence({oid(oids::common_name), utf8_string("a"), utf8_string("b")});
        const auto subject = sequence({set({two})});
        if (info.children().size() > 1 && info[1].tag() == Tag::sequence)
          info[1] = subject;
        else
          info.insert(1, subject);
      }));
}

void add_faults_of_the_key(FaultCatalogue& add) {
  add(moments::csr_attributes,
      {.id = "csr-template-key-without-algorithm",
       .role = Role::server,
       .breaks = "RFC9908-3.4-11",
       .story = "the template's subjectPKInfo says no algorithm"},
      value([](RequestInfoTemplate& info) {
        info.public_key = PublicKeyTemplate{encode(sequence({})), {}};
      }));

  add(moments::csr_attributes,
      {.id = "csr-template-size-as-number",
       .role = Role::server,
       .breaks = "RFC9908-3.4-12",
       .story = "the size of an RSA key is a number where a placeholder key belongs"},
      value([](RequestInfoTemplate& info) {
        info.public_key = PublicKeyTemplate{encode(sequence({oid(oids::rsa_encryption), null()})),
                                            encode(integer(4096))};
      }));

  add(moments::csr_attributes,
      {.id = "csr-template-key-of-no-size",
       .role = Role::server,
       .breaks = "RFC9908-3.4-13",
       .story = "a key on a curve is asked for with an empty subjectPublicKey"},
      value([](RequestInfoTemplate& info) {
        info.public_key = PublicKeyTemplate{
            encode(sequence({oid(oids::ec_public_key), oid("1.2.840.10045.3.1.7")})), Bytes{}};
      }));
}

void add_faults_of_extensions(FaultCatalogue& add) {
  add(moments::csr_attributes,
      {.id = "csr-template-extensions-complete",
       .role = Role::server,
       .breaks = "RFC9908-3.4-14",
       .story = "extensions that lack nothing are asked for by id-aa-extensionReqTemplate"},
      extensions(
          {extension_request_template({{oids::key_usage, true, Bytes{0x03, 0x02, 0x07, 0x80}}})}));

  add(moments::csr_attributes,
      {.id = "csr-template-extension-value-a-text",
       .role = Role::server,
       .breaks = "RFC9908-3.4-20",
       .story = "an ExtensionTemplate has a text where extnValue belongs"},
      extensions(
          {{oids::extension_request_template,
            {encode(sequence({sequence({oid(oids::subject_alt_name), utf8_string("DNS:a.example")}),
                              sequence({oid(oids::extended_key_usage)})}))}}}));

  add(moments::csr_attributes,
      {.id = "csr-template-two-extension-templates",
       .role = Role::server,
       .breaks = "RFC9908-3.4-22",
       .story = "the template has two id-aa-extensionReqTemplate attributes"},
      extensions({partial(), extension_request_template({{oids::subject_alt_name, false, {}}})}));

  add(moments::csr_attributes,
      {.id = "csr-template-both-extension-attributes",
       .role = Role::server,
       .breaks = "RFC9908-3.4-23",
       .story = "the template has id-ExtensionReq beside id-aa-extensionReqTemplate"},
      extensions({complete(), partial()}));

  add(moments::csr_attributes,
      {.id = "csr-template-extension-template-of-two-values",
       .role = Role::server,
       .breaks = "RFC9908-3.4-24",
       .story = "each ExtensionTemplate is a value of its own"},
      extensions({{oids::extension_request_template,
                   {encode(sequence({sequence({oid(oids::subject_alt_name)})})),
                    encode(sequence({sequence({oid(oids::extended_key_usage)})}))}}}));

  add(moments::csr_attributes,
      {.id = "csr-template-extension-template-of-oids",
       .role = Role::server,
       .breaks = "RFC9908-3.4-25",
       .story = "the value of id-aa-extensionReqTemplate is the OID of an extension alone"},
      extensions({{oids::extension_request_template, {encode(oid(oids::subject_alt_name))}}}));

  add(moments::csr_attributes,
      {.id = "csr-template-extension-template-as-printed",
       .role = Role::server,
       .breaks = "RFC9908-7-02",
       .story =
           "id-aa-extensionReqTemplate is the OID that an example of RFC 9908 prints by error"},
      extensions({{unregistered_extension_template, partial().values}}));
}

}  // namespace

void add_csr_template_faults(FaultCatalogue& add) {
  add(moments::csr_attributes,
      {.id = "csr-template-is-a-request",
       .role = Role::server,
       .breaks = "RFC9908-3.4-01",
       .story = "the template is wrapped like a CSR with a faked signature"},
      tree([](Element& info) {
        const auto inner = info;
        info = sequence({inner, sequence({oid("1.2.840.10045.4.3.2")}), bit_string({})});
      }));

  add(moments::csr_attributes,
      {.id = "csr-template-version-2",
       .role = Role::server,
       .breaks = "RFC9908-3.4-21",
       .story = "the template is of version 2"},
      tree([](Element& info) { info[0] = integer(1); }));

  add(moments::csr_attributes,
      {.id = "csr-template-under-another-oid",
       .role = Role::server,
       .breaks = "RFC9908-7-01",
       .story = "the template's attribute lacks the arc of S/MIME attributes in its OID"},
      [](CsrAttributes& wanted) {
        template_attribute(wanted).type = unregistered_request_template;
      });
  add_faults_of_the_subject(add);
  add_faults_of_the_key(add);
  add_faults_of_extensions(add);
}

}  // namespace inquest
