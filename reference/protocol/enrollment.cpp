#include "reference/protocol/enrollment.h"

#include "reference/codec/media_type.h"
#include "reference/pki/csr.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/authentication.h"
#include "reference/protocol/digest_check.h"
#include "reference/protocol/key_policy.h"
#include "reference/protocol/linking_check.h"
#include "reference/protocol/request_body.h"
#include "reference/protocol/requested_names.h"

namespace inquest {
namespace {

Judgement judge_media_type(const HttpRequest& request) {
  const auto* field = request.headers.find("Content-Type");
  // RFC7030-4.2.2-02, RFC7030-4.4.1-02
  if (field != nullptr && is_media_type(*field, media_types::pkcs10)) return std::nullopt;
  // RFC7231-6.5.13-01
  return Refusal{415, "A certification request is sent as application/pkcs10.\n", {}};
}

Judgement judge_possession(const CertificationRequest& request) {
  // RFC7030-4.2.1-02, RFC2986-3-01: a signature that does not verify proves nothing.
  if (proves_possession(request)) return std::nullopt;
  return Refusal{400, "The signature does not verify under the key in the request.\n", {}};
}

Refusal unreadable_names(const ParseError& error) {
  return {400, "The names in the request cannot be read: " + error.reason + ".\n", {}};
}

}  // namespace

Judgement judge_approval(const RequestInfo& info, BytesView csr, const ServerPolicy& policy,
                         std::int64_t now) {
  // RFC7030-4.2-10
  if (!policy.approvals) return std::nullopt;
  switch (policy.approvals->ask(info, csr)) {
    case Approval::granted:
      return std::nullopt;
    case Approval::denied:
      return Refusal{403, "An administrator has denied this request.\n", {}};
    case Approval::waiting:
      break;
  }
  // RFC7030-4.2.3-09: when to ask again.
  return Refusal{202,
                 "The request waits for an administrator. Send it again later.\n",
                 {{"Retry-After", come_back(policy.retry_after, policy, now)}}};
}

std::variant<GrantedRequest, Refusal> judge_enrollment(
    Operation operation, const HttpRequest& request, const TlsFacts& tls,
    const ServerPolicy& policy, const Deviations& deviations, std::int64_t now) {
  // RFC7030-4-01, RFC7030-3.7-01: who asks, and whether he may, comes before all else.
  auto client = identify(request, tls, policy, deviations, now);
  if (auto refusal =
          deviations.at(moments::authentication, judge_client(operation, client, policy, now)))
    return *refusal;
  if (auto refusal = deviations.at(moments::request_media_type, judge_media_type(request)))
    return *refusal;

  // RFC7030-4.4.1-03, RFC7030-4.4.1-04: /serverkeygen ignores the key of the request, and its
  // signature with it; all else is as at any enrolment.
  const bool key_counts = operation != Operation::serverkeygen;
  auto body = read_request_body(deviations.at(moments::received_body, request.body), key_counts);
  if (auto refusal = deviations.at(moments::request_structure, body.refusal)) return *refusal;
  if (!body.request) return *body.refusal;
  const auto& info = body.request->info;

  if (key_counts) {
    if (auto refusal = deviations.at(moments::key_policy, judge_key(info.public_key)))
      return *refusal;
    if (auto refusal = deviations.at(moments::proof_of_possession, judge_possession(*body.request)))
      return *refusal;
  }
  const bool by_ra = client.certificate && is_ra(*client.certificate, policy);
  // RFC7030-3.5-13, RFC7030-4.2-09
  if (auto refusal = deviations.at(moments::linking,
                                   judge_linking(info, tls, policy.linking, by_ra, deviations)))
    return *refusal;

  if (auto refusal =
          deviations.at(moments::authorization, judge_authorization(client, info, policy)))
    return *refusal;
  // RFC7894-4-06: each attribute is judged by itself.
  if (auto refusal = judge_revocation_challenge(info, policy)) return *refusal;
  if (auto refusal =
          deviations.at(moments::one_time_password, judge_one_time_password(info, policy, now)))
    return *refusal;

  const auto own_names = names_of(info);
  if (!own_names) return unreadable_names(own_names.error());
  if (operation == Operation::simplereenroll && client.certificate)
    if (auto refusal =
            deviations.at(moments::identity, judge_renewed_names(*own_names, *client.certificate)))
      return *refusal;
  const auto names = names_to_certify(info, *own_names);
  if (!names) return unreadable_names(names.error());
  if (auto refusal = deviations.at(moments::approval, judge_approval(info, body.der, policy, now)))
    return *refusal;
  return GrantedRequest{info, *names, std::move(client)};
}

Bytes certify(const GrantedRequest& granted, BytesView public_key, const ServerPolicy& policy,
              const Deviations& deviations, std::int64_t now) {
  auto& authority = *policy.authority;
  auto contents = deviations.at(
      moments::certificate_template,
      // RFC2986-3-02
      authority.prepare(granted.names.subject, public_key, granted.names.alternative, now));
  contents = deviations
                 .at(moments::granted_extensions,
                     // RFC5272-3.1-02: none of those that were asked for is changed: they are left
                     // out.
                     GrantedExtensions{std::move(contents), requested_extensions(granted.info)})
                 .contents;
  auto certificate = authority.issue(contents);
  keep_revocation_challenge(granted.info, certificate.serial_hex(), policy);
  return deviations
      .at(moments::issued_certificate,
          IssuedCertificate{certificate.der(), std::move(contents), authority.issuing().subject(),
                            authority.issuing_key(), &granted.client})
      .der;
}

std::vector<Bytes> certificates_to_answer(Bytes issued, const ServerPolicy& policy,
                                          const Deviations& deviations) {
  // RFC7030-4.2.3-03: the certificate that was issued, and it alone.
  return deviations
      .at(moments::enroll_certificates,
          EnrollCertificates{{std::move(issued)},
                             {policy.authority->issuing().der(), policy.authority->root().der()}})
      .certificates;
}

HttpResponse answer_enrollment(Operation operation, const HttpRequest& request, const TlsFacts& tls,
                               const ServerPolicy& policy, const Deviations& deviations,
                               std::int64_t now) {
  // RFC7030-4.2-01, RFC7030-4.2-02, RFC7030-4.2-03, RFC7030-4.2.2-01
  const auto judged = judge_enrollment(operation, request, tls, policy, deviations, now);
  if (const auto* refusal = std::get_if<Refusal>(&judged))
    return answer_refusal(*refusal, deviations);
  const auto& granted = std::get<GrantedRequest>(judged);
  if (const auto refusal =
          deviations.at(moments::one_time_password, spend_one_time_password(granted.info, policy)))
    return answer_refusal(*refusal, deviations);
  // RFC7030-4.2.2-05, RFC7030-4.2.2-06: the key of the request, be it the old one or new.
  auto issued = certify(granted, granted.info.public_key, policy, deviations, now);
  auto response = answer_certificates(certificates_to_answer(std::move(issued), policy, deviations),
                                      policy, deviations);
  if (const auto info = authentication_info(request, policy.users))
    response.headers.add("Authentication-Info", *info);
  return deviations.at(moments::enroll_response, std::move(response));
}

}  // namespace inquest
