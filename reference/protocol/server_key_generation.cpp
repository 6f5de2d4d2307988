#include "reference/protocol/server_key_generation.h"

#include <algorithm>

#include "reference/codec/decrypt_key_identifier.h"
#include "reference/codec/media_type.h"
#include "reference/codec/multipart.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"
#include "reference/pki/hash.h"
#include "reference/pki/key_package.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/enrollment.h"

namespace inquest {
namespace {

/// How the key shall be encrypted beyond TLS; no recipient: not at all.
struct Protection {
  std::optional<Recipient> recipient;
  Capabilities capabilities;
};

Refusal bad(const std::string& why) { return {400, why + "\n", {}}; }

/// RFC7030-4.4.1.1-02, RFC7030-4.4.2-12
std::optional<Recipient> shared_key(const Bytes& identifier, const ServerPolicy& policy) {
  for (const auto& each : policy.key_generation.shared_keys)
    if (each.identifier == identifier) return each;
  return std::nullopt;
}

/// RFC 7030 4.4.1.2: one of the recipients that the policy knows, or who asks.
std::optional<Recipient> certified_key(const Bytes& identifier, const GrantedRequest& granted,
                                       const ServerPolicy& policy) {
  auto known = policy.key_generation.recipients;
  if (granted.client.certificate) known.push_back(*granted.client.certificate);
  for (const auto& each : known) {
    const auto extension = each.extension(oids::subject_key_identifier);
    if (!extension) continue;
    const auto octets = decode_der(extension->value);
    if (octets && octets->contents() == identifier) return CertifiedKey{each, true};
  }
  return std::nullopt;
}

std::variant<Protection, Refusal> judge_protection(const GrantedRequest& granted,
                                                   const ServerPolicy& policy) {
  const auto* symmetric = granted.info.attribute(oids::decrypt_key_id);
  const auto* asymmetric = granted.info.attribute(oids::asymmetric_decrypt_key_id);
  // RFC7030-A.4-03, RFC7030-4.4.1-06
  if (symmetric == nullptr && asymmetric == nullptr) {
    // RFC7030-6-12
    if (!policy.key_generation.must_be_encrypted) return Protection{};
    return bad("Keys are delivered encrypted here: the request must name a key to encrypt with.");
  }
  if (symmetric != nullptr && asymmetric != nullptr)
    return bad("The request names two keys to encrypt with.");

  Protection protection;
  const auto* capabilities = granted.info.attribute(oids::smime_capabilities);
  if (capabilities == nullptr)
    return bad("The request names a key to encrypt with, and no SMIMECapabilities.");
  const auto offered = smime_capabilities(*capabilities);
  if (!offered) return bad("SMIMECapabilities cannot be read: " + offered.error().reason + ".");
  for (const auto& each : *offered) protection.capabilities.push_back(each.algorithm);

  // RFC7030-4.4.1.2-02, RFC4108-2.2.5-01, RFC8951-A-01, RFC8951-A-02
  const auto identifier = decrypt_key_identifier(symmetric != nullptr ? *symmetric : *asymmetric);
  if (!identifier) return bad("The key to encrypt with cannot be read.");
  protection.recipient = symmetric != nullptr ? shared_key(*identifier, policy)
                                              : certified_key(*identifier, granted, policy);
  // RFC7030-4.4.1.1-02, RFC7030-4.4.1.2-03: terminated with an error, and never answered in the
  // clear.
  if (!protection.recipient) return bad("No key of that identifier is known here.");
  if (auto defect = recipient_defect(*protection.recipient, protection.capabilities))
    return bad("The key cannot be encrypted as the request asks: " + *defect + ".");
  return protection;
}

BodyPart part(const char* media_type, BytesView der, const ServerPolicy& policy) {
  BodyPart made;
  made.headers = {{"Content-Type", media_type}, {"Content-Transfer-Encoding", "base64"}};
  made.body = bytes_of(encode_base64(der, policy.layout));
  return made;
}

BodyPart key_part(const Key& key, const Protection& protection, const ServerPolicy& policy,
                  const Deviations& deviations) {
  if (!protection.recipient)
    // RFC7030-4.4.2-04, RFC7030-4.4.2-05, RFC8951-3.2.4-01
    return part(media_types::pkcs8, deviations.at(moments::private_key_info, key.to_pkcs8()),
                policy);
  // Signed by who made it, which is this server in the name of its CA.
  const auto lineage = policy.authority->lineage();
  const auto signed_key =
      deviations.at(moments::signed_key,
                    // RFC7030-4.4.2-06, RFC7030-4.4.2-07
                    sign_data(oids::key_package, encode_key_package(key),
                              CmsSigner{lineage->current.issuing_key, lineage->current.issuing},
                              {lineage->current.issuing}));
  // RFC7030-4.4.2-26, RFC8951-3.2.4-02
  return part(media_types::server_generated_key,
              protect_signed_key(signed_key, *protection.recipient, protection.capabilities),
              policy);
}

}  // namespace

HttpResponse answer_server_key_generation(const HttpRequest& request, const TlsFacts& tls,
                                          const ServerPolicy& policy, const Deviations& deviations,
                                          std::int64_t now) {
  const auto refuse = [&](const Refusal& refusal) { return answer_refusal(refusal, deviations); };
  const auto judged =
      judge_enrollment(Operation::serverkeygen, request, tls, policy, deviations, now);
  if (const auto* refusal = std::get_if<Refusal>(&judged)) return refuse(*refusal);
  const auto& granted = std::get<GrantedRequest>(judged);
  const auto protection = judge_protection(granted, policy);
  if (const auto* refusal = std::get_if<Refusal>(&protection)) return refuse(*refusal);

  if (const auto refusal =
          deviations.at(moments::one_time_password, spend_one_time_password(granted.info, policy)))
    return refuse(*refusal);
  // RFC7030-4.4-08, RFC7030-4.4-10
  const auto key = Key::generate(policy.key_generation.kind);
  // RFC7030-4.4-02
  auto issued = certify(granted, key.public_key(), policy, deviations, now);
  // RFC7030-4.4.2-27: exactly what /simpleenroll would answer.
  const auto certificates = answer_certificates(
      certificates_to_answer(std::move(issued), policy, deviations), policy, deviations);
  BodyPart certificate_part;
  certificate_part.headers = {{"Content-Type", media_types::pkcs7_certs_only},
                              {"Content-Transfer-Encoding", "base64"}};
  certificate_part.body = certificates.body;

  Multipart parts;
  // RFC7030-4.4.2-03
  parts.parts = {key_part(key, std::get<Protection>(protection), policy, deviations),
                 certificate_part};
  parts = deviations.at(moments::key_parts, std::move(parts));
  const auto boundary =
      "inquest-" + hash_hex("sha256", text_of(granted.info.subject)).substr(0, 24);
  HttpResponse response;
  // RFC7030-4.4.2-01, RFC7030-4.4.2-02, RFC7030-3.2.4-01, RFC7030-3.2.4-08, RFC7030-4.4-01,
  // RFC7030-4.4-12, RFC7030-4.4.1-01
  response.headers.add("Content-Type", multipart_mixed(boundary));
  response.body = encode(parts, boundary);
  return deviations.at(moments::key_response, std::move(response));
}

}  // namespace inquest
