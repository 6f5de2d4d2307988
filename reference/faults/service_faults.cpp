#include "reference/faults/catalogue.h"
#include "reference/pki/key.h"

namespace inquest {
namespace {

/// A key that nobody asked a certificate for.
const Bytes& foreign_public_key() {
  static const auto key = Key::generate(KeyKind("ec-p256")).public_key();
  return key;
}

}  // namespace

void add_service_faults(FaultCatalogue& add) {
  add(moments::admission,
      {.id = "cacerts-chokes-on-accept",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-02",
       .story = "/cacerts is refused to who says what he accepts"},
      [](Admission& admission) {
        const auto* accepts = admission.request->headers.find("Accept");
        if (admission.operation == Operation::cacerts && accepts != nullptr && *accepts != "*/*")
          admission.refusal = Refusal{400, "What is an Accept field?\n", {}};
      });

  add(moments::method,
      {.id = "head-is-redirected",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "HEAD is answered by a redirection to a page for people"},
      [](MethodJudgement& judgement) {
        if (judgement.method == "HEAD")
          judgement.refusal = Refusal{302, "See there.\n", {{"Location", "/"}}};
      });

  add(moments::method,
      {.id = "reenroll-wants-put",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-01",
       .story = "/simplereenroll takes PUT, and refuses POST"},
      [](MethodJudgement& judgement) {
        if (judgement.operation == Operation::simplereenroll && judgement.method == "POST")
          judgement.refusal = Refusal{405, "Renewals are PUT here.\n", {{"Allow", "PUT"}}};
      });

  add(moments::certificate_template,
      {.id = "renewal-of-another-key",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-05",
       .story = "what is renewed comes back with another key"},
      [](CertificateTemplate& contents) { contents.public_key = foreign_public_key(); });

  add(moments::certificate_template,
      {.id = "rekey-with-another-key",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-06",
       .story = "what is rekeyed comes back with a key that nobody sent"},
      [](CertificateTemplate& contents) { contents.public_key = foreign_public_key(); });
}

}  // namespace inquest
