#include "reference/faults/catalogue.h"
#include "reference/pki/authority.h"

namespace inquest {

void add_cacerts_faults(FaultCatalogue& add) {
  add(moments::cacerts_response,
      {.id = "cacerts-status-201",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-01",
       .story = "/cacerts is answered with 201 Created"},
      [](HttpResponse& response) { response.status = 201; });

  add(moments::cacerts_response,
      {.id = "cacerts-media-type-text-plain",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-02",
       .story = "/cacerts is answered as text/plain"},
      [](HttpResponse& response) { response.headers.set("Content-Type", "text/plain"); });

  add(moments::cacerts_response,
      {.id = "cacerts-media-type-x-pkcs7",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-02",
       .story = "/cacerts is answered as application/x-pkcs7-certificates"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/x-pkcs7-certificates");
      });

  add(moments::cacerts_response,
      {.id = "cacerts-content-type-missing",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-01",
       .story = "/cacerts is answered without Content-Type"},
      [](HttpResponse& response) { response.headers.remove("Content-Type"); });

  add(moments::cacerts_certificates,
      {.id = "cacerts-without-root",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-06",
       .story = "/cacerts holds the issuing CA alone"},
      [](std::vector<Bytes>& certificates) { certificates.pop_back(); });

  add(moments::cacerts_certificates,
      {.id = "cacerts-without-issuing",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "/cacerts holds the root alone"},
      [](std::vector<Bytes>& certificates) { certificates.erase(certificates.begin()); });

  add(moments::cacerts_certificates,
      {.id = "cacerts-of-another-authority",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "/cacerts holds the certificates of another CA"},
      [](std::vector<Bytes>& certificates) {
        const auto other = Authority::in_memory(
            {}, Certificate::decode(certificates.back())->not_before() + 86400);
        certificates = {other->issuing().der(), other->root().der()};
      });

  add(moments::admission,
      {.id = "cacerts-wants-authentication",
       .role = Role::server,
       .breaks = "RFC7030-4.1.2-04",
       .story = "/cacerts is refused to a client without credentials"},
      [](Admission& admission) {
        if (admission.operation == Operation::cacerts &&
            admission.request->headers.find("Authorization") == nullptr)
          admission.refusal = Refusal{
              401, "Credentials are wanted.\n", {{"WWW-Authenticate", "Basic realm=\"x\""}}};
      });
}

}  // namespace inquest
