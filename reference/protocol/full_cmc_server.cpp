#include <algorithm>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/cmc_status.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/pki/hash.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/authentication.h"
#include "reference/protocol/enrollment.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/key_policy.h"

namespace inquest {
namespace {

/// Why a message fails as a whole, or one of its parts.
struct Failure {
  CmcFailure why;
  std::vector<BodyPartReference> parts;
  std::string text;
  int status = 400;
};

/// One certificate that is asked for, whatever the form.
struct Wanted {
  BodyPartId part;
  RequestInfo info;
  bool proven = false;  ///< possession of the key
};

std::optional<Wanted> wanted_of(const TaggedCertificationRequest& tagged) {
  return Wanted{tagged.id, tagged.request.info, proves_possession(tagged.request)};
}

std::optional<Wanted> wanted_of(const CertRequestMessage& message) {
  const auto& asked = message.request.wanted;
  if (!asked.subject || !asked.public_key) return std::nullopt;
  Wanted wanted{static_cast<BodyPartId>(message.request.id), {}, false};
  wanted.info.subject = *asked.subject;
  wanted.info.public_key = *asked.public_key;
  if (asked.extensions && !asked.extensions->empty())
    wanted.info.attributes.push_back(extension_request(*asked.extensions));
  if (const auto* proof =
          message.proof ? std::get_if<PossessionSignature>(&*message.proof) : nullptr)
    wanted.proven = !proof->input && verify_signature(wanted.info.public_key, proof->algorithm,
                                                      message.request_der, proof->signature);
  return wanted;
}

std::optional<Wanted> wanted_of(const CmcOther&) { return std::nullopt; }

BodyPartId part_of(const TaggedRequest& request) {
  if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&request)) return tagged->id;
  if (const auto* message = std::get_if<CertRequestMessage>(&request))
    return static_cast<BodyPartId>(message->request.id);
  return std::get<CmcOther>(request).id;
}

/// A message on its way through: each step either goes on or says why not.
class Processing {
 public:
  Processing(const PkiData& message, const SignedData& signed_data, const ServerPolicy& policy,
             const ClientIdentity& client, const Deviations& deviations, std::int64_t now)
      : message_(message),
        signed_(signed_data),
        policy_(policy),
        client_(client),
        deviations_(deviations),
        now_(now) {}

  std::optional<Failure> run() {
    if (auto defect = body_part_defect(message_))
      return Failure{CmcFailure::bad_request, {BodyPartId{0}}, *defect};
    if (auto failure = check_controls()) return failure;
    if (auto failure = check_signers()) return failure;
    if (message_.requests.empty())
      return Failure{CmcFailure::bad_request, {BodyPartId{0}}, "nothing is asked for"};
    std::vector<Wanted> all;
    for (const auto& each : message_.requests) {
      auto wanted = std::visit([](const auto& one) { return wanted_of(one); }, each);
      if (!wanted)
        return Failure{CmcFailure::bad_request, {part_of(each)}, "a request of no known form"};
      if (auto failure = check(*wanted)) return failure;
      all.push_back(*std::move(wanted));
    }
    // All or none: what was issued for half a message would be lost with its failure.
    for (const auto& each : all) issue(each);
    return std::nullopt;
  }

  const std::vector<Bytes>& issued() const { return issued_; }
  const std::vector<BodyPartReference>& parts() const { return parts_; }

 private:
  std::optional<Failure> check_controls() {
    for (const auto& control : message_.controls) {
      const bool known =
          control.type == oids::cmc_transaction_id || control.type == oids::cmc_sender_nonce ||
          control.type == oids::cmc_identification || control.type == oids::cmc_identity_proof_v2;
      // RFC 5272 3.2.1.1: a control that is not known fails the message.
      if (!known) return Failure{CmcFailure::bad_request, {control.id}, "an unknown control"};
    }
    const auto* proof = find_control(message_.controls, oids::cmc_identity_proof_v2);
    if (proof == nullptr || proves_identity(*proof)) return std::nullopt;
    return Failure{CmcFailure::bad_identity, {proof->id}, "the identity proof does not hold", 403};
  }

