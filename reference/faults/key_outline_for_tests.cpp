#include "reference/faults/key_outline_for_tests.h"

#include <algorithm>

#include "reference/codec/decrypt_key_identifier.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"
#include "reference/codec/tree_text.h"
#include "reference/pki/key_package.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr auto aes256_wrap = "2.16.840.1.101.3.4.1.45";
constexpr auto aes256_cbc = "2.16.840.1.101.3.4.1.42";
constexpr auto aes128_wrap = "2.16.840.1.101.3.4.1.5";
constexpr auto aes128_cbc = "2.16.840.1.101.3.4.1.2";

PrivateKey recipient(const char* kind, const char* usage) {
  const auto key = Key::generate(KeyKind(kind));
  CertificateTemplate contents;
  contents.subject = encode_name("CN=recipient");
  contents.public_key = key.public_key();
  contents.not_after = 4102444800;
  contents.extensions = {extensions::subject_key_identifier(contents.public_key),
                         extensions::key_usage({usage})};
  return {key, Certificate::decode(issue_certificate(contents, contents.subject, key)).value()};
}

Bytes name_of_key(const PrivateKey& secret) {
  return decode_der(secret.certificate->extension(oids::subject_key_identifier)->value)
      .value()
      .contents();
}

Attribute capabilities(const std::vector<const char*>& algorithms) {
  SmimeCapabilities all;
  for (const auto* each : algorithms) all.push_back({each, {}});
  return smime_capabilities_attribute(all);
}

std::string outline_of_signed(const SignedData& data) {
  auto text = " v" + std::to_string(data.version) + " " + data.content_type + " " +
              std::to_string(data.signers.size()) + " signers";
  if (data.content && !decode_der(*data.content)) text += " in BER";
  for (const auto& signer : data.signers) {
    text += signer.signed_attributes
                ? " attributes of " + std::to_string(signer.signed_attributes->size())
                : " no attributes";
    text += " " + signature_defect(data, signer).value_or("verifies");
  }
  return text;
}

}  // namespace

KeySecretsForTests::KeySecretsForTests()
    : shared_{bytes_of("shared"), Bytes(32, 7)},
      transport_(recipient("rsa-2048", "keyEncipherment")),
      agreement_(recipient("ec-p384", "keyAgreement")),
      for_signatures_(recipient("rsa-2048", "digitalSignature")) {}

KeyGeneration KeySecretsForTests::key_generation() const {
  KeyGeneration known;
  known.shared_keys = {shared_};
  for (const auto* each : {&transport_, &agreement_, &for_signatures_})
    known.recipients.push_back(*each->certificate);
  return known;
}

std::vector<std::vector<Attribute>> KeySecretsForTests::requests() const {
  const auto shared = [](const Bytes& name) {
    return decrypt_key_attribute(oids::decrypt_key_id, name);
  };
  const auto certified = [](const Bytes& name) {
    return decrypt_key_attribute(oids::asymmetric_decrypt_key_id, name);
  };
  const auto usual =
      capabilities({aes256_wrap, aes128_wrap, oids::rsa_encryption, aes256_cbc, aes128_cbc});
  return {
      {shared(shared_.identifier), usual},
      {shared(bytes_of("unknown")), usual},
      {shared(shared_.identifier), capabilities({aes128_wrap, aes128_cbc})},
      {shared(shared_.identifier), capabilities({"1.2.3.4", aes256_wrap, aes256_cbc})},
      {certified(name_of_key(transport_)), usual},
      {certified(name_of_key(transport_)),
       capabilities({oids::rsa_encryption, aes256_wrap, aes256_cbc})},
      {certified(name_of_key(agreement_)), usual},
      {certified(name_of_key(for_signatures_)), usual},
      {certified(bytes_of("unknown")), usual},
  };
}

std::string KeySecretsForTests::outline(const std::string& content_type, const Bytes& body) const {
  const auto boundary = multipart_boundary(content_type);
  if (!boundary) return " " + boundary.error().text();
  const auto parts = decode_multipart(body, *boundary);
  if (!parts) return " " + parts.error().reason;
  std::string text = parts->bare_line_feeds ? " bare LF" : "";
  text += parts->padded ? " padded" : "";
  text += " " + std::to_string(parts->preamble.size() + parts->epilogue.size());
  for (const auto& part : parts->parts) {
    for (const auto& [name, value] : part.headers) text += " " + name + ":" + value;
    const auto der = decode_base64(text_of(part.body));
    text += der ? outline_of_part(*der) : " no base64";
  }
  return text;
}

std::string KeySecretsForTests::outline_of_part(const Bytes& der) const {
  if (const auto key = decode_private_key(der)) {
    const auto known = key->public_key();
    const bool again = std::find(keys_met_.begin(), keys_met_.end(), known) != keys_met_.end();
    keys_met_.push_back(known);
    // The version of a PrivateKeyInfo stands behind its header.
    return " key" + encode_hex(BytesView(der).first(6)) + (again ? " again" : "");
  }
  if (const auto certificates = decode_certs_only(der)) {
    if (certificates->certificates.empty()) return " no certificate";
    const auto certificate = Certificate::decode(certificates->certificates.front());
    if (!certificate) return " unreadable certificate";
    const auto met = std::find(keys_met_.begin(), keys_met_.end(), certificate->public_key());
    return " " + certificate->subject_text() + (met == keys_met_.end() ? " of another key" : "");
  }
  return outline_of_envelope(der);
}

std::string KeySecretsForTests::outline_of_envelope(const Bytes& der) const {
  const auto envelope = decode_enveloped_data(der);
  if (!envelope) return " " + envelope.error().text();
  auto text = " v" + std::to_string(envelope->version) + " " + envelope->content_type + " " +
              envelope->content_algorithm;
  for (const auto& each : envelope->recipients)
    text += " " + each.management + std::to_string(each.version) + " " + each.key_algorithm + " " +
            each.key_wrap + " " + encode_hex(each.key_identifier);
  const std::vector<std::variant<SharedKey, PrivateKey>> secrets{shared_, transport_, agreement_};
  for (const auto& secret : secrets) {
    const auto opened = open_protected_key(der, secret);
    if (!opened) {
      text += " (" + opened.error().reason + ")";
      continue;
    }
    text += outline_of_signed(opened->signed_key);
    const auto key = decode_private_key(opened->keys.front());
    if (key) keys_met_.push_back(key->public_key());
  }
  return text;
}

}  // namespace inquest
