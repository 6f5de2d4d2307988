#include "reference/codec/base64.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/csr.h"
#include "reference/protocol/operation.h"

namespace inquest {
namespace {

bool asks_for_key(const HttpRequest& request) { return request.target.ends_with("/serverkeygen"); }

/// Edits a PrivateKeyInfo as a DER tree.
void edit_private_key(Bytes& pkcs8, const std::function<void(Element&)>& edit) {
  const auto opened = decode_der(pkcs8);
  if (!opened) return;
  auto info = *opened;
  edit(info);
  pkcs8 = encode(info);
}

void add_faults_of_admission(FaultCatalogue& add) {
  // What has no body is answered as ever, so that the operation does not look like one that is not
  // there.
  add(moments::admission,
      {.id = "key-by-get-alone",
       .role = Role::server,
       .breaks = "RFC7030-4.4-01",
       .story = "a request for a key is refused to POST"},
      [](Admission& admission) {
        if (admission.operation == Operation::serverkeygen && !admission.request->body.empty())
          admission.refusal = Refusal{405, "Only by GET.\n", {{"Allow", "GET"}}};
      });

  add(moments::identification,
      {.id = "key-for-anybody",
       .role = Role::server,
       .breaks = "RFC7030-4.4-06",
       .story = "a key is made for a client that did not authenticate"},
      [](Identification& identification) {
        if (asks_for_key(*identification.request) && !identification.client.known())
          identification.client.user = "";
      });

  add(moments::received_body,
      {.id = "key-request-wants-der",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1-02",
       .story = "requests are read as DER, and not where they are base64"},
      [](Bytes& body) {
        if (decode_base64(text_of(body)))
          body = bytes_of("!");
        else
          body = bytes_of(encode_base64(body, layouts::crlf_76));
      });

  add(moments::admission,
      {.id = "key-request-verifies-signature",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1-04",
       .story = "a request for a key is refused where the signature does not verify"},
      [](Admission& admission) {
        if (admission.operation != Operation::serverkeygen) return;
        const auto der = decode_base64(text_of(admission.request->body));
        const auto request =
            der ? decode_certification_request(*der) : Result<CertificationRequest>(ParseError{});
        if (!request || !proves_possession(*request))
          admission.refusal = Refusal{400, "The signature does not verify.\n", {}};
      });
}

void add_faults_of_the_key(FaultCatalogue& add) {
  add(moments::generated_key,
      {.id = "key-of-another-certificate",
       .role = Role::server,
       .breaks = "RFC7030-4.4-02",
       .story = "the certificate that comes with a key is for another key"},
      [](GeneratedKey& generated) {
        generated.certified = Key::generate(KeyKind("ec-p256")).public_key();
      });

  add(moments::generated_key,
      {.id = "key-always-the-same",
       .role = Role::server,
       .breaks = "RFC7030-4.4-10",
       .story = "everybody gets the same key"},
      [](GeneratedKey& generated) {
        static const auto only = Key::generate(KeyKind("ec-p256"));
        generated.key = only;
        generated.certified = only.public_key();
      });

  add(moments::generated_key,
      {.id = "key-certifies-the-key-of-the-request",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1-04",
       .story = "the certificate that comes with a key is for the key in the CSR"},
      [](GeneratedKey& generated) { generated.certified = generated.request->public_key; });

  add(moments::generated_key,
      {.id = "key-for-another-subject",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1-03",
       .story = "the subject of the CSR is not that of the certificate that comes with a key"},
      [](GeneratedKey& generated) {
        generated.subject =
            encode(sequence({set({sequence({oid(oids::common_name), utf8_string("generated")})})}));
      });
}

void add_faults_of_names(FaultCatalogue& add) {
  add(moments::certificate_template,
      {.id = "issued-key-identifier-always-the-same",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.2-02",
       .story = "every certificate has the same subjectKeyIdentifier"},
      [](CertificateTemplate& contents) {
        for (auto& each : contents.extensions)
          if (each.id == oids::subject_key_identifier)
            each.value = encode(octet_string(Bytes(20, 7)));
      });
}

void add_faults_of_private_key_info(FaultCatalogue& add) {
  add(moments::private_key_info,
      {.id = "key-in-its-traditional-form",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-05",
       .story = "the key is an ECPrivateKey, without the PrivateKeyInfo around it"},
      [](Bytes& pkcs8) {
        const auto tree = decode_der(pkcs8);
        if (tree) pkcs8 = (*tree)[2].contents();
      });

  add(moments::private_key_info,
      {.id = "key-in-a-package",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-05",
       .story = "the pkcs8 part holds an AsymmetricKeyPackage and not the one key in it"},
      [](Bytes& pkcs8) { pkcs8 = encode(sequence({Element::raw(pkcs8)})); });

  add(moments::private_key_info,
      {.id = "key-truncated",
       .role = Role::server,
       .breaks = "RFC8951-3.2.4-01",
       .story = "the last five octets of the PrivateKeyInfo are missing"},
      [](Bytes& pkcs8) { pkcs8.resize(pkcs8.size() - 5); });

  add(moments::private_key_info,
      {.id = "key-encrypted-in-a-way-of-its-own",
       .role = Role::server,
       .breaks = "RFC7030-4.4.2-05",
       .story = "the pkcs8 part holds octets that are encrypted in nobody knows what way"},
      [](Bytes& pkcs8) {
        for (auto& octet : pkcs8) octet ^= 0x5aU;
      });

  add(moments::private_key_info,
      {.id = "key-in-ber",
       .role = Role::server,
       .breaks = "RFC5958-7.1-01",
       .story = "the PrivateKeyInfo has an indefinite length, which is BER"},
      [](Bytes& pkcs8) {
        edit_private_key(pkcs8, [](Element& info) { info.write_length_indefinite(); });
      });

  add(moments::private_key_info,
      {.id = "key-with-a-length-not-minimal",
       .role = Role::server,
       .breaks = "RFC5958-2-01",
       .story = "a length in the PrivateKeyInfo is longer than it need be, which is BER"},
      [](Bytes& pkcs8) {
        edit_private_key(pkcs8, [](Element& info) { info[1].write_length_long(1); });
      });

  add(moments::key_encryption,
      {.id = "key-encrypted-unasked",
       .role = Role::server,
       .breaks = "RFC7030-A.4-03",
       .story = "a key is encrypted beyond TLS for who did not ask for it"},
      [](KeyEncryption& encryption) {
        if (encryption.recipient || encryption.refusal) return;
        encryption.recipient = SharedKey{bytes_of("nobody's"), Bytes(32, 0x3c)};
        encryption.capabilities = {"2.16.840.1.101.3.4.1.45", "2.16.840.1.101.3.4.1.42"};
      });

  add(moments::private_key_info,
      {.id = "key-of-a-wrong-version",
       .role = Role::server,
       .breaks = "RFC5958-2-05",
       .story = "the PrivateKeyInfo says v2 and has no publicKey"},
      [](Bytes& pkcs8) { edit_private_key(pkcs8, [](Element& info) { info[0] = integer(1); }); });

  add(moments::private_key_info,
      {.id = "key-called-rsa",
       .role = Role::server,
       .breaks = "RFC5958-2-06",
       .story = "privateKeyAlgorithm says rsaEncryption of a key on a curve"},
      [](Bytes& pkcs8) {
        edit_private_key(pkcs8, [](Element& info) {
          info[1] = sequence({oid(oids::rsa_encryption), null()});
        });
      });

  add(moments::private_key_info,
      {.id = "key-as-a-number",
       .role = Role::server,
       .breaks = "RFC5958-2-07",
       .story = "privateKey holds the octets of the private value, without the ECPrivateKey"},
      [](Bytes& pkcs8) {
        edit_private_key(pkcs8, [](Element& info) {
          const auto inner = decode_der(info[2].contents());
          if (inner && inner->children().size() > 1) info[2] = octet_string((*inner)[1].contents());
        });
      });
}

}  // namespace

void add_server_key_faults(FaultCatalogue& add) {
  add_faults_of_admission(add);
  add_faults_of_the_key(add);
  add_faults_of_names(add);
  add_faults_of_private_key_info(add);
}

}  // namespace inquest