  /// RFC 5272 6.2.1
  bool proves_identity(const CmcControl& proof) const {
    const auto* named = find_control(message_.controls, oids::cmc_identification);
    if (named == nullptr) return false;
    const auto name = identification(*named);
    const auto witness = control_witness(proof);
    if (!name || !witness) return false;
    const auto user = policy_.users.find(std::string(text_of(*name)));
    // HMAC with the same hash, which is how MACs are named in practice.
    if (user == policy_.users.end() || witness->hash.algorithm != oids::sha256 ||
        witness->mac.algorithm != oids::hmac_with_sha256)
      return false;
    const auto expected =
        hmac("sha256", hash("sha256", bytes_of(user->second)), encode(encode(message_.requests)));
    return same_secret(text_of(expected), text_of(witness->witness));
  }

  std::optional<Failure> check_signers() {
    const auto bad = [](const std::string& why) {
      return Failure{CmcFailure::bad_message_check, {BodyPartId{0}}, why, 403};
    };
    if (signed_.signers.empty()) return bad("the message is not signed");
    for (const auto& signer : signed_.signers) {
      if (signer.certificate) {
        if (auto defect = signature_defect(signed_, signer)) return bad(*defect);
        if (!trusted(*signer.certificate)) return bad("the signer's certificate is not trusted");
        by_ra_ = by_ra_ || is_ra(*signer.certificate, policy_);
      } else if (!signed_by_a_requested_key(signer)) {
        return bad("the signature is by no key that is known here");
      }
    }
    return std::nullopt;
  }

  bool trusted(const Certificate& certificate) const {
    auto anchors = policy_.client_trust;
    for (auto& root : policy_.authority->roots()) anchors.push_back(std::move(root));
    auto intermediates = signed_.certificates;
    for (auto& each : policy_.authority->issuing_authorities())
      intermediates.push_back(std::move(each));
    return verify_path(certificate, intermediates, anchors, now_, Purpose::any).valid &&
           !(policy_.authority->issued(certificate) &&
             policy_.authority->revoked(certificate.serial_hex()));
  }

  /// RFC 5272 3.2: who has no certificate yet signs by the key that shall get one.
  bool signed_by_a_requested_key(const SignerInfo& signer) const {
    return std::any_of(
        message_.requests.begin(), message_.requests.end(), [&](const TaggedRequest& each) {
          const auto wanted = std::visit([](const auto& one) { return wanted_of(one); }, each);
          return wanted && !signature_defect(signed_, signer, wanted->info.public_key);
        });
  }

  std::optional<Failure> check(const Wanted& wanted) const {
    // An RA vouches for its clients (RFC 7030 3.7); everybody else proves possession.
    if (!wanted.proven && !by_ra_)
      return Failure{
          CmcFailure::pop_failed, {wanted.part}, "possession of the key is not proven", 403};
    if (auto refusal = judge_key(wanted.info.public_key))
      return Failure{CmcFailure::bad_algorithm, {wanted.part}, refusal->text};
    const auto own = names_of(wanted.info);
    if (!own || !names_to_certify(wanted.info, *own))
      return Failure{CmcFailure::bad_request, {wanted.part}, "the names cannot be read"};
    return std::nullopt;
  }

  void issue(const Wanted& wanted) {
    const auto names = names_to_certify(wanted.info, *names_of(wanted.info));
    issued_.push_back(certify(GrantedRequest{wanted.info, *names, client_}, wanted.info.public_key,
                              policy_, deviations_, now_));
    parts_.emplace_back(wanted.part);
  }

  const PkiData& message_;
  const SignedData& signed_;
  const ServerPolicy& policy_;
  const ClientIdentity& client_;
  const Deviations& deviations_;
  std::int64_t now_;
  bool by_ra_ = false;
  std::vector<Bytes> issued_;
  std::vector<BodyPartReference> parts_;
};

