#include "reference/faults/catalogue.h"

namespace inquest {

void add_service_faults(FaultCatalogue& add) {
  add(moments::admission,
      {.id = "cacerts-chokes-on-accept",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-02",
       .story = "/cacerts is refused to who says what he accepts"},
      [](Admission& admission) {
        for (const auto& accepts : admission.request->headers.all("Accept"))
          if (admission.operation == Operation::cacerts && accepts != "*/*")
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
}

}  // namespace inquest
