#include "reference/protocol/enrollment.h"

#include <algorithm>

#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/authentication.h"
#include "reference/protocol/key_policy.h"

namespace inquest {
namespace {

Refusal bad_request(const std::string& why) { return {400, why + "\n", {}}; }

Judgement judge_media_type(const HttpRequest& request) {
  const auto* field = request.headers.find("Content-Type");
  if (field != nullptr && is_media_type(*field, media_types::pkcs10)) return std::nullopt;
  return Refusal{415, std::string("A certification request is sent as application/pkcs10.\n"), {}};
}

/// The CSR in a body, or why there is none.
struct Decoded {
  std::optional<CertificationRequest> request;
  Judgement refusal;
};

Decoded decode_body(const Bytes& body) {
  if (body.empty())
    return {{}, bad_request("The body is empty; a PKCS#10 request in base64 was expected.")};
  const auto text = text_of(body);
  if (text.find("-----BEGIN") != std::string_view::npos)
    return {{}, bad_request("The body has PEM armour; base64 without armour lines was expected.")};
  // RFC8951-3.1-01: white space is tolerated. RFC8951-3-04: Content-Transfer-Encoding is ignored.
  auto der = decode_base64(text);
  if (!der)
    return {{}, bad_request("The body is not base64: character " + der.error().text() + ".")};
  auto request = decode_certification_request(*der);
  if (!request)
    return {{},
            bad_request("The body is no PKCS#10 request: byte " + request.error().text() + ".")};
  if (openssl_request_defect(*der)) return {{}, bad_request("The body is no PKCS#10 request.")};
  return {*std::move(request), {}};
}

Judgement judge_possession(const CertificationRequest& request) {
  if (proves_possession(request)) return std::nullopt;
  return bad_request("The signature of the request does not verify under its own public key.");
}

/// SubjectAltName asked for, if any.
std::optional<Extension> requested_names(const RequestInfo& info) {
  const auto extensions = requested_extensions(info);
  if (!extensions) return std::nullopt;
  for (const auto& extension : *extensions)
    if (extension.id == oids::subject_alt_name) return extension;
  return std::nullopt;
}

/// RFC7030-4.2.2-03: subject and SubjectAltName are those of the certificate to be renewed, unless
/// ChangeSubjectName asks for others.
Judgement judge_identity(const RequestInfo& info, const Certificate& current) {
  if (info.attribute(oids::change_subject_name) != nullptr) return std::nullopt;
  const auto subject = current.subject();
  if (info.subject != subject && !same_name(info.subject, subject))
    return Refusal{403, "The subject is not that of the certificate to be renewed.\n", {}};
  const auto wanted = requested_names(info);
  const auto has = current.extension(oids::subject_alt_name);
  if ((wanted ? wanted->value : Bytes{}) != (has ? has->value : Bytes{}))
    return Refusal{403, "The SubjectAltName is not that of the certificate to be renewed.\n", {}};
  return std::nullopt;
}

/// Whom the request is from, and whether such a client may ask this.
Judgement judge_client(Operation operation, const ClientIdentity& client,
                       const ServerPolicy& policy) {
  if (operation == Operation::simplereenroll) {
    if (!client.certificate && !client.user.empty())
      return Refusal{
          403, "A re-enrolment wants the certificate that is to be renewed in TLS.\n", {}};
    if (client.certificate && !policy.authority->issued(client.certificate->serial_hex()))
      return Refusal{
          403, "The client certificate was not issued by this CA: it cannot be renewed.\n", {}};
  }
  if (!client.known()) return unauthorized(policy);
  return std::nullopt;
}

}  // namespace

HttpResponse answer_enrollment(Operation operation, const HttpRequest& request, const TlsFacts& tls,
                               const ServerPolicy& policy, const Deviations& deviations,
                               std::int64_t now) {
  const auto refuse = [&](const Refusal& refusal) { return answer_refusal(refusal, deviations); };

  const auto client = identify(request, tls, policy, now);
  if (auto refusal =
          deviations.at(moments::authentication, judge_client(operation, client, policy)))
    return refuse(*refusal);
  if (auto refusal = deviations.at(moments::request_media_type, judge_media_type(request)))
    return refuse(*refusal);

  const auto body = deviations.at(moments::received_body, request.body);
  auto decoded = decode_body(body);
  const auto structure = deviations.at(moments::request_structure, decoded.refusal);
  if (structure) return refuse(*structure);
  if (!decoded.request) return refuse(*decoded.refusal);
  const auto& info = decoded.request->info;

  if (auto refusal = deviations.at(moments::key_policy, judge_key(info.public_key)))
    return refuse(*refusal);
  if (auto refusal =
          deviations.at(moments::proof_of_possession, judge_possession(*decoded.request)))
    return refuse(*refusal);
  if (operation == Operation::simplereenroll && client.certificate)
    if (auto refusal = deviations.at(moments::identity, judge_identity(info, *client.certificate)))
      return refuse(*refusal);

  auto contents =
      policy.authority->prepare(info.subject, info.public_key, requested_names(info), now);
  contents = deviations.at(moments::certificate_template, std::move(contents));
  contents = deviations
                 .at(moments::granted_extensions,
                     GrantedExtensions{std::move(contents), requested_extensions(info)})
                 .contents;
  const auto signing = deviations.at(
      moments::issuing_key,
      IssuingKey{policy.authority->issuing().subject(), policy.authority->issuing_key()});
  const auto certificate = signing.spoiled
                               ? issue_certificate(contents, signing.issuer, signing.key)
                               : policy.authority->issue(contents).der();
  const auto certificates = deviations.at(
      moments::enroll_certificates,
      EnrollCertificates{{certificate},
                         {policy.authority->issuing().der(), policy.authority->root().der()}});
  return deviations.at(moments::enroll_response,
                       answer_certificates(certificates.certificates, policy, deviations));
}

}  // namespace inquest
