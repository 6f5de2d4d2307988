#include "reference/codec/base64.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

/// Length of the element that `der` begins with, header included; its size when that cannot be
/// told.
std::size_t read_length(BytesView der) {
  if (der.size() < 2 || der[1] < 0x80) return der.size() < 2 ? der.size() : 2U + der[1];
  const std::size_t octets = der[1] - 0x80U;
  if (octets == 0 || octets > 4 || der.size() < 2 + octets) return der.size();
  std::size_t length = 0;
  for (std::size_t i = 0; i < octets; ++i) length = length << 8U | der[2 + i];
  return std::min(der.size(), 2 + octets + length);
}

}  // namespace

void add_enroll_faults(FaultCatalogue& add) {
  add(moments::enroll_response,
      {.id = "enroll-status-201",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-01",
       .story = "an enrolment is answered with 201 Created"},
      [](HttpResponse& response) { response.status = 201; });

  add(moments::enroll_response,
      {.id = "enroll-status-204",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-01",
       .story = "an enrolment is answered with 204 and no certificate"},
      [](HttpResponse& response) { response.status = 204; });

  add(moments::enroll_response,
      {.id = "enroll-status-202-without-retry-after",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-09",
       .story = "an enrolment is put off by a 202 that does not say until when"},
      [](HttpResponse& response) {
        response.status = 202;
        response.headers.set("Content-Type", "text/plain");
        response.body = bytes_of("An administrator will look at it.\n");
      });

  add(moments::enroll_response,
      {.id = "enroll-status-202-for-ever",
       .role = Role::server,
       .breaks = "",
       .story = "legal: every enrolment waits for an administrator who never comes"},
      [](HttpResponse& response) {
        response.status = 202;
        response.headers.set("Content-Type", "text/plain");
        response.headers.set("Retry-After", "1");
        response.body = bytes_of("An administrator will look at it.\n");
      });

  add(moments::enroll_response,
      {.id = "enroll-content-type-missing",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-01",
       .story = "an enrolment is answered without Content-Type"},
      [](HttpResponse& response) { response.headers.remove("Content-Type"); });

  add(moments::enroll_response,
      {.id = "enroll-media-type-octet-stream",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-01",
       .story = "an enrolment is answered as application/octet-stream"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/octet-stream");
      });

  add(moments::enroll_response,
      {.id = "enroll-media-type-pkix-cert",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-03",
       .story = "an enrolment is answered as application/pkix-cert"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/pkix-cert");
      });

  add(moments::enroll_response,
      {.id = "enroll-smime-type-missing",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-04",
       .story = "the smime-type parameter is left out"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/pkcs7-mime");
      });

  add(moments::authentication,
      {.id = "enroll-without-authentication",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "a certificate is issued to anybody"},
      [](Judgement& refusal) {
        if (refusal && refusal->status == 401) refusal.reset();
      });

  add(moments::identification,
      {.id = "enroll-with-any-password",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "whoever sends a password counts as known, whatever it is"},
      [](Identification& identification) {
        const auto* field = identification.request->headers.find("Authorization");
        if (field == nullptr) return;
        if (auto credentials = decode_basic_authorization(*field))
          identification.client.user = credentials->user;
      });

  add(moments::identification,
      {.id = "enroll-with-any-client-certificate",
       .role = Role::server,
       .breaks = "RFC7030-3.3.2-07",
       .story = "a client certificate counts whoever issued it, and for ever"},
      [](Identification& identification) {
        const auto& chain = identification.tls->peer_chain;
        if (chain.empty()) return;
        if (auto leaf = Certificate::decode(chain.front()))
          identification.client.certificate = *std::move(leaf);
      });

  add(moments::authentication,
      {.id = "reenroll-by-password-alone",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-03",
       .story = "a re-enrolment needs no certificate, only a password"},
      [](Judgement& refusal) {
        if (refusal && refusal->status == 403) refusal.reset();
      });

  add(moments::identity,
      {.id = "reenroll-with-any-identity",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-03",
       .story = "a re-enrolment may bear another subject"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::key_policy,
      {.id = "enroll-with-any-key",
       .role = Role::server,
       .breaks = "",
       .story = "legal: keys are certified however short"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::proof_of_possession,
      {.id = "enroll-with-any-signature",
       .role = Role::server,
       .breaks = "RFC7030-4.2.1-02",
       .story = "the signature of a CSR is not verified"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::proof_of_possession,
      {.id = "certifies-what-nobody-has-signed",
       .role = Role::server,
       .breaks = "RFC2986-3-01",
       .story = "a certificate is made of a request before anybody has looked at its signature"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::authorization,
      {.id = "enroll-for-any-name",
       .role = Role::server,
       .breaks = "RFC7030-4.2-08",
       .story = "whoever is known may ask for every name"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::request_media_type,
      {.id = "enroll-with-any-media-type",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the media type of a request is not looked at"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::received_body,
      {.id = "enroll-with-trailing-garbage",
       .role = Role::server,
       .breaks = "",
       .story = "legal: what follows the CSR is dropped unseen"},
      [](Bytes& body) {
        const auto der = decode_base64(text_of(body));
        if (!der) return;
        const auto length = read_length(*der);
        if (length < der->size()) body = bytes_of(encode_base64(BytesView(*der).first(length)));
      });

  add(moments::received_body,
      {.id = "enroll-takes-raw-der",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a request in DER is taken as well as one in base64"},
      [](Bytes& body) {
        if (!body.empty() && body[0] == 0x30) body = bytes_of(encode_base64(body));
      });

  add(moments::received_body,
      {.id = "enroll-takes-pem-armour",
       .role = Role::server,
       .breaks = "",
       .story = "legal: armour lines around the base64 are dropped"},
      [](Bytes& body) {
        auto text = std::string(text_of(body));
        const auto begin = text.find("-----BEGIN");
        const auto end = text.find("-----END");
        if (begin == std::string::npos || end == std::string::npos) return;
        const auto from = text.find('\n', begin);
        body = bytes_of(text.substr(from, end - from));
      });

  add(moments::admission,
      {.id = "certificate-is-no-authentication",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a client certificate does not do without a password"},
      [](Admission& admission) {
        const auto& request = *admission.request;
        if (request.method == "POST" && request.headers.find("Authorization") == nullptr)
          admission.refusal = Refusal{
              401, "Credentials are wanted.\n", {{"WWW-Authenticate", "Basic realm=\"x\""}}};
      });

  add(moments::identity,
      {.id = "reenroll-with-any-alternative-name",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-03",
       .story = "a re-enrolment may bear other alternative names"},
      [](Judgement& refusal) {
        if (refusal && refusal->text.find("SubjectAltName") != std::string::npos) refusal.reset();
      });

  add(moments::enroll_certificates,
      {.id = "enroll-with-certificate-twice",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-03",
       .story = "the answer holds the issued certificate twice"},
      [](EnrollCertificates& answer) {
        answer.certificates.push_back(answer.certificates.front());
      });
}

}  // namespace inquest
