#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

bool is_number(const std::string& field) {
  return field.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

void add_client_retry_faults(FaultCatalogue& add) {
  add(moments::put_off,
      {.id = "client-does-not-wait",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-11",
       .story = "the same is asked again at once, whatever Retry-After says"},
      [](PutOff& put_off) { put_off.pause = 0; });

  add(moments::put_off,
      {.id = "client-waits-half-as-long",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-11",
       .story = "the same is asked again after half of the time"},
      [](PutOff& put_off) { put_off.pause /= 2; });

  add(moments::put_off,
      {.id = "client-waits-ever-less",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-11",
       .story = "who was put off once comes back at once the next time"},
      [](PutOff& put_off) {
        if (put_off.asked_before > 0) put_off.pause = 0;
      });

  add(moments::retry_after_reading,
      {.id = "client-reads-no-date-in-retry-after",
       .role = Role::client,
       .breaks = "RFC7231-7.1.3-01",
       .story = "a Retry-After that is a date is not understood, and the same not asked again"},
      [](RetryAfterReading& reading) {
        if (!is_number(reading.field)) reading.seconds.reset();
      });

  add(moments::retry_after_reading,
      {.id = "client-takes-date-for-no-wait",
       .role = Role::client,
       .breaks = "RFC7231-7.1.3-01",
       .story = "a Retry-After that is a date reads as 0 seconds"},
      [](RetryAfterReading& reading) {
        if (!is_number(reading.field)) reading.seconds = 0;
      });

  add(
      moments::retry_after_reading,
      {.id = "client-wraps-retry-after",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-11",
       .story = "seconds beyond what an integer holds read as none, and the same is asked at once"},
      [](RetryAfterReading& reading) {
        if (is_number(reading.field) && reading.field.size() >= 10) reading.seconds = 0;
      },
      moments::put_off,
      [](PutOff& put_off) {
        if (put_off.problem->retry_after == 0) put_off.pause = 0;
      });

  add(moments::put_off,
      {.id = "client-never-asks-again",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-12",
       .story = "a request that was put off is given up"},
      [](PutOff& put_off) { put_off.asks_again = false; });

  // So that it comes to an end at a server that never does anything else.
  constexpr int often = 60;
  add(moments::put_off,
      {.id = "client-asks-without-pause",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-12",
       .story = "where Retry-After is missing or says nothing readable the same is asked at once"},
      [](PutOff& put_off) {
        if (put_off.problem->why != NotAccepted::Why::retry_later || put_off.problem->retry_after ||
            put_off.asked_before > often)
          return;
        put_off.pause = 0;
        put_off.asks_again = true;
      });

  add(moments::request_making,
      {.id = "client-asks-again-for-another-name",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-12",
       .story = "after the wait another subject is asked for"},
      [](RequestMaking& making) {
        if (making.asked_before == 0) return;
        const auto text = utf8_string("asked again");
        const auto name = sequence({set({sequence({oid("2.5.4.3"), text})})});
        making.contents.subject = encode(name);
      });

  add(moments::outgoing_request,
      {.id = "client-asks-again-with-get",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-12",
       .story = "after the wait the certificate is fetched with GET"},
      [](OutgoingRequest& outgoing) {
        if (outgoing.asked_before == 0) return;
        outgoing.request.method = "GET";
        outgoing.request.headers.remove("Content-Type");
        outgoing.request.body.clear();
      });

  add(moments::request_linking,
      {.id = "client-links-to-connection-before-wait",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-16",
       .story = "after the wait the request bears the binding of the first connection"},
      [](RequestLinking& linking) {
        if (linking.asked_before == 0 || linking.earlier == nullptr) return;
        const auto& before = *linking.earlier;
        linking.text =
            encode_base64(before.tls_unique.empty() ? before.tls_exporter : before.tls_unique);
      });

  add(
      moments::client_connecting,
      {.id = "client-checks-no-server-after-wait",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-18",
       .story = "the connection after the wait is not checked like the first"},
      [](ClientConnecting& connecting) {
        if (connecting.asked_before > 0) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.asked_before > 0 && !judgement.authorization.authorized())
          judgement.authorization = {ServerAuthorization::By::explicit_anchors, ""};
      });

  add(moments::answer_status,
      {.id = "client-takes-202-for-granted",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-15",
       .story = "a 202 counts as if it were a 200"},
      [](AnswerJudgement& judgement) {
        if (judgement.response->status == 202) judgement.problem.reset();
      });
}

}  // namespace inquest
