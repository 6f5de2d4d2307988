#include "reference/protocol/server_key.h"

#include "reference/codec/decrypt_key_identifier.h"
#include "reference/codec/media_type.h"
#include "reference/codec/multipart.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"
#include "reference/protocol/answer_octets.h"
#include "reference/protocol/client_moments.h"

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
Accepted<Key> accept_key(const BodyPart& part, const KeyProtection& protection,
                         const Deviations& deviations) {
  const auto der = octets_of(part.headers, part.body, deviations);
  if (!der) return malformed("the key's part is not base64: character " + der.error().text());
  const auto* type = part.headers.find("Content-Type");
  KeyProtectionJudgement came{.wanted = !std::holds_alternative<std::monostate>(protection),
                              .encrypted = !is_media_type(*type, media_types::pkcs8),
                              .problem = {}};
  // RFC 7030 4.4.1: a key that was to be encrypted does not come in the clear.
  if (came.wanted && !came.encrypted)
    came.problem = malformed("the key came without the encryption that was asked for");
  if (!came.wanted && came.encrypted)
    came.problem = malformed("the key came encrypted, which nobody had asked for");
  came = deviations.at(moments::key_protection, std::move(came));
  if (came.problem) return *std::move(came.problem);
  if (!came.encrypted) {
    auto key = decode_private_key(*der);
    if (!key) return malformed("the key cannot be read: byte " + key.error().text());
    return *std::move(key);
  }
  if (!came.wanted) return malformed("there is no secret that would open the key");
  const auto secret = std::holds_alternative<SharedKey>(protection)
                          ? std::variant<SharedKey, PrivateKey>(std::get<SharedKey>(protection))
                          : std::variant<SharedKey, PrivateKey>(std::get<PrivateKey>(protection));
  const auto opened = open_protected_key(*der, secret);
  KeyOpening opening;
  if (!opened)
    opening.problem = malformed("the encrypted key cannot be opened: " + opened.error().text());
  opening = deviations.at(moments::key_opening, std::move(opening));
  if (opening.problem) return *std::move(opening.problem);
  KeySignatureJudgement signature{&opened->signed_key, {}};
  // RFC 7030 4.4.2: it is signed by who made it.
  if (opened->signed_key.signers.empty())
    signature.problem = malformed("the encrypted key is not signed");
  for (const auto& signer : opened->signed_key.signers)
    if (auto defect = signature_defect(opened->signed_key, signer))
      signature.problem =
          malformed("the signature over the encrypted key does not hold: " + *defect);
  signature = deviations.at(moments::key_signature, std::move(signature));
  if (signature.problem) return *std::move(signature.problem);
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
RequestContents asking_for_protection(RequestContents contents, const KeyProtection& protection,
                                      const Deviations& deviations) {
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
  return deviations.at(moments::protection_asked, std::move(contents));
}

HttpRequest server_key_request(BytesView csr, const HttpOptions& options,
                               const Deviations& deviations) {
  return enroll_request(Operation::serverkeygen, csr, options, deviations);
}

Accepted<ReceivedKey> accept_server_key(const HttpResponse& response,
                                        const KeyProtection& protection, std::int64_t now,
                                        const Deviations& deviations) {
  AnswerJudgement status{Operation::serverkeygen, &response, {}};
  if (response.status != 200) status.problem = refused_or_later(response, now, deviations);
  status = deviations.at(moments::answer_status, std::move(status));
  if (status.problem) return *std::move(status.problem);
  const auto* type = response.headers.find("Content-Type");
  if (type == nullptr) return malformed("the answer has no Content-Type");
  // RFC2046-5.1.3-01: whatever its subtype.
  const auto boundary = multipart_boundary(*type);
  if (!boundary) return malformed("the answer has no boundary: " + boundary.error().text());
  const auto body =
      deviations
          .at(moments::received_parts, {&response, decode_multipart(response.body, *boundary)})
          .parts;
  if (!body)
    return malformed("the answer's parts cannot be told apart: byte " + body.error().text());
  if (body->parts.size() != 2)
    return malformed("the answer has " + std::to_string(body->parts.size()) +
                     " parts where a key and a certificate were expected");
  const std::size_t at = is_key(body->parts[0]) ? 0 : 1;
  if (!is_key(body->parts[at])) return malformed("no part of the answer holds a key");

  auto key = accept_key(body->parts[at], protection, deviations);
  if (auto* problem = std::get_if<NotAccepted>(&key)) return std::move(*problem);
  // The other part is what /simpleenroll would have answered.
  HttpResponse enrolled;
  enrolled.headers = body->parts[1 - at].headers;
  enrolled.body = body->parts[1 - at].body;
  auto certificate = accept_enrollment(enrolled, std::get<Key>(key), {}, {}, now, deviations);
  if (auto* problem = std::get_if<NotAccepted>(&certificate)) return std::move(*problem);
  return ReceivedKey{std::get<Key>(key), std::get<Certificate>(certificate)};
}

}  // namespace inquest
