#include "reference/protocol/server_key.h"

#include "reference/codec/decrypt_key_identifier.h"
#include "reference/codec/media_type.h"
#include "reference/codec/multipart.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"

namespace inquest {
namespace {

NotAccepted malformed(const std::string& why) {
  return {NotAccepted::Why::malformed, why, std::nullopt};
}

Bytes key_identifier_of(const PrivateKey& secret) {
  const auto extension = secret.certificate
                             ? secret.certificate->extension(oids::subject_key_identifier)
                             : std::nullopt;
  const auto octets = extension ? decode_der(extension->value) : Result<Element>(ParseError{});
  if (!octets)
    throw std::invalid_argument(
        "to decrypt a key, a certificate with subjectKeyIdentifier is wanted");
  return octets->contents();
}

/// AES key wrap and AES-CBC, the strongest first.
SmimeCapabilities what_we_read() {
  SmimeCapabilities all;
  // RFC5751-2.5.2-02: without parameters, which distinguish nothing.
  for (const auto* each : {"2.16.840.1.101.3.4.1.45", "2.16.840.1.101.3.4.1.5",
                           "2.16.840.1.101.3.4.1.42", "2.16.840.1.101.3.4.1.2"})
    all.push_back({each, {}});
  return all;
}

/// The private key in its part.
Accepted<Key> accept_key(const BodyPart& part, const KeyProtection& protection) {
  const bool wants_protection = !std::holds_alternative<std::monostate>(protection);
  const auto der = decode_base64(text_of(part.body));
  if (!der) return malformed("the key's part is not base64: character " + der.error().text());
  const auto* type = part.headers.find("Content-Type");
  if (is_media_type(*type, media_types::pkcs8)) {
    // RFC 7030 4.4.1: a key that was to be encrypted does not come in the clear.
    if (wants_protection)
      return malformed("the key came without the encryption that was asked for");
    auto key = decode_private_key(*der);
    if (!key) return malformed("the key cannot be read: byte " + key.error().text());
    return *std::move(key);
  }
  if (!wants_protection) return malformed("the key came encrypted, which nobody had asked for");
  const auto secret = std::holds_alternative<SharedKey>(protection)
                          ? std::variant<SharedKey, PrivateKey>(std::get<SharedKey>(protection))
                          : std::variant<SharedKey, PrivateKey>(std::get<PrivateKey>(protection));
  const auto opened = open_protected_key(*der, secret);
  if (!opened) return malformed("the encrypted key cannot be opened: " + opened.error().text());
  // RFC 7030 4.4.2: it is signed by who made it.
  if (opened->signed_key.signers.empty()) return malformed("the encrypted key is not signed");
  for (const auto& signer : opened->signed_key.signers)
    if (auto defect = signature_defect(opened->signed_key, signer))
      return malformed("the signature over the encrypted key does not hold: " + *defect);
  auto key = decode_private_key(opened->keys.front());
  if (!key) return malformed("the key cannot be read: byte " + key.error().text());
  return *std::move(key);
}

bool is_key(const BodyPart& part) {
  const auto* type = part.headers.find("Content-Type");
  if (type == nullptr) return false;
  if (is_media_type(*type, media_types::pkcs8)) return true;
  const auto media = decode_media_type(*type);
  const auto* smime = media ? media->parameter("smime-type") : nullptr;
  return is_media_type(*type, media_types::pkcs7_mime) && smime != nullptr &&
         *smime == "server-generated-key";
}

}  // namespace

// RFC7030-4.4.1-08, RFC7030-6-12: where the user has a secret that opens it.
RequestContents asking_for_protection(RequestContents contents, const KeyProtection& protection) {
  if (std::holds_alternative<std::monostate>(protection)) return contents;
  const auto* shared = std::get_if<SharedKey>(&protection);
  contents.attributes.push_back(
      shared != nullptr
          // RFC7030-4.4.1-05, RFC7030-4.4.1-06, RFC7030-4.4.1.1-01, RFC7030-4.4.1.2-01
          ? decrypt_key_attribute(oids::decrypt_key_id, shared->identifier)
          : decrypt_key_attribute(oids::asymmetric_decrypt_key_id,
                                  key_identifier_of(std::get<PrivateKey>(protection))));
  // RFC7030-4.4.1-07
  contents.attributes.push_back(smime_capabilities_attribute(what_we_read()));
  return contents;
}

HttpRequest server_key_request(BytesView csr, const HttpOptions& options,
                               const Deviations& deviations) {
  return enroll_request(Operation::serverkeygen, csr, options, deviations);
}

Accepted<ReceivedKey> accept_server_key(const HttpResponse& response,
                                        const KeyProtection& protection, std::int64_t now) {
  if (response.status != 200) return refused_or_later(response, now);
  const auto* type = response.headers.find("Content-Type");
  if (type == nullptr || !is_media_type(*type, media_types::multipart_mixed))
    return malformed("the answer is no multipart/mixed");
  const auto boundary = multipart_boundary(*type);
  if (!boundary) return malformed("the answer has no boundary: " + boundary.error().text());
  const auto body = decode_multipart(response.body, *boundary);
  if (!body)
    return malformed("the answer's parts cannot be told apart: byte " + body.error().text());
  if (body->parts.size() != 2)
    return malformed("the answer has " + std::to_string(body->parts.size()) +
                     " parts where a key and a certificate were expected");
  const std::size_t at = is_key(body->parts[0]) ? 0 : 1;
  if (!is_key(body->parts[at])) return malformed("no part of the answer holds a key");

  auto key = accept_key(body->parts[at], protection);
  if (auto* problem = std::get_if<NotAccepted>(&key)) return std::move(*problem);
  // The other part is what /simpleenroll would have answered.
  HttpResponse enrolled;
  enrolled.headers = body->parts[1 - at].headers;
  enrolled.body = body->parts[1 - at].body;
  auto certificate = accept_enrollment(enrolled, std::get<Key>(key), {}, {}, now);
  if (auto* problem = std::get_if<NotAccepted>(&certificate)) return std::move(*problem);
  return ReceivedKey{std::get<Key>(key), std::get<Certificate>(certificate)};
}

}  // namespace inquest
