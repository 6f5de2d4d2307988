#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/csr_edits.h"
#include "reference/pki/certificate.h"

namespace inquest {
namespace {

/// A key on P-256 of these octets.
Element point(const Bytes& octets) {
  return sequence(
      {sequence({oid(oids::ec_public_key), oid("1.2.840.10045.3.1.7")}), bit_string(octets)});
}

Element rsa_of(Element modulus, Element exponent) {
  const auto key = encode(sequence({std::move(modulus), std::move(exponent)}));
  return sequence({sequence({oid(oids::rsa_encryption), null()}), bit_string(key)});
}

Element rsa(const Bytes& modulus, const Bytes& exponent) {
  return rsa_of(unsigned_integer(modulus), unsigned_integer(exponent));
}

}  // namespace

void add_csr_encoding_faults(FaultCatalogue& add) {
  add(moments::request_info,
      {.id = "csr-version-negative",
       .role = Role::client,
       .breaks = "RFC2986-4.1-01",
       .story = "the CSR says version -1 and is signed so"},
      [](Element& info) { info[0] = integer(-1); });

  add(moments::request_info,
      {.id = "csr-version-huge",
       .role = Role::client,
       .breaks = "RFC2986-4.1-01",
       .story = "the version of the CSR is a number of 1000 octets"},
      [](Element& info) { info[0] = unsigned_integer(Bytes(1000, 0x7f)); });

  add(moments::request_info,
      {.id = "csr-version-missing",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR has no version"},
      [](Element& info) { info.remove(0); });

  add(moments::request_info,
      {.id = "csr-version-not-minimal",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "the version has an octet more than it needs"},
      [](Element& info) {
        info[0] = Element(Tag::integer, Bytes{0, 0});
      });

  add(moments::request_info,
      {.id = "csr-info-indefinite-length",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "what is signed has indefinite length, which is BER"},
      [](Element& info) { info.write_length_indefinite(); });

  add(moments::request_info,
      {.id = "csr-info-length-not-minimal",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "the length of what is signed has a leading zero"},
      [](Element& info) { info.write_length_long(1); });

  add(moments::request_info,
      {.id = "csr-subject-length-not-minimal",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "the length of the subject has a leading zero, and is signed so"},
      [](Element& info) {
        auto subject = decode_der(encode(info[1]));
        info[1] = *subject;
        info[1].write_length_long(1);
      });

  add(moments::request_info,
      {.id = "csr-critical-as-one",
       .role = Role::client,
       .breaks = "RFC8951-3-02",
       .story = "the CSR asks for an extension whose TRUE is written 01"},
      [](Element& info) {
        csr_edits::with_extension_request(sequence(
            {sequence({oid(oids::key_usage), Element(Tag::boolean, Bytes{1}),
                       octet_string(extensions::key_usage({"digitalSignature"}).value)})}))(info);
      });

  add(moments::certification_request,
      {.id = "csr-signature-with-unused-bits",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the signature says that its last bits are unused"},
      [](Element& csr) {
        auto bits = csr[2].contents();
        bits.front() = 3;
        csr[2].replace_contents(bits);
      });

  add(moments::certification_request,
      {.id = "csr-signature-missing",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR ends after the name of its signature algorithm"},
      [](Element& csr) { csr.remove(2); });

  add(moments::certification_request,
      {.id = "csr-signature-twice",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the signature is there twice"},
      [](Element& csr) { csr.add(csr[2]); });

  add(moments::certification_request,
      {.id = "csr-signature-is-an-octet-string",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the signature is an OCTET STRING"},
      [](Element& csr) { csr[2].retag(Tag::octet_string); });

  add(moments::certification_request,
      {.id = "csr-in-another-sequence",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR is wrapped into another SEQUENCE"},
      [](Element& csr) { csr = sequence({csr}); });

  add(moments::certification_request,
      {.id = "csr-tagged-as-a-set",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR is a SET"},
      [](Element& csr) { csr.retag(Tag::set); });

  add(moments::certification_request,
      {.id = "csr-signature-algorithm-another",
       .role = Role::client,
       .breaks = "RFC2986-4.2-01",
       .story = "the signature is by another algorithm than it says"},
      [](Element& csr) { csr[1] = sequence({oid("1.2.840.10045.4.3.3")}); });

  add(moments::certification_request,
      {.id = "csr-signature-algorithm-unknown",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the signature is by an algorithm that nobody knows"},
      [](Element& csr) { csr[1] = sequence({oid("1.3.6.1.4.1.99999.9")}); });

  add(moments::request_signature,
      {.id = "csr-signature-of-zeros",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "both numbers of the signature are zero"},
      [](Bytes& signature) {
        signature = encode(sequence({integer(0), integer(0)}));
      });

  add(moments::request_signature,
      {.id = "csr-signature-cut-short",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-03",
       .story = "the second half of the signature is left out"},
      [](Bytes& signature) { signature.resize(signature.size() / 2); });

  add(moments::request_info,
      {.id = "csr-public-key-at-infinity",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the public key is the point at infinity"},
      [](Element& info) { info[2] = point(Bytes{0x00}); });

  add(moments::request_info,
      {.id = "csr-public-key-off-its-curve",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "one bit of the public key is flipped, so that it is off its curve"},
      [](Element& info) {
        const auto key = csr_edits::key_of_somebody_else();
        auto bits = key[1].contents();
        bits.back() ^= 1U;
        bits.erase(bits.begin());  // the number of unused bits
        info[2] = point(bits);
      });

  add(moments::request_info,
      {.id = "csr-public-key-empty",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the public key has no octet"},
      [](Element& info) { info[2] = point(Bytes{}); });

  add(moments::request_info,
      {.id = "csr-public-key-without-curve",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the public key does not say its curve"},
      [](Element& info) {
        const auto key = csr_edits::key_of_somebody_else();
        info[2] = sequence({sequence({oid(oids::ec_public_key)}), key[1]});
      });

  add(moments::request_info,
      {.id = "csr-public-key-of-rsa-zero",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the modulus of the public key is zero"},
      [](Element& info) {
        info[2] = rsa({0}, {1, 0, 1});
      });

  add(moments::request_info,
      {.id = "csr-public-key-of-rsa-negative",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the modulus of the public key is negative"},
      [](Element& info) {
        info[2] = rsa_of(Element(Tag::integer, Bytes(256, 0x9d)), integer(65537));
      });

  add(moments::request_info,
      {.id = "csr-public-key-of-rsa-even",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the modulus of the public key is even"},
      [](Element& info) {
        info[2] = rsa(Bytes(256, 0x9c), {1, 0, 1});
      });

  add(moments::request_info,
      {.id = "csr-public-key-of-rsa-exponent-zero",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the exponent of the public key is zero"},
      [](Element& info) { info[2] = rsa(Bytes(256, 0x9d), {0}); });

  add(moments::request_info,
      {.id = "csr-public-key-of-rsa-exponent-huge",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the exponent of the public key is as long as its modulus"},
      [](Element& info) { info[2] = rsa(Bytes(256, 0x9d), Bytes(256, 0x77)); });

  add(moments::request_info,
      {.id = "csr-public-key-of-rsa-enormous",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the modulus of the public key has 60000 bits"},
      [](Element& info) {
        info[2] = rsa(Bytes(7500, 0x9d), {1, 0, 1});
      });

  add(moments::request_der,
      {.id = "csr-nested-thousandfold",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "five thousand SEQUENCEs within each other stand in place of a CSR"},
      [](Bytes& der) {
        Bytes nested{0x30, 0x00};
        for (int i = 0; i < 5000; ++i) nested = encode(sequence({Element::raw(nested)}));
        der = nested;
      });

  add(moments::request_der,
      {.id = "csr-followed-by-zeros",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "zero octets follow the CSR"},
      [](Bytes& der) { der.insert(der.end(), 8, 0); });

  add(moments::request_der,
      {.id = "csr-twice",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "the CSR is there twice"},
      [](Bytes& der) { append(der, Bytes(der)); });
}

}  // namespace inquest
