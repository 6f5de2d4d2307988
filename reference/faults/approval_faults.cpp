#include "reference/faults/catalogue.h"

namespace inquest {

void add_approval_faults(FaultCatalogue& add) {
  add(moments::approval,
      {.id = "approval-is-refused-to-who-asks-again",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-14",
       .story = "a request that was put off is refused with 409 when it comes again"},
      [](Judgement& judgement) {
        if (!judgement) judgement = Refusal{409, "There was such a request before.\n", {}};
      });

  add(moments::enroll_response,
      {.id = "approval-comes-with-the-certificate",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-08",
       .story = "the certificate comes under a 202, which says that it is not there yet"},
      [](HttpResponse& response) {
        response.status = 202;
        response.headers.set("Retry-After", "1");
      });
}

}  // namespace inquest
