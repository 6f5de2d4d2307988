#include "reference/protocol/answers.h"

#include "reference/codec/media_type.h"

namespace inquest {

HttpResponse answer_refusal(const Refusal& refusal, const Deviations& deviations) {
  HttpResponse response;
  response.status = refusal.status;
  response.headers = refusal.headers;
  // RFC8951-5.1-02: text/plain says that the text is for people.
  response.headers.set("Content-Type", media_types::text_plain);
  response.body = bytes_of(refusal.text);
  return deviations.at(moments::refusal_response, std::move(response));
}

HttpResponse answer_certificates(const std::vector<Bytes>& certificates, const ServerPolicy& policy,
                                 const Deviations& deviations) {
  CertsOnly certs;
  certs.certificates = certificates;
  certs = deviations.at(moments::certs_only, std::move(certs));
  const auto tree = deviations.at(moments::certs_only_tree, encode(certs));
  const auto der = deviations.at(moments::certs_only_der, encode(tree));
  const auto body =
      deviations.at(moments::response_body, EncodedBody{encode_base64(der, policy.layout)});
  HttpResponse response;
  response.headers.add("Content-Type", media_types::pkcs7_certs_only);
  if (policy.send_transfer_encoding) response.headers.add("Content-Transfer-Encoding", "base64");
  response.body = bytes_of(body.text);
  return response;
}

}  // namespace inquest