/// The Full PKI Response, signed by the CA (RFC 5272 4.2).
HttpResponse respond_in_cmc(int status, const CmcStatusInfo& info, const PkiData* message,
                            const std::vector<Bytes>& issued, const ServerPolicy& policy,
                            const Deviations& deviations) {
  PkiResponse answer;
  BodyPartId next = 1;
  // RFC5272-3.2-01, RFC5272-3.2-02, RFC5272-6.1-01, RFC5272-6.1.1-01, RFC5272-6.1.3-01,
  // RFC6402-2.5-01: the status, and of the rest what belongs into an answer.
  answer.controls.push_back(status_control(next++, info));
  if (message != nullptr) {
    // RFC5272-6.6-01, RFC5272-6.6-02: the transaction's number comes back, and the nonce as the
    // recipient's.
    if (const auto* id = find_control(message->controls, oids::cmc_transaction_id))
      answer.controls.push_back({next++, oids::cmc_transaction_id, id->values});
    if (const auto* nonce = find_control(message->controls, oids::cmc_sender_nonce)) {
      answer.controls.push_back({next++, oids::cmc_recipient_nonce, nonce->values});
      answer.controls.push_back(octets_control(next++, oids::cmc_sender_nonce, random_octets(16)));
    }
  }
  answer = deviations.at(moments::cmc_response, std::move(answer));

  const auto lineage = policy.authority->lineage();
  // RFC5272-4.2-01, RFC5272-4.2-02, RFC6402-2.10-01, RFC6402-2.10-02: signed by the CA itself,
  // whose certificate is there.
  auto signed_answer = sign_data(oids::pki_response, encode(encode(answer)),
                                 CmsSigner{lineage->current.issuing_key, lineage->current.issuing},
                                 {lineage->current.issuing});
  signed_answer.certificates.insert(signed_answer.certificates.end(), issued.begin(), issued.end());
  signed_answer = deviations.at(moments::signed_cmc_response, std::move(signed_answer));

  HttpResponse response;
  response.status = status;
  // RFC7030-3.2.4-01, RFC7030-3.2.4-06, RFC7030-4.3.2-01, RFC7030-4.3.2-02, RFC5273-3-02,
  // RFC5273-4-02
  response.headers.add("Content-Type", media_types::cmc_response);
  const auto body =
      deviations.at(moments::response_body,
                    // RFC7030-4.3.2-03, RFC8951-3.2.3-01
                    EncodedBody{encode_base64(encode(encode(signed_answer)), policy.layout)});
  response.body = bytes_of(body.text);
  return deviations.at(moments::full_cmc_response, std::move(response));
}

HttpResponse fail(const Failure& failure, const PkiData* message, const ServerPolicy& policy,
                  const Deviations& deviations) {
  const CmcStatusInfo info{CmcStatus::failed, failure.parts, bytes_of(failure.text), failure.why};
  // RFC7030-4.3.2-04, RFC7030-4.3.2-05, RFC7030-4.3.2-06, RFC7030-4.3.1-01, RFC8951-3.2.2-01: an
  // error of CMC under a status that refuses.
  return respond_in_cmc(failure.status, info, message, {}, policy, deviations);
}

}  // namespace

HttpResponse answer_full_cmc(const HttpRequest& request, const TlsFacts& tls,
                             const ServerPolicy& policy, const Deviations& deviations,
                             std::int64_t now) {
  // RFC7030-4.3-01
  const auto client = identify(request, tls, policy, deviations, now);
  if (auto refusal = deviations.at(moments::authentication,
                                   judge_client(Operation::fullcmc, client, policy, now)))
    return answer_refusal(*refusal, deviations);
  const auto* type = request.headers.find("Content-Type");
  // RFC5273-3-01: the media type; its smime-type is not asked.
  if (type == nullptr || !is_media_type(*type, media_types::pkcs7_mime))
    return answer_refusal({415, "A PKI Request is sent as application/pkcs7-mime.\n", {}},
                          deviations);

  const auto unreadable = [&](const std::string& why) {
    return fail({CmcFailure::bad_request, {BodyPartId{0}}, why}, nullptr, policy, deviations);
  };
  const auto der = decode_base64(text_of(request.body));
  if (!der) return unreadable("the body is not base64: character " + der.error().text());
  const auto signed_data = decode_signed_data(*der);
  if (!signed_data)
    return unreadable("the body is no SignedData: byte " + signed_data.error().text());
  if (signed_data->content_type != oids::pki_data || !signed_data->content)
    return unreadable("what is signed is no PKIData");
  const auto message = decode_pki_data(*signed_data->content);
  if (!message) return unreadable("the PKIData cannot be read: byte " + message.error().text());

  Processing processing(*message, *signed_data, policy, client, deviations, now);
  if (const auto failure = processing.run()) return fail(*failure, &*message, policy, deviations);
  return respond_in_cmc(200, {CmcStatus::success, processing.parts(), std::nullopt, {}}, &*message,
                        processing.issued(), policy, deviations);
}

}  // namespace inquest
