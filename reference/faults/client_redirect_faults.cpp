#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

constexpr std::string_view plain_scheme = "http://";

}  // namespace

void add_client_redirect_faults(FaultCatalogue& add) {
  add(moments::redirection,
      {.id = "client-follows-no-redirection",
       .role = Role::client,
       .breaks = "RFC7030-3.2.1-03",
       .story = "a redirection within the origin is the end"},
      [](RedirectionFound& found) {
        if (found.to && found.to->same_origin) found.to.reset();
      });

  add(moments::redirection_elsewhere,
      {.id = "client-goes-elsewhere-on-old-connection",
       .role = Role::client,
       .breaks = "RFC7030-3.2.1-04",
       .story = "a request for another origin goes over the connection that is there"},
      [](RedirectionElsewhere& leaving) { leaving.ends_connection = false; });

  add(
      moments::client_connecting,
      {.id = "client-checks-no-server-elsewhere",
       .role = Role::client,
       .breaks = "RFC7030-3.2.1-04",
       .story = "the server that a redirection leads to is not verified"},
      [](ClientConnecting& connecting) {
        if (connecting.redirected) connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.redirected && !judgement.authorization.authorized())
          judgement.authorization = {ServerAuthorization::By::explicit_anchors, ""};
      });

  add(moments::redirection_consent,
      {.id = "client-goes-elsewhere-unasked",
       .role = Role::client,
       .breaks = "RFC7030-3.2.1-05",
       .story = "an enrolment follows a redirection to another origin without the user's word"},
      [](RedirectionConsent& consent) { consent.given = true; });

  add(moments::request_linking,
      {.id = "client-links-to-connection-before-redirection",
       .role = Role::client,
       .breaks = "RFC7030-3.2.1-06",
       .story = "a request that was redirected bears the binding of the connection before"},
      [](RequestLinking& linking) {
        if (!linking.redirected || linking.earlier == nullptr) return;
        const auto& before = *linking.earlier;
        linking.text =
            encode_base64(before.tls_unique.empty() ? before.tls_exporter : before.tls_unique);
      });

  add(moments::outgoing_request,
      {.id = "client-makes-307-a-get",
       .role = Role::client,
       .breaks = "RFC7231-6.4.7-01",
       .story = "a POST that is redirected by 307 goes on as GET"},
      [](OutgoingRequest& outgoing) {
        if (outgoing.redirected_by != 307) return;
        outgoing.request.method = "GET";
        outgoing.request.headers.remove("Content-Type");
        outgoing.request.body.clear();
      });

  add(moments::redirection_count,
      {.id = "client-follows-circle",
       .role = Role::client,
       .breaks = "RFC7231-6.4-01",
       .story = "redirections that go in a circle are followed forty times"},
      [](RedirectionCount& counted) { counted.too_many = counted.count > 40; });

  add(
      moments::redirection,
      {.id = "client-follows-redirection-out-of-tls",
       .role = Role::client,
       .breaks = "RFC7030-3.3-02",
       .story = "a redirection to http: is followed"},
      [](RedirectionFound& found) {
        const auto* location = found.response->headers.find("Location");
        if (found.to || location == nullptr || !location->starts_with(plain_scheme)) return;
        const auto rest = location->substr(plain_scheme.size());
        const auto path = std::min(rest.find('/'), rest.size());
        found.to =
            Redirection{rest.substr(0, path), path == rest.size() ? "/" : rest.substr(path), false};
      },
      moments::redirection_consent, [](RedirectionConsent& consent) { consent.given = true; },
      moments::connecting_failed,
      [](ConnectingFailed& failed) {
        if (!failed.tried.redirected) return;
        failed.next = failed.tried;
        failed.next->encrypted = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.redirected && !judgement.tls->encrypted())
          judgement.authorization = {ServerAuthorization::By::explicit_anchors, ""};
      });

  add(moments::outgoing_request,
      {.id = "host-field-without-port",
       .role = Role::client,
       .breaks = "RFC7230-5.4-05",
       .story = "the Host field lacks the port"},
      [](OutgoingRequest& outgoing) {
        auto& headers = outgoing.request.headers;
        const auto* host = headers.find("Host");
        const auto colon = host == nullptr ? std::string::npos : host->rfind(':');
        if (colon != std::string::npos) headers.set("Host", host->substr(0, colon));
      });
}

}  // namespace inquest
