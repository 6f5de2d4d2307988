#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "reference/faults/catalogue.h"
#include "reference/faults/seen_connections.h"

namespace inquest {
namespace {

constexpr std::array<std::string_view, 30> forwarded_fields{"X-SSL-Client-Verify",
                                                            "SSL_CLIENT_VERIFY",
                                                            "SSL-Client-Verify",
                                                            "X-Client-Verify",
                                                            "X-SSL-Client-S-DN",
                                                            "SSL_CLIENT_S_DN",
                                                            "X-SSL-Client-DN",
                                                            "X-Client-DN",
                                                            "X-SSL-Client-Subject",
                                                            "X-SSL-Client-CN",
                                                            "X-SSL-Client-Cert",
                                                            "SSL_CLIENT_CERT",
                                                            "SSL-Client-Cert",
                                                            "X-SSL-CERT",
                                                            "X-Client-Cert",
                                                            "Client-Cert",
                                                            "X-Forwarded-Client-Cert",
                                                            "X-ARR-ClientCert",
                                                            "X-Forwarded-Tls-Client-Cert",
                                                            "X-Amzn-Mtls-Clientcert",
                                                            "X-Remote-User",
                                                            "Remote-User",
                                                            "REMOTE_USER",
                                                            "X-Forwarded-User",
                                                            "X-Authenticated-User",
                                                            "X-Forwarded-For",
                                                            "Forwarded",
                                                            "X-Real-IP",
                                                            "X-Client-Verified",
                                                            "X-Forwarded-Host"};

std::size_t slashes(std::string_view target) {
  return static_cast<std::size_t>(std::count(target.begin(), target.end(), '/'));
}

}  // namespace

void add_authorization_faults(FaultCatalogue& add) {
  add(moments::identification,
      {.id = "enroll-believes-forwarded-identity",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "fields that a proxy would set make a client known, whoever set them"},
      [](Identification& identification) {
        for (const auto name : forwarded_fields)
          if (const auto* field = identification.request->headers.find(name))
            identification.client.user = *field;
      });

  add(moments::identification,
      {.id = "label-without-authentication",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "a path with a label is served to anybody"},
      [](Identification& identification) {
        if (slashes(identification.request->target) > 3) identification.client.user = "anybody";
      });

  add(moments::identification,
      {.id = "guards-literal-paths-alone",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "a path that is spelt in another way is served to anybody"},
      [](Identification& identification) {
        if (identification.request->target.find_first_of("%?:") != std::string::npos)
          identification.client.user = "anybody";
      });

  add(moments::identification,
      {.id = "remembers-who-asked-before",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "who follows an authenticated request on its connection counts as its sender"},
      [seen = std::make_shared<SeenConnections>()](Identification& identification) {
        auto& user = identification.client.user;
        if (seen->seen(*identification.tls, user.has_value()) && !user) user = "the one before";
      });

  add(moments::identification,
      {.id = "a-refusal-poisons-its-connection",
       .role = Role::server,
       .breaks = "RFC7030-3.2.3-06",
       .story = "who was refused once on a connection is nobody on it for ever"},
      [seen = std::make_shared<SeenConnections>()](Identification& identification) {
        auto& client = identification.client;
        const bool known = client.user.has_value() || client.certificate.has_value();
        if (seen->seen(*identification.tls, !known)) client = {};
      });

  add(moments::identification,
      {.id = "believes-whoever-resumes",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "a resumed TLS session authenticates whoever brings it, whatever it rests on"},
      [](Identification& identification) {
        if (identification.tls->session_reused) identification.client.user = "the one before";
      });

  add(moments::identification,
      {.id = "wants-a-certificate-without-chain",
       .role = Role::server,
       .breaks = "RFC7030-3.3.2-03",
       .story = "a client that sends the certificates above its own is nobody"},
      [](Identification& identification) {
        if (identification.tls->peer_chain.size() != 1) identification.client.certificate.reset();
      });

  add(moments::identification,
      {.id = "enroll-with-an-empty-password",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "a password that is empty fits every user"},
      [](Identification& identification) {
        const auto* field = identification.request->headers.find("Authorization");
        if (field == nullptr) return;
        const auto credentials = decode_basic_authorization(*field);
        if (credentials && credentials->password.empty())
          identification.client.user = credentials->user;
      });

  add(moments::identification,
      {.id = "enroll-with-any-authorization",
       .role = Role::server,
       .breaks = "RFC7030-4.2-07",
       .story = "an Authorization field of any content makes a client known"},
      [](Identification& identification) {
        if (identification.request->headers.find("Authorization") != nullptr)
          identification.client.user = "anybody";
      });
}

}  // namespace inquest
