#include "reference/codec/base64.h"
#include "reference/codec/media_type.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/operation.h"

namespace inquest {
namespace {

/// Whether the request asks for this operation, with a label or without.
bool asks_for_operation(const HttpRequest& request, Operation operation) {
  const auto target = est_target(request.target);
  return target && target->operation == operation;
}

/// A change of requests for one operation alone.
template <class Change>
auto of(Operation operation, Change change) {
  return [operation, change](HttpRequest& request) {
    if (asks_for_operation(request, operation)) change(request);
  };
}

void post(HttpRequest& request) { request.method = "POST"; }

void get(HttpRequest& request) {
  request.method = "GET";
  request.headers.remove("Content-Type");
  request.body.clear();
}

void send_der(HttpRequest& request) {
  if (const auto der = decode_base64(text_of(request.body))) request.body = *der;
}

auto media_type(std::string type) {
  return
      [type = std::move(type)](HttpRequest& request) { request.headers.set("Content-Type", type); };
}

}  // namespace

void add_client_operation_faults(FaultCatalogue& add) {
  add(moments::request,
      {.id = "cacerts-request-by-post",
       .role = Role::client,
       .breaks = "RFC7030-3.2.2-05",
       .story = "/cacerts is asked for with POST"},
      of(Operation::cacerts, post));

  add(moments::request,
      {.id = "cacerts-request-of-another-name",
       .role = Role::client,
       .breaks = "RFC7030-4.1.2-02",
       .story = "the CA certificates are asked for at /getcacerts"},
      of(Operation::cacerts, [](HttpRequest& request) {
        request.target.insert(request.target.rfind('/') + 1, "get");
      }));

  add(moments::request,
      {.id = "enrollment-request-as-mime-entity",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-07",
       .story = "the header fields that mail would have stand in the body of an enrolment"},
      of(Operation::simpleenroll, [](HttpRequest& request) {
        const auto fields = bytes_of(
            "Content-Type: application/pkcs10\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        request.body.insert(request.body.begin(), fields.begin(), fields.end());
      }));

  add(moments::request,
      {.id = "reenrollment-request-pkcs7-mime",
       .role = Role::client,
       .breaks = "RFC7030-4.2.2-02",
       .story = "a re-enrolment bears application/pkcs7-mime"},
      of(Operation::simplereenroll, media_type(media_types::pkcs7_mime)));

  add(moments::request,
      {.id = "request-label-behind-operation",
       .role = Role::client,
       .breaks = "RFC7030-3.2.2-13",
       .story = "the CA label stands behind the operation, and not before it"},
      [](HttpRequest& request) {
        const auto target = est_target(request.target);
        if (target && target->operation && !target->label.empty())
          request.target = path_of(*target->operation) + "/" + target->label;
      });

  add(moments::request,
      {.id = "request-operation-alone",
       .role = Role::client,
       .breaks = "RFC7030-3.2.2-13",
       .story = "the path is the operation alone, without /.well-known/est before it"},
      [](HttpRequest& request) {
        const auto target = est_target(request.target);
        if (target && target->operation)
          request.target = "/" + std::string(name_of(*target->operation));
      });

  add(moments::request,
      {.id = "request-of-any-octets",
       .role = Role::client,
       .breaks = "RFC7030-3.2.4-01",
       .story = "whatever is sent bears application/octet-stream"},
      [](HttpRequest& request) {
        if (!request.body.empty()) request.headers.set("Content-Type", "application/octet-stream");
      });

  add(moments::request,
      {.id = "enrollment-request-pkcs7-mime",
       .role = Role::client,
       .breaks = "RFC7030-3.2.4-04",
       .story = "an enrolment bears application/pkcs7-mime"},
      of(Operation::simpleenroll, media_type(media_types::pkcs7_mime)));

  add(moments::request,
      {.id = "reenrollment-request-to-simpleenroll",
       .role = Role::client,
       .breaks = "RFC7030-4.2.2-01",
       .story = "a certificate is renewed at /simpleenroll"},
      of(Operation::simplereenroll, [](HttpRequest& request) {
        request.target.replace(request.target.rfind('/') + 1, std::string::npos, "simpleenroll");
      }));

  add(moments::request,
      {.id = "key-request-by-get",
       .role = Role::client,
       .breaks = "RFC7030-4.4-01",
       .story = "a key is asked for with GET"},
      of(Operation::serverkeygen, get));

  add(moments::request,
      {.id = "key-request-of-no-media-type",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1-02",
       .story = "a request for a key has no Content-Type"},
      of(Operation::serverkeygen,
         [](HttpRequest& request) { request.headers.remove("Content-Type"); }));

  add(moments::request,
      {.id = "key-request-pkcs8",
       .role = Role::client,
       .breaks = "RFC7030-3.2.4-07",
       .story = "a request for a key bears application/pkcs8"},
      of(Operation::serverkeygen, media_type(media_types::pkcs8)));

  add(moments::request,
      {.id = "key-request-raw-der",
       .role = Role::client,
       .breaks = "RFC7030-4.4.1-01",
       .story = "a request for a key is DER and not base64"},
      of(Operation::serverkeygen, send_der));

  add(moments::request,
      {.id = "cmc-request-raw-der",
       .role = Role::client,
       .breaks = "RFC8951-3.2.2-03",
       .story = "a PKI Request is DER and not base64"},
      of(Operation::fullcmc, send_der));

  add(moments::request,
      {.id = "csrattrs-request-by-post",
       .role = Role::client,
       .breaks = "RFC7030-4.5.1-01",
       .story = "the CSR attributes are asked for with POST"},
      of(Operation::csrattrs, post));

  add(moments::request,
      {.id = "cmc-request-by-get",
       .role = Role::client,
       .breaks = "RFC5273-4-01",
       .story = "full CMC is asked for with GET"},
      of(Operation::fullcmc, get));

  add(moments::request,
      {.id = "cmc-request-to-another-operation",
       .role = Role::client,
       .breaks = "RFC7030-4.3-01",
       .story = "a PKI Request is posted to /simpleenroll"},
      of(Operation::fullcmc, [](HttpRequest& request) {
        request.target.replace(request.target.rfind('/') + 1, std::string::npos, "simpleenroll");
      }));

  add(moments::request,
      {.id = "cmc-request-pkcs10",
       .role = Role::client,
       .breaks = "RFC7030-3.2.4-05",
       .story = "a PKI Request bears application/pkcs10"},
      of(Operation::fullcmc, media_type(media_types::pkcs10)));

  add(moments::request,
      {.id = "cmc-request-without-smime-type",
       .role = Role::client,
       .breaks = "RFC5273-3-01",
       .story = "the media type of a PKI Request has no smime-type"},
      of(Operation::fullcmc, media_type(media_types::pkcs7_mime)));

  add(moments::request,
      {.id = "cmc-request-with-smime-type-of-answers",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-02",
       .story = "the smime-type of a PKI Request is CMC-response"},
      of(Operation::fullcmc, media_type(media_types::cmc_response)));

  add(moments::request,
      {.id = "cmc-request-with-smime-type-certs-only",
       .role = Role::client,
       .breaks = "RFC8951-3.2.2-02",
       .story = "the smime-type of a PKI Request is certs-only"},
      of(Operation::fullcmc, media_type(media_types::pkcs7_certs_only)));
}

}  // namespace inquest
