#include "reference/codec/cmc_controls.h"
#include "reference/codec/cmc_status.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/authentication.h"
#include "reference/protocol/cmc_processing.h"
#include "reference/protocol/full_cmc.h"

namespace inquest {
namespace {

/// The Full PKI Response, signed by the CA (RFC 5272 4.2).
HttpResponse respond_in_cmc(int status, const CmcStatusInfo& info, const PkiData* message,
                            const std::vector<Bytes>& issued, const ServerPolicy& policy,
                            const Deviations& deviations, const std::string& retry_after = "") {
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
    // RFC5272-6.4-01
    for (const auto& each : message->controls)
      if (each.type == oids::cmc_data_return)
        answer.controls.push_back({next++, oids::cmc_data_return, each.values});
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
  // RFC7030-4.2.3-09: a 202 says when to come back, in CMC as well.
  if (!retry_after.empty()) response.headers.add("Retry-After", retry_after);
  const auto body =
      deviations.at(moments::response_body,
                    // RFC7030-4.3.2-03, RFC8951-3.2.3-01
                    EncodedBody{encode_base64(encode(encode(signed_answer)), policy.layout)});
  response.body = bytes_of(body.text);
  return deviations.at(moments::full_cmc_response, std::move(response));
}

HttpResponse fail(const CmcRefusal& failure, const PkiData* message, const ServerPolicy& policy,
                  const Deviations& deviations) {
  const CmcStatusInfo info{CmcStatus::failed, failure.parts, bytes_of(failure.text), failure.why};
  // RFC7030-4.3.2-04, RFC7030-4.3.2-05, RFC7030-4.3.2-06, RFC7030-4.3.1-01, RFC8951-3.2.2-01: an
  // error of CMC under a status that refuses.
  return respond_in_cmc(failure.status, info, message, {}, policy, deviations);
}

std::variant<CmcMessage, std::string> read_message(BytesView der) {
  auto signed_data = decode_signed_data(der);
  if (!signed_data) return "the body is no SignedData: byte " + signed_data.error().text();
  if (signed_data->content_type != oids::pki_data || !signed_data->content)
    return std::string("what is signed is no PKIData");
  auto message = decode_pki_data(*signed_data->content);
  if (!message) return "the PKIData cannot be read: byte " + message.error().text();
  return CmcMessage{*std::move(signed_data), *std::move(message)};
}

/// What came of a message; `asked` is the one to answer, which is another where a query asks.
HttpResponse answer_outcome(const CmcOutcome& outcome, const PkiData& asked,
                            const CmcOccasion& occasion, const std::optional<CmcPending>& pending) {
  const auto& policy = occasion.policy;
  if (const auto* refusal = std::get_if<CmcRefusal>(&outcome.obstacle))
    return fail(*refusal, &asked, policy, occasion.deviations);
  CmcStatusInfo info{CmcStatus::success, outcome.parts, std::nullopt, {}};
  const auto* waiting = std::get_if<CmcWaiting>(&outcome.obstacle);
  if (waiting == nullptr)
    return respond_in_cmc(200, info, &asked, outcome.issued, policy, occasion.deviations);
  info.status = CmcStatus::pending;
  if (pending) info.other = *pending;
  return respond_in_cmc(202, info, &asked, {}, policy, occasion.deviations, waiting->retry_after);
}

/// RFC 5272 6.13: what became of a message that was put off.
HttpResponse answer_query(const CmcMessage& query, const CmcControl& control,
                          const CmcOccasion& occasion) {
  const auto& policy = occasion.policy;
  const auto refuse = [&](const std::string& why) {
    return fail({CmcFailure::bad_request, {control.id}, why}, &query.contents, policy,
                occasion.deviations);
  };
  if (!query.contents.requests.empty())
    return refuse("a message asks either for certificates or what became of them");
  const auto octets = control_octets(control);
  if (!octets) return refuse("the token cannot be read");
  const std::string token(text_of(*octets));
  const auto kept = policy.pending ? policy.pending->find(token) : std::nullopt;
  if (!kept) return refuse("nothing waits here under that token");
  const auto read = read_message(*kept);
  const auto* message = std::get_if<CmcMessage>(&read);
  if (message == nullptr) return refuse("what waited cannot be read any more");

  if (const auto refusal = judge_cmc_query(query, *message, occasion))
    return fail(*refusal, &query.contents, policy, occasion.deviations);
  const auto outcome = process_cmc(*message, occasion, true);
  if (!std::holds_alternative<CmcWaiting>(outcome.obstacle)) policy.pending->forget(token);
  // RFC 5272 6.13: pendInfo may be left out, and would have to be the first one's otherwise.
  return answer_outcome(outcome, query.contents, occasion, std::nullopt);
}

HttpResponse answer_message(const CmcMessage& message, BytesView der, const CmcOccasion& occasion) {
  if (const auto* query = find_control(message.contents.controls, oids::cmc_query_pending))
    return answer_query(message, *query, occasion);
  const auto outcome = process_cmc(message, occasion);
  std::optional<CmcPending> pending;
  if (std::holds_alternative<CmcWaiting>(outcome.obstacle) && occasion.policy.pending) {
    const auto token = pending_token(der);
    occasion.policy.pending->keep(token, der);
    pending = CmcPending{bytes_of(token), occasion.now + occasion.policy.retry_after};
  }
  return answer_outcome(outcome, message.contents, occasion, pending);
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
  const auto read = read_message(*der);
  if (const auto* why = std::get_if<std::string>(&read)) return unreadable(*why);
  return answer_message(std::get<CmcMessage>(read), *der,
                        CmcOccasion{tls, policy, client, deviations, now});
}

}  // namespace inquest
