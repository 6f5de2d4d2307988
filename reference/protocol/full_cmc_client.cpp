#include <algorithm>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/cmc_status.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/protocol/answer_octets.h"
#include "reference/protocol/client_moments.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/shared_secret_proof.h"

namespace inquest {
namespace {

NotAccepted malformed(const std::string& why) {
  return {NotAccepted::Why::malformed, why, std::nullopt};
}

// RFC5272-6.1-02
/// Why the statuses do not say that all is well, or nothing.
std::optional<NotAccepted> objection(const std::vector<CmcStatusInfo>& statuses, std::int64_t now) {
  if (statuses.empty()) return malformed("the PKI Response has no status");
  for (const auto& each : statuses) {
    if (each.status == CmcStatus::success) continue;
    std::string why = "the server answered " + name_of(each.status);
    if (const auto* failure = std::get_if<CmcFailure>(&each.other))
      why += " (" + name_of(*failure) + ")";
    if (each.text) why += ": " + std::string(text_of(*each.text));
    const bool later = each.status == CmcStatus::pending;
    NotAccepted problem{later ? NotAccepted::Why::retry_later : NotAccepted::Why::refused, why, {}};
    if (const auto* pending = std::get_if<CmcPending>(&each.other); later && pending != nullptr) {
      problem.pending_token = pending->token;
      problem.retry_after = std::max<std::int64_t>(pending->time - now, 0);
    }
    return problem;
  }
  return std::nullopt;
}

// RFC5272-6.6-01: the number of this transaction.
bool is_of(const CmcTransaction& transaction, const std::vector<CmcControl>& controls) {
  const auto* id = find_control(controls, oids::cmc_transaction_id);
  return id != nullptr && id->values == transaction_id_control(id->id, transaction.id).values;
}

// RFC5272-6.6-02: our nonce comes back.
bool answers(const CmcTransaction& transaction, const std::vector<CmcControl>& controls) {
  const auto* nonce = find_control(controls, oids::cmc_recipient_nonce);
  if (nonce == nullptr) return false;
  const auto octets = control_octets(*nonce);
  return octets && *octets == transaction.nonce;
}

/// Why a PKI Response is not signed by one whom the anchors vouch for, or nothing.
std::optional<NotAccepted> signature_problem(const SignedData& message, const TrustAnchors& anchors,
                                             std::int64_t now) {
  if (message.signers.empty()) return malformed("the PKI Response is not signed");
  for (const auto& signer : message.signers) {
    // RFC5272-3.2.1.3.4-01, RFC5272-4.2-03: by whom the anchors vouch for.
    if (auto defect = signature_defect(message, signer))
      return malformed("the signature of the PKI Response does not hold: " + *defect);
    if (anchors.empty()) continue;
    const auto path =
        verify_path(*signer.certificate, message.certificates, anchors, now, Purpose::any);
    if (!path.valid)
      return NotAccepted{NotAccepted::Why::untrusted,
                         "the PKI Response is signed by a stranger: " + path.reason,
                         {}};
  }
  return std::nullopt;
}

std::vector<CmcControl> transaction_controls(BodyPartId& next, const CmcTransaction& transaction) {
  auto id = transaction_id_control(next++, transaction.id);
  auto nonce = octets_control(next++, oids::cmc_sender_nonce, transaction.nonce);
  return {std::move(id), std::move(nonce)};
}

Bytes sign_message(PkiData message, const CmsSigner& signer, const Deviations& deviations) {
  message = deviations.at(moments::cmc_request, std::move(message));
  std::vector<Certificate> certificates;
  if (const auto* certificate = std::get_if<Certificate>(&signer.identity))
    certificates.push_back(*certificate);
  const auto signed_message =
      deviations.at(moments::signed_cmc_request,
                    sign_data(oids::pki_data, encode(encode(message)), signer, certificates));
  return encode(encode(signed_message));
}

}  // namespace

// RFC6402-2.3-01
Attribute pop_link_witness(const CmcSecret& secret, BytesView random) {
  const auto control = witness_control(1, oids::cmc_pop_link_witness_v2,
                                       prove_secret(bytes_of(secret.secret), random));
  return {control.type, control.values};
}

Bytes make_cmc_request(BytesView csr, const CmsSigner& signer, const CmcTransaction& transaction,
                       const CmcRequestOptions& options, const Deviations& deviations) {
  PkiData message;
  // RFC5272-3.2.2-01: each part has a number of its own.
  BodyPartId next = 1;
  auto request = decode_certification_request(csr);
  if (!request) throw std::invalid_argument("no PKCS#10 request: byte " + request.error().text());
  message.requests.emplace_back(TaggedCertificationRequest{next++, *std::move(request)});
  message.controls = transaction_controls(next, transaction);
  if (options.secret) {
    const auto& [name, secret] = *options.secret;
    // RFC5272-6.2.1-02: a secret of any length.
    message.controls.push_back(identification_control(next++, name));
    // RFC5272-6.2.3-01: the name is hashed with the secret.
    message.controls.push_back(
        witness_control(next++, oids::cmc_identity_proof_v2,
                        prove_secret(bytes_of(secret + name), encode(encode(message.requests)))));
  }
  if (!options.link_random.empty())
    message.controls.push_back(
        // RFC5272-6.3.1.1-01
        octets_control(next++, oids::cmc_pop_link_random, options.link_random));
  return sign_message(std::move(message), signer, deviations);
}

Bytes make_cmc_query(BytesView token, const CmsSigner& signer, const CmcTransaction& transaction,
                     const Deviations& deviations) {
  PkiData message;
  BodyPartId next = 1;
  message.controls = transaction_controls(next, transaction);
  message.controls.push_back(octets_control(next++, oids::cmc_query_pending, copy_of(token)));
  return sign_message(std::move(message), signer, deviations);
}

HttpRequest full_cmc_request(BytesView message, const HttpOptions& options,
                             const Deviations& deviations) {
  auto request = base_request(Operation::fullcmc, options);
  // RFC7030-4.3-01, RFC5273-4-01
  request.method = "POST";
  // RFC7030-3.2.4-05, RFC7030-4.3.1-02, RFC8951-3.2.2-02, RFC5273-3-01
  request.headers.add("Content-Type", media_types::cmc_request);
  const auto body =
      // RFC7030-4.3.1-03, RFC8951-3.2.2-03
      deviations.at(moments::request_body, EncodedBody{encode_base64(message, options.layout)});
  request.body = bytes_of(body.text);
  return deviations.at(moments::request, std::move(request));
}

// RFC5272-4.2-04
Accepted<Certificate> accept_full_cmc(const HttpResponse& response, const Key& key,
                                      const CmcTransaction& transaction,
                                      const TrustAnchors& anchors, std::int64_t now,
                                      const Deviations& deviations) {
  const auto* type = response.headers.find("Content-Type");
  // RFC5273-3-02, RFC7030-4.3.2-06: without a CMC message, the status speaks.
  if (type == nullptr || !is_media_type(*type, media_types::pkcs7_mime)) {
    if (response.status != 200) return refused_or_later(response, now, deviations);
    return malformed("the answer is no application/pkcs7-mime");
  }
  const auto der = octets_of(response.headers, response.body, deviations);
  if (!der) return malformed("the answer is not base64: character " + der.error().text());
  const auto signed_data = decode_signed_data(*der);
  if (!signed_data)
    return malformed("the answer is no SignedData: byte " + signed_data.error().text());
  // RFC7030-4.3.2-02: or a Simple PKI Response, without content and signer, and without the issuing
  // CA's certificate, as enroll() takes it.
  if (!signed_data->content) return accept_enrollment(response, key, {}, {}, now, deviations);
  if (signed_data->content_type != oids::pki_response)
    return malformed("what is signed is no PKIResponse");
  const auto answer = decode_pki_response(*signed_data->content);
  if (!answer) return malformed("the PKIResponse cannot be read: byte " + answer.error().text());

  const auto found =
      deviations.at(moments::cmc_findings,
                    CmcFindings{.message = &*signed_data,
                                .now = now,
                                .signature_problem = signature_problem(*signed_data, anchors, now),
                                .same_transaction = is_of(transaction, answer->controls),
                                .same_nonce = answers(transaction, answer->controls),
                                .statuses = status_infos(answer->controls)});
  if (found.signature_problem) return *found.signature_problem;
  const bool ours_alone = found.same_transaction && found.same_nonce;
  if (!found.statuses)
    return malformed("a status cannot be read: byte " + found.statuses.error().text());
  if (auto problem = objection(*found.statuses, now)) {
    if (problem->why != NotAccepted::Why::retry_later) return *problem;
    if (!ours_alone) return malformed("the PKI Response is of another transaction");
    // RFC 7030 4.3.2: HTTP says when to come back, whatever CMC says.
    if (const auto* field = response.headers.find("Retry-After"))
      problem->retry_after =
          deviations.at(moments::retry_after_reading, {*field, now, retry_after(*field, now)})
              .seconds;
    return *problem;
  }
  AnswerJudgement status{Operation::fullcmc, &response, {}};
  if (response.status != 200) status.problem = refused_or_later(response, now, deviations);
  status = deviations.at(moments::answer_status, std::move(status));
  if (status.problem) return *std::move(status.problem);
  if (!ours_alone) return malformed("the PKI Response is of another transaction");
  const auto ours = own_certificate(signed_data->certificates, key, deviations);
  if (!ours)
    return malformed("no certificate of the answer bears the key that was to be certified");
  return *ours;
}

}  // namespace inquest
