#include "reference/protocol/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/codec/media_type.h"
#include "reference/pki/csr.h"
#include "reference/protocol/answer_octets.h"
#include "reference/protocol/client_moments.h"
#include "reference/protocol/http_date.h"

namespace inquest {
namespace {

/// Text of a refusal for people, at most a few lines of it.
std::string refusal_text(const HttpResponse& response) {
  std::string text(text_of(response.body).substr(0, 300));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  return fmt::format("the server answered {} {}{}{}", response.status,
                     reason_phrase(response.status), text.empty() ? "" : ": ", text);
}

NotAccepted malformed(const std::string& why) {
  return {NotAccepted::Why::malformed, why, std::nullopt};
}

/// The certificates in what should be certs-only.
// RFC5272-4.1-05: with CRLs and further certificates, where the server sends them.
Accepted<std::vector<Certificate>> certificates_in(BytesView der, const Deviations& deviations) {
  AnswerCertificates answer{der, decode_certs_only(der), {}};
  if (!answer.certs)
    answer.problem =
        malformed("the answer is no certs-only SignedData: byte " + answer.certs.error().text());
  else if (auto defect = certs_only_defect(*answer.certs))
    answer.problem = malformed("the answer is not certs-only: " + *defect);
  answer = deviations.at(moments::answer_certificates, std::move(answer));
  if (answer.problem) return *answer.problem;
  if (!answer.certs) return malformed("nothing of the answer can be read");
  std::vector<Certificate> certificates;
  for (const auto& each : answer.certs->certificates) {
    auto certificate = Certificate::decode(each);
    if (!certificate) return malformed("a certificate of the answer cannot be read");
    certificates.push_back(*std::move(certificate));
  }
  return certificates;
}

/// The certificates in a response that should be certs-only; what both operations have in common.
Accepted<std::vector<Certificate>> accept_certificates(Operation operation,
                                                       const HttpResponse& response,
                                                       std::int64_t now,
                                                       const Deviations& deviations) {
  AnswerJudgement status{operation, &response, {}};
  // RFC7030-4.1.3-02: any other status is an error.
  if (response.status != 200) status.problem = refused_or_later(response, now, deviations);
  status = deviations.at(moments::answer_status, std::move(status));
  if (status.problem) return *status.problem;
  const auto* type = response.headers.find("Content-Type");
  AnswerJudgement media{operation, &response, {}};
  // RFC7030-3.2.1-02, RFC7030-3.1-01
  if (type == nullptr || !is_media_type(*type, media_types::pkcs7_mime))
    media.problem = malformed("the answer bears " +
                              (type ? "'" + *type + "'" : std::string("no Content-Type")) +
                              " where application/pkcs7-mime was expected");
  media = deviations.at(moments::answer_media_type, std::move(media));
  if (media.problem) return *media.problem;
  // RFC8951-3.1-01, RFC8951-3-03, RFC8951-3-04: whatever Content-Transfer-Encoding says.
  const auto der = octets_of(response.headers, response.body, deviations);
  if (!der) return malformed("the answer is not base64: character " + der.error().text());
  return certificates_in(*der, deviations);
}

}  // namespace

HttpRequest base_request(Operation operation, const HttpOptions& options) {
  HttpRequest request;
  // RFC7030-3.2.2-13, RFC7030-3.1-08, RFC7030-3.1-09
  request.target = path_of(operation, options.label);
  request.headers.add("Host", options.host);  // RFC7230-5.4-04
  request.headers.add("User-Agent", "inquest");
  request.headers.add("Accept", "*/*");
  if (!options.content_transfer_encoding.empty())
    request.headers.add("Content-Transfer-Encoding", options.content_transfer_encoding);
  if (options.credentials)
    request.headers.add("Authorization", basic_authorization(options.credentials->user,
                                                             options.credentials->password));
  return request;
}

// RFC4648-3.3-01
Result<Bytes> octets_of(const HttpHeaders& headers, BytesView body, const Deviations& deviations) {
  return deviations
      .at(moments::answer_octets, AnswerOctets{&headers, body, decode_base64(text_of(body))})
      .der;
}

// RFC5272-4.1-02, RFC5272-4.1-03, RFC5272-4.1-06: wherever it stands.
std::optional<Certificate> own_certificate(const std::vector<Certificate>& certificates,
                                           const Key& key, const Deviations& deviations) {
  OwnCertificate own{&certificates, key.public_key(), {}};
  const auto found =
      std::find_if(certificates.begin(), certificates.end(),
                   [&](const Certificate& each) { return each.public_key() == own.public_key; });
  if (found != certificates.end()) own.chosen = *found;
  return deviations.at(moments::own_certificate, std::move(own)).chosen;
}

NotAccepted refused_or_later(const HttpResponse& response, std::int64_t now,
                             const Deviations& deviations) {
  if (response.status != 202 && response.status != 503)
    return {NotAccepted::Why::refused, refusal_text(response), {}};
  // RFC7030-4.2.3-15, RFC7231-6-02: 202 and 503 are put off; every other status refuses.
  const auto* field = response.headers.find("Retry-After");
  NotAccepted later{NotAccepted::Why::retry_later, refusal_text(response), std::nullopt};
  if (field != nullptr)
    later.retry_after =
        deviations.at(moments::retry_after_reading, {*field, now, retry_after(*field, now)})
            .seconds;
  return later;
}

Bytes make_request(const RequestContents& contents, const Key& key, const Deviations& deviations) {
  RequestInfo info;
  info.subject = contents.subject;
  // RFC5272-3.2.1.2.1-01
  // RFC5272-3.2.1.2.1-01, RFC2986-4.1-01
  info.public_key = key.public_key();
  info.attributes = contents.attributes;
  if (!contents.extensions.empty())
    info.attributes.push_back(extension_request(contents.extensions));

  const auto tree = deviations.at(moments::request_info, encode(info));
  CertificationRequest request;
  request.info_der = encode(tree);
  // RFC2986-4.2-01
  request.signature_algorithm = key.signature_algorithm();
  // RFC7030-4.2.1-03, RFC7030-4.2.1-04: the key signs its own request, whatever usage is asked for.
  request.signature = deviations.at(moments::request_signature, key.sign(request.info_der));
  // As a tree all the way down, so that a deviation can reach every element.
  auto whole = decode_der(encode(encode(request)));
  auto edited = deviations.at(moments::certification_request, whole ? *whole : encode(request));
  return deviations.at(moments::request_der, encode(edited));
}

HttpRequest cacerts_request(const HttpOptions& options, const Deviations& deviations) {
  // RFC7030-3.2.2-05, RFC7030-4.1.2-01, RFC7030-4.1.2-02, RFC7030-3.1-03
  auto request = base_request(Operation::cacerts, options);
  return deviations.at(moments::request, std::move(request));
}

HttpRequest enroll_request(Operation operation, BytesView csr, const HttpOptions& options,
                           const Deviations& deviations) {
  auto request = base_request(operation, options);
  // RFC7030-3.2.2-06, RFC7030-4.2-01, RFC7030-4.2-02, RFC7030-4.2.1-01, RFC7030-4.2.2-01,
  // RFC7030-4.2.2-02, RFC7030-4.4-01, RFC7030-4.4.1-01
  request.method = "POST";
  // RFC7030-3.2.1-02, RFC7030-3.2.4-01, RFC7030-3.2.4-04, RFC7030-3.2.4-07, RFC7030-4.2.1-06,
  // RFC7030-4.4.1-02
  request.headers.add("Content-Type", media_types::pkcs10);
  const auto body =
      // RFC7030-4.2.1-07, RFC8951-3-01, RFC8951-3-02, RFC8951-3-03: base64 of DER, and no word on
      // transfer encodings.
      deviations.at(moments::request_body, EncodedBody{encode_base64(csr, options.layout)});
  request.body = bytes_of(body.text);
  return deviations.at(moments::request, std::move(request));
}

Accepted<std::vector<Certificate>> accept_cacerts(const HttpResponse& response, std::int64_t now,
                                                  const Deviations& deviations) {
  auto accepted = accept_certificates(Operation::cacerts, response, now, deviations);
  auto* certificates = std::get_if<std::vector<Certificate>>(&accepted);
  if (certificates == nullptr) return accepted;
  auto judged = deviations.at(moments::ca_certificates, {std::move(*certificates), {}});
  if (judged.problem) return *std::move(judged.problem);
  return std::move(judged.certificates);
}

Accepted<Certificate> accept_enrollment(const HttpResponse& response, const Key& key,
                                        const TrustAnchors& anchors,
                                        const std::vector<Certificate>& intermediates,
                                        std::int64_t now, const Deviations& deviations) {
  auto accepted = accept_certificates(Operation::simpleenroll, response, now, deviations);
  if (auto* problem = std::get_if<NotAccepted>(&accepted)) return std::move(*problem);
  const auto& certificates = std::get<std::vector<Certificate>>(accepted);
  const auto ours = own_certificate(certificates, key, deviations);
  if (!ours)
    return malformed("no certificate of the answer bears the key that was to be certified");
  if (!anchors.empty()) {
    auto others = intermediates;
    others.insert(others.end(), certificates.begin(), certificates.end());
    const auto path = verify_path(*ours, others, anchors, now, Purpose::any);
    if (!path.valid)
      return NotAccepted{NotAccepted::Why::untrusted,
                         "the issued certificate leads to no trust anchor: " + path.reason,
                         {}};
  }
  return *ours;
}

// RFC7231-7.1.3-01
std::optional<std::int64_t> retry_after(std::string_view value, std::int64_t now) {
  if (!value.empty() && value.size() < 12 &&
      value.find_first_not_of("0123456789") == std::string_view::npos)
    return std::stoll(std::string(value));
  const auto date = decode_http_date(value, now);
  if (!date) return std::nullopt;
  return std::max<std::int64_t>(*date - now, 0);
}

}  // namespace inquest
