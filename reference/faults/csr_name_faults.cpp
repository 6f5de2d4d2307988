#include <algorithm>
#include <functional>
#include <string>

#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/csr_edits.h"
#include "reference/pki/certificate.h"

namespace inquest {
namespace {

using csr_edits::add_rdn;
using csr_edits::asking_for;
using csr_edits::change_values;
using csr_edits::with_common_name;

constexpr auto organization = "2.5.4.10";
constexpr auto organizational_unit = "2.5.4.11";
constexpr auto serial_number = "2.5.4.5";
constexpr auto universal_string = static_cast<Tag>(0x1c);

Element rdn(const char* type, Element value) {
  return set({sequence({oid(type), std::move(value)})});
}

/// Characters of one octet become characters of `octets`.
void widen(Element& value, Tag tag, std::size_t octets) {
  Bytes wide;
  for (const auto c : value.contents()) {
    wide.insert(wide.end(), octets - 1, 0);
    wide.push_back(c);
  }
  value = Element(tag, std::move(wide));
}

/// Digits that differ from subject to subject.
std::string digits_of(const Element& info) {
  std::uint32_t sum = 0;
  for (const auto octet : encode(info[1])) sum = sum * 31 + octet;
  return std::to_string(sum);
}

Extension alternative_name(unsigned kind, Bytes value) {
  return {oids::subject_alt_name, false,
          encode(sequence({Element(context(kind, false), std::move(value))}))};
}

/// Changes the list of alternative names, where there is one; without names it is left out.
void change_alternative_names(Element& info,
                              const std::function<void(std::vector<Bytes>&)>& change) {
  auto& attributes = info[3];
  for (std::size_t i = attributes.children().size(); i-- > 0;) {
    if (attributes[i][0].contents() != oid(oids::extension_request).contents()) continue;
    auto extensions = decode_extensions(encode(attributes[i][1][0]));
    if (!extensions) return;
    attributes.remove(i);
    auto kept = *extensions;
    for (auto each = kept.begin(); each != kept.end(); ++each) {
      if (each->id != oids::subject_alt_name) continue;
      auto list = decode_der(each->value);
      std::vector<Bytes> names;
      for (const auto& name : list->children()) names.push_back(encode(name));
      change(names);
      std::vector<Element> changed;
      for (const auto& name : names) changed.push_back(Element::raw(name));
      each->value = encode(sequence(std::move(changed)));
      if (names.empty()) {
        kept.erase(each);
        break;
      }
    }
    if (!kept.empty()) attributes.add(encode(extension_request(kept)));
    return;
  }
}

void without_alternative_names(Element& info) {
  change_alternative_names(info, [](std::vector<Bytes>& names) { names.clear(); });
}

}  // namespace

void add_csr_name_faults(FaultCatalogue& add) {
  add(moments::request_info,
      {.id = "csr-common-name-very-long",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the common name has 1000 characters, where certificates have room for 64"},
      with_common_name(utf8_string(std::string(1000, 'x'))));

  add(moments::request_info,
      {.id = "csr-subject-of-many-names",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject has a hundred further names"},
      [](Element& info) {
        for (int i = 0; i < 100; ++i)
          add_rdn(info, rdn(organizational_unit, utf8_string("unit " + std::to_string(i))));
      });

  add(moments::request_info,
      {.id = "csr-subject-multi-valued",
       .role = Role::client,
       .breaks = "",
       .story = "legal: one part of the subject has two values"},
      [](Element& info) {
        add_rdn(info, set_of({sequence({oid(organizational_unit), utf8_string("devices")}),
                              sequence({oid(serial_number), printable_string("0042")})}));
      });

  add(moments::request_info,
      {.id = "csr-subject-in-t61-strings",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject is in T61String, which was usual once"},
      [](Element& info) {
        change_values(info, [](Element& value) { value.retag(Tag::t61_string); });
      });

  add(moments::request_info,
      {.id = "csr-subject-in-bmp-strings",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject is in BMPString, two octets a character"},
      [](Element& info) {
        change_values(info, [](Element& value) { widen(value, Tag::bmp_string, 2); });
      });

  add(moments::request_info,
      {.id = "csr-subject-in-universal-strings",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject is in UniversalString, four octets a character"},
      [](Element& info) {
        change_values(info, [](Element& value) { widen(value, universal_string, 4); });
      });

  add(moments::request_info,
      {.id = "csr-subject-beyond-ascii",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject has letters of several scripts"},
      [](Element& info) {
        add_rdn(info, rdn(organizational_unit,
                          utf8_string("Ger\xc3\xa4t \xd0\x96 \xe8\xa8\xad\xe5\x82\x99")));
      });

  add(moments::request_info,
      {.id = "csr-subject-without-common-name",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject has no common name"},
      [](Element& info) {
        info[1] = sequence({rdn(organization, utf8_string("inquest")),
                            rdn(serial_number, printable_string(digits_of(info)))});
      });

  add(moments::request_info,
      {.id = "csr-subject-with-unknown-attribute",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject has a name of a type that nobody knows"},
      [](Element& info) { add_rdn(info, rdn("1.3.6.1.4.1.99999.4", utf8_string("inquest"))); });

  add(moments::request_info,
      {.id = "csr-of-nobody",
       .role = Role::client,
       .breaks = "",
       .story = "legal: there is neither a subject nor an alternative name"},
      [](Element& info) {
        info[1] = sequence({});
        without_alternative_names(info);
      });

  add(moments::request_info,
      {.id = "csr-subject-invalid-utf8",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the common name is UTF8String with octets that are not UTF-8"},
      with_common_name(utf8_string("inquest \xc3\x28\xff")));

  add(moments::request_info,
      {.id = "csr-common-name-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the common name has no character"},
      with_common_name(utf8_string("")));

  add(moments::request_info,
      {.id = "csr-common-name-with-nul",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "a NUL character stands in the common name"},
      with_common_name(utf8_string(std::string("admin\0.inquest.example", 22))));

  add(moments::request_info,
      {.id = "csr-common-name-is-a-number",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the common name is an INTEGER"},
      with_common_name(integer(42)));

  add(moments::request_info,
      {.id = "csr-subject-with-an-empty-set",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "one part of the subject has no value"},
      [](Element& info) { add_rdn(info, set({})); });

  add(moments::request_info,
      {.id = "csr-subject-is-a-string",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the subject is a string where a Name belongs"},
      [](Element& info) { info[1] = printable_string("CN=inquest"); });

  add(moments::request_info,
      {.id = "csr-without-alternative-names",
       .role = Role::client,
       .breaks = "RFC7030-4.2.2-03",
       .story = "the SubjectAltName is left out"},
      without_alternative_names);

  add(moments::request_info,
      {.id = "csr-alternative-names-reordered",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the alternative names come in another order"},
      [](Element& info) {
        change_alternative_names(
            info, [](std::vector<Bytes>& names) { std::reverse(names.begin(), names.end()); });
      });

  add(moments::request_info,
      {.id = "csr-many-alternative-names",
       .role = Role::client,
       .breaks = "",
       .story = "legal: there are 300 alternative names"},
      [](Element& info) {
        std::vector<std::string> names;
        for (int i = 0; i < 300; ++i) names.push_back("DNS:a" + std::to_string(i) + ".example");
        asking_for({extensions::subject_alt_name(names)})(info);
      });

  add(moments::request_info,
      {.id = "csr-alternative-names-of-all-kinds",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the alternative names are of four kinds"},
      asking_for({extensions::subject_alt_name({"DNS:a.example", "email:a@example.com",
                                                "URI:urn:uuid:0f7b8a52-1c1f-4a52-8f5a-000000000000",
                                                "IP:192.0.2.1", "IP:2001:db8::1"})}));

  add(moments::request_info,
      {.id = "csr-alternative-names-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the SubjectAltName has no name"},
      asking_for({extensions::subject_alt_name({})}));

  add(moments::request_info,
      {.id = "csr-alternative-name-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "a DNS name has no character"},
      asking_for({extensions::subject_alt_name({"DNS:"})}));

  add(moments::request_info,
      {.id = "csr-alternative-name-with-nul",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "a NUL character stands in a DNS name"},
      asking_for({alternative_name(2, bytes_of(std::string("admin\0.example", 14)))}));

  add(moments::request_info,
      {.id = "csr-alternative-name-of-five-octets",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "an IP address has five octets"},
      asking_for({alternative_name(7, {192, 0, 2, 1, 1})}));

  add(moments::request_info,
      {.id = "csr-alternative-names-unreadable",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the SubjectAltName cannot be read"},
      asking_for({Extension{oids::subject_alt_name, false, Bytes{0x30, 0x09, 0x82, 0x20}}}));
}

}  // namespace inquest
