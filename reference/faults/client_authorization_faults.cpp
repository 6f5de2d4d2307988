#include "reference/faults/catalogue.h"
#include "reference/faults/server_belief.h"
#include "reference/protocol/client_moments.h"

/// What a client says to a server that may not be its own, and what it takes from it.
namespace inquest {
namespace {

bool enrolls(Operation operation) {
  return operation == Operation::simpleenroll || operation == Operation::simplereenroll ||
         operation == Operation::fullcmc;
}

void add_faults_of_any_operation(FaultCatalogue& add) {
  add(moments::server_judgement,
      {.id = "client-judges-no-authorization",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-05",
       .story = "a server that is authentic counts as authorised"},
      authorize);

  add(moments::client_connecting,
      {.id = "client-authorizes-after-the-answer",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the server is judged only when it has answered"},
      finish_any_handshake, moments::server_judgement, authorize, moments::incoming_response,
      [](IncomingResponse& incoming) {
        if (!incoming.authorization->authorized())
          incoming.problem = NotAccepted{
              NotAccepted::Why::untrusted, "not authorised: " + incoming.authorization->reason, {}};
      });

  add(moments::server_judgement,
      {.id = "client-answers-challenge-of-anybody",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-10",
       .story = "the challenge of a server that is not authorised is answered"},
      authorize, moments::incoming_response, [](IncomingResponse& incoming) {
        if (!incoming.authorization->authorized() && incoming.response.status != 401)
          incoming.problem = NotAccepted{
              NotAccepted::Why::untrusted, "not authorised: " + incoming.authorization->reason, {}};
      });

  add(moments::server_judgement,
      {.id = "client-knows-no-server-without-certificate",
       .role = Role::client,
       .breaks = "RFC7030-3.6-04",
       .story = "a server that TLS-SRP authenticated is not believed"},
      [](ServerJudgement& judgement) {
        if (judgement.authorization.by == ServerAuthorization::By::no_certificate)
          judgement.authorization = {ServerAuthorization::By::nobody, "it has no certificate"};
      });
}

/// The same for one operation each.
void add_faults_of_operations(FaultCatalogue& add) {
  add(
      moments::client_connecting,
      {.id = "client-fetches-cacerts-from-anybody",
       .role = Role::client,
       .breaks = "RFC7030-4.1.2-05",
       .story = "CA certificates are taken from a server that nobody authenticated"},
      [](ClientConnecting& connecting) {
        if (connecting.operation == Operation::cacerts) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.operation == Operation::cacerts) authorize(judgement);
      });

  add(
      moments::client_connecting,
      {.id = "client-enrolls-at-anybody",
       .role = Role::client,
       .breaks = "RFC7030-4.2-05",
       .story = "an enrolment goes to a server that nobody authenticated"},
      [](ClientConnecting& connecting) {
        if (enrolls(connecting.operation)) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (enrolls(judgement.operation)) authorize(judgement);
      });

  add(moments::server_judgement,
      {.id = "client-enrolls-at-another-server",
       .role = Role::client,
       .breaks = "RFC7030-4.2-06",
       .story = "an enrolment goes to a server of the right CA and of another name"},
      [](ServerJudgement& judgement) {
        if (enrolls(judgement.operation)) authorize(judgement);
      });

  add(
      moments::client_connecting,
      {.id = "client-asks-anybody-for-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4-04",
       .story = "a key is asked of a server that nobody authenticated"},
      [](ClientConnecting& connecting) {
        if (connecting.operation == Operation::serverkeygen) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.operation == Operation::serverkeygen) authorize(judgement);
      });

  add(moments::server_judgement,
      {.id = "client-asks-another-server-for-key",
       .role = Role::client,
       .breaks = "RFC7030-4.4-05",
       .story = "a key is asked of a server of the right CA and of another name"},
      [](ServerJudgement& judgement) {
        if (judgement.operation == Operation::serverkeygen) authorize(judgement);
      });
}

}  // namespace

void add_client_authorization_faults(FaultCatalogue& add) {
  add_faults_of_any_operation(add);
  add_faults_of_operations(add);
}

}  // namespace inquest
