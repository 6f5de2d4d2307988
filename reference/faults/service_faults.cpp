#include "reference/codec/base64.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/seen_connections.h"

namespace inquest {
namespace {

/// Whether the first element within the first element, and so on, goes deeper than any CSR does.
bool nested_deeply(BytesView der) {
  constexpr std::size_t deepest = 64;
  std::size_t depth = 0;
  for (std::size_t at = 0; at + 1 < der.size() && (der[at] & 0x20U) != 0; ++depth)
    at += 2U + (der[at + 1] > 0x80 ? der[at + 1] - 0x80U : 0U);
  return depth > deepest;
}

}  // namespace

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
      {.id = "enroll-405-without-allow",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-15",
       .story = "a 405 of /simpleenroll or /simplereenroll has no Allow"},
      [](MethodJudgement& judgement) {
        const bool enrolls = judgement.operation == Operation::simpleenroll ||
                             judgement.operation == Operation::simplereenroll;
        if (enrolls && judgement.refusal) judgement.refusal->headers.remove("Allow");
      });

  add(moments::method,
      {.id = "key-request-wants-put",
       .role = Role::server,
       .breaks = "RFC7030-4.4.1-01",
       .story = "/serverkeygen takes PUT, and refuses POST"},
      [](MethodJudgement& judgement) {
        if (judgement.operation == Operation::serverkeygen && judgement.method == "POST")
          judgement.refusal = Refusal{405, "Keys are PUT here.\n", {{"Allow", "PUT"}}};
      });

  add(moments::routing,
      {.id = "operations-under-a-label-alone",
       .role = Role::server,
       .breaks = "RFC7030-3.2.2-13",
       .story = "an operation is there behind a CA label, and not behind the path prefix itself"},
      [](Routing& routing) {
        if (routing.target.label.empty()) routing.refusal = Refusal{404, "Of which CA?\n", {}};
      });

  add(moments::admission,
      {.id = "a-nested-request-spoils-its-connection",
       .role = Role::server,
       .breaks = "RFC7030-6-13",
       .story = "after a CSR that is nested deeply, its connection serves nothing but 500"},
      [seen = std::make_shared<SeenConnections>()](Admission& admission) {
        const auto der = decode_base64(text_of(admission.request->body));
        if (seen->seen(*admission.tls, der && nested_deeply(*der)))
          admission.refusal = Refusal{500, "Something went wrong.\n", {}};
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
