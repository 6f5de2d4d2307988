#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/certificate.h"

namespace inquest {

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
      {.id = "csr-key-of-somebody-else",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the public key is not the one that signed"},
      [](Element& csr) {
        const auto key = decode_der(Key::generate(KeyKind("ec-p256")).public_key());
        csr[0][2] = *key;
      });

  add(moments::request_der,
      {.id = "csr-truncated",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR ends in the middle of its signature"},
      [](Bytes& der) { der.resize(der.size() - 20); });

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
        auto bits = info[2].is_raw() ? Bytes{} : info[2][1].contents();
        auto key = *decode_der(Key::generate(KeyKind("ec-p256")).public_key());
        bits = key[1].contents();
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
      [](Element& info) {
        info[3] = Element(context(0),
                          std::vector<Element>{encode(extension_request(
                              {extensions::basic_constraints(true),
                               extensions::key_usage({"keyCertSign", "digitalSignature"})}))});
      });

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
        info[3] = Element(context(0),
                          std::vector<Element>{encode(extension_request(
                              {extensions::subject_alt_name({"DNS:inquest.example"}, true)}))});
      });
}

}  // namespace inquest
