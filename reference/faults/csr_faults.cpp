#include <algorithm>
#include <cctype>

#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/csr_edits.h"
#include "reference/pki/certificate.h"
#include "reference/pki/name.h"

namespace inquest {
using csr_edits::asking_for;
using csr_edits::change_values;
using csr_edits::key_of_somebody_else;

void add_csr_faults(FaultCatalogue& add) {
  add(moments::request_signature,
      {.id = "csr-signature-flipped-bit",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "one bit of the signature is flipped"},
      [](Bytes& signature) { signature[signature.size() / 2] ^= 0x10U; });

  add(moments::request_signature,
      {.id = "csr-signature-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the signature is empty"},
      [](Bytes& signature) { signature.clear(); });

  add(moments::certification_request,
      {.id = "csr-subject-changed-after-signing",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the subject is another than the one that was signed"},
      [](Element& csr) {
        csr[0][1] =
            sequence({set({sequence({oid(oids::common_name), utf8_string("somebody-else")})})});
      });

  add(moments::certification_request,
      {.id = "csr-attributes-changed-after-signing",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the attributes are others than those that were signed, linking among them"},
      [](Element& csr) {
        auto& attributes = csr[0][csr[0].children().size() - 1];
        attributes =
            Element(attributes.tag(),
                    std::vector<Element>{encode(Attribute{
                        oids::revocation_challenge, {encode(printable_string("in its place"))}})});
      });

  add(moments::certification_request,
      {.id = "csr-key-of-somebody-else",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the public key is not the one that signed"},
      [](Element& csr) { csr[0][2] = key_of_somebody_else(); });

  add(moments::request_der,
      {.id = "csr-truncated",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR ends in the middle of its signature"},
      [](Bytes& der) {
        const auto lost = std::min<std::ptrdiff_t>(std::ssize(der), 20);
        der.erase(der.end() - lost, der.end());
      });

  add(moments::request_der,
      {.id = "csr-trailing-garbage",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "octets follow the CSR"},
      [](Bytes& der) {
        der.insert(der.end(), {0x04, 0x02, 0xde, 0xad});
      });

  add(moments::request_der,
      {.id = "csr-is-random-octets",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the body encodes octets without structure"},
      [](Bytes& der) {
        for (std::size_t i = 0; i < der.size(); ++i)
          der[i] = static_cast<std::uint8_t>(i * 167 + 13);
      });

  add(moments::request_der,
      {.id = "csr-is-a-certificate",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "an empty SEQUENCE of SEQUENCEs stands in place of a CSR"},
      [](Bytes& der) {
        der = encode(sequence({sequence({}), sequence({}), bit_string({})}));
      });

  add(moments::certification_request,
      {.id = "csr-subject-length-too-long",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the subject claims one octet more than it has"},
      [](Element& csr) { csr[0][1].lie_about_length(+1); });

  add(moments::certification_request,
      {.id = "csr-length-enormous",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR claims to be 2 GB long"},
      [](Element& csr) { csr.lie_about_length(0x7fffff00); });

  add(moments::request_info,
      {.id = "csr-public-key-not-a-point",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the public key is no point of its curve"},
      [](Element& info) {
        auto key = key_of_somebody_else();
        auto bits = key[1].contents();
        for (std::size_t i = 2; i < bits.size(); ++i) bits[i] = 0xff;
        key[1].replace_contents(bits);
        info[2] = key;
      });

  add(moments::request_info,
      {.id = "csr-version-9",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR says version 9 and is signed so"},
      [](Element& info) { info[0] = integer(9); });

  add(moments::request_info,
      {.id = "csr-asks-ca-true",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for CA:TRUE and keyCertSign"},
      asking_for({extensions::basic_constraints(true),
                  extensions::key_usage({"keyCertSign", "digitalSignature"})}));

  add(moments::request_info,
      {.id = "csr-unknown-attribute",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR has an attribute that nobody knows"},
      [](Element& info) {
        info[3].add(encode(Attribute{"1.3.6.1.4.1.99999.1", {encode(utf8_string("inquest"))}}));
      });

  add(moments::request_info,
      {.id = "csr-empty-subject",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject is empty, and there is a SubjectAltName"},
      [](Element& info) {
        info[1] = sequence({});
        asking_for({extensions::subject_alt_name({"DNS:inquest.example"}, true)})(info);
      });

  add(moments::request_info,
      {.id = "csr-version-1",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR says version 1, which nobody defined, and is signed so"},
      [](Element& info) { info[0] = integer(1); });

  add(moments::request_info,
      {.id = "csr-without-attributes",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the field of attributes, which may be empty but not absent, is left out"},
      [](Element& info) { info.remove(3); });

  add(moments::certification_request,
      {.id = "csr-indefinite-length",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "the CSR has indefinite length, which is BER"},
      [](Element& csr) { csr.write_length_indefinite(); });

  add(moments::certification_request,
      {.id = "csr-length-not-minimal",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "the length of the CSR has a leading zero"},
      [](Element& csr) { csr.write_length_long(1); });

  add(moments::request_info,
      {.id = "csr-public-key-of-no-algorithm",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the public key says an algorithm that nobody knows"},
      [](Element& info) {
        info[2] = sequence({sequence({oid("1.3.6.1.4.1.99999.2")}), bit_string(Bytes{1, 2, 3, 4})});
      });

  add(moments::request_info,
      {.id = "csr-asks-key-cert-sign",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for keyCertSign, without being a CA"},
      asking_for({extensions::key_usage({"keyCertSign"})}));

  add(moments::request_info,
      {.id = "csr-asks-ocsp-signing",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for the purpose of an OCSP responder"},
      asking_for({extensions::extended_key_usage({"1.3.6.1.5.5.7.3.9"})}));

  add(moments::request_info,
      {.id = "csr-asks-any-purpose",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for anyExtendedKeyUsage"},
      asking_for({extensions::extended_key_usage({"2.5.29.37.0"})}));

  add(moments::request_info,
      {.id = "csr-asks-registration-authority",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for the purpose of an RA, id-kp-cmcRA"},
      asking_for({extensions::extended_key_usage({oids::cmc_ra})}));

  add(moments::request_info,
      {.id = "csr-asks-unknown-critical-extension",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the CSR asks for a critical extension that nobody knows"},
      asking_for({Extension{"1.3.6.1.4.1.99999.3", true, Bytes{0x05, 0x00}}}));

  add(moments::request_info,
      {.id = "csr-asks-other-names",
       .role = Role::client,
       .breaks = "",
       .story = "legal: ChangeSubjectName asks for another subject"},
      [](Element& info) {
        const auto name = Element::raw(encode_name("CN=inquest renamed"));
        info[3].add(encode(Attribute{oids::change_subject_name, {encode(sequence({name}))}}));
      });

  add(moments::request_info,
      {.id = "csr-subject-in-printable-strings",
       .role = Role::client,
       .breaks = "",
       .story =
           "legal: the subject is in PrintableString, which is the same name as in UTF8String"},
      [](Element& info) {
        change_values(info, [](Element& value) {
          value.retag(value.tag() == Tag::utf8_string ? Tag::printable_string : Tag::utf8_string);
        });
      });

  add(moments::request_info,
      {.id = "csr-subject-in-capitals",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the subject is in capitals, which is the same name"},
      [](Element& info) {
        change_values(info, [](Element& value) {
          auto text = value.contents();
          for (auto& c : text) c = static_cast<std::uint8_t>(std::toupper(c));
          value.replace_contents(text);
        });
      });
}

}  // namespace inquest
