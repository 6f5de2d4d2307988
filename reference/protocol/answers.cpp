#include "reference/protocol/answers.h"

#include "reference/codec/media_type.h"
#include "reference/protocol/http_date.h"

namespace inquest {

std::string come_back(std::int64_t seconds, const ServerPolicy& policy, std::int64_t now) {
  return policy.retry_after_as_date ? http_date(now + seconds) : std::to_string(seconds);
}

HttpResponse answer_refusal(const Refusal& refusal, const Deviations& deviations) {
  HttpResponse response;
  // RFC7030-3.2.1-01, RFC7030-4.2.3-05, RFC7030-4.4.2-28, RFC7030-4.2.3-08, RFC7030-4.2.3-10,
  // RFC7030-4.2.3-15: the status says what became of it.
  response.status = refusal.status;
  response.headers = refusal.headers;
  // RFC8951-5.1-01, RFC8951-5.1-02, RFC8951-5.2-01, RFC8951-5.2-02, RFC7030-4.2.3-07,
  // RFC7030-4.4.2-29: the text is for people, and text/plain says so.
  response.headers.set("Content-Type", media_types::text_plain);
  // RFC7231-6.5-01
  response.body = bytes_of(refusal.text);
  return deviations.at(moments::refusal_response, std::move(response));
}

HttpResponse answer_certificates(const std::vector<Bytes>& certificates, const ServerPolicy& policy,
                                 const Deviations& deviations) {
  CertsOnly certs;
  // RFC7030-4.1.3-03, RFC7030-4.2.3-02, RFC8951-3.2.1-01, RFC5272-4.1-01: certificates, and neither
  // content nor signer.
  certs.certificates = certificates;
  certs = deviations.at(moments::certs_only, std::move(certs));
  const auto tree = deviations.at(moments::certs_only_tree, encode(certs));
  const auto der = deviations.at(moments::certs_only_der, encode(tree));
  const auto body =
      // RFC7030-4.1.3-05, RFC8951-3-01, RFC8951-3-02, RFC8951-3.2.1-02: base64 of DER.
      deviations.at(moments::response_body, EncodedBody{encode_base64(der, policy.layout)});
  HttpResponse response;
  // RFC7030-4.1.3-01, RFC7030-4.1.3-04, RFC7030-4.2.3-01, RFC7030-4.2.3-04, RFC7030-3.2.4-01,
  // RFC7030-3.2.4-02, RFC7030-3.2.4-03, RFC7030-3.2.1-02, RFC8951-3.2.1-03: status 200, and the
  // media type with its smime-type.
  response.headers.add("Content-Type", media_types::pkcs7_certs_only);
  // RFC8951-3-03: base64 with and without that field.
  if (policy.send_transfer_encoding) response.headers.add("Content-Transfer-Encoding", "base64");
  response.body = bytes_of(body.text);
  return response;
}

}  // namespace inquest
