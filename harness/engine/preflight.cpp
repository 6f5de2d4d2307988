#include "harness/engine/preflight.h"

#include <fmt/format.h>

#include "harness/engine/discovery.h"
#include "reference/protocol/client.h"

namespace inquest {
namespace {

void add_response_facts(const Exchange& exchange, Preflight& result) {
  const auto& response = exchange.response;
  const auto* server = response.headers.find("Server");
  const auto* type = response.headers.find("Content-Type");
  if (server != nullptr) result.facts.emplace_back("Server", *server);
  result.facts.emplace_back("GET /cacerts",
                            fmt::format("{} {}", response.status, type ? *type : ""));
}

TlsSettings settings_for(const ServerProfile& profile) {
  TlsSettings settings;
  settings.trust = profile.trust;
  settings.expected_host = profile.endpoint.host;
  if (!profile.endpoint.is_address()) settings.server_name = profile.endpoint.host;
  return settings;
}

/// The versions of TLS that the peer refuses by the alert protocol_version (RFC 8446 6.2), which
/// says nothing but that.
std::map<std::string, std::string> denied_tls_versions(const RunServices& services) {
  constexpr int protocol_version = 70;
  std::map<std::string, std::string> denied;
  for (const auto& [name, version] :
       {std::pair("tls1.2", TlsVersion::tls1_2), std::pair("tls1.3", TlsVersion::tls1_3)}) {
    auto settings = settings_for(*services.profile);
    settings.lowest = settings.highest = version;
    auto opened =
        Connection::open(services.profile->endpoint, settings, Deadline::in(services.timeout));
    if (opened)
      (*opened)->close();
    else if (opened.failure().alert == protocol_version)
      denied[name] = opened.failure().what;
  }
  return denied;
}

/// The optional operations that the profile declares and the peer says it does not have, asked by a
/// POST without a body and without credentials. What is only supposed is for cases to find.
std::map<std::string, std::string> denied_operations(const RunServices& services) {
  const auto& profile = *services.profile;
  std::map<std::string, std::string> denied;
  for (const auto operation : {Operation::serverkeygen, Operation::fullcmc}) {
    const std::string name(name_of(operation));
    if (!profile.declared.contains(name)) continue;
    auto opened =
        Connection::open(profile.endpoint, settings_for(profile), Deadline::in(services.timeout));
    if (!opened) continue;
    HttpRequest request;
    request.method = "POST";
    request.target = path_of(operation, profile.label);
    request.headers = {{"Host", profile.endpoint.text()}, {"Content-Length", "0"}};
    const auto answered =
        (*opened)->exchange(request, services.limits, Deadline::in(services.timeout));
    (*opened)->close();
    if (!answered) continue;
    const auto status = answered->response.status;
    if (support_by_status(status, std::nullopt) == Support::denied)
      denied[name] = fmt::format("{} to a POST without a body", status);
  }
  return denied;
}

}  // namespace

Preflight look_at(const RunServices& services) {
  const auto& profile = *services.profile;
  Preflight result;
  result.facts.emplace_back("URL", profile.url);
  if (!profile.label.empty()) result.facts.emplace_back("Label", profile.label);
  auto opened =
      Connection::open(profile.endpoint, settings_for(profile), Deadline::in(services.timeout));
  if (!opened) {
    const auto& failure = opened.failure();
    // A peer that accepts and then fails the handshake is there: what it does is for the cases to
    // say.
    result.reachable = failure.fate != Fate::refused && failure.fate != Fate::silence;
    result.problem = fmt::format("{} cannot be reached: {}", profile.endpoint.text(), failure.what);
    result.facts.emplace_back("TLS", failure.what);
    return result;
  }
  result.reachable = true;
  auto& connection = **opened;
  result.facts.emplace_back(
      "TLS", fmt::format("{} with {}", connection.tls().version, connection.tls().cipher_suite));
  if (!connection.tls().peer_chain.empty())
    if (auto leaf = Certificate::decode(connection.tls().peer_chain.front()))
      result.facts.emplace_back("Certificate", leaf->subject_text());
  HttpOptions http;
  http.host = profile.endpoint.text();
  http.label = profile.label;
  http.content_transfer_encoding = profile.content_transfer_encoding;
  auto answered = connection.exchange(cacerts_request(http, {}), services.limits,
                                      Deadline::in(services.timeout));
  if (answered)
    add_response_facts(*answered, result);
  else
    result.facts.emplace_back("GET /cacerts", answered.failure().what);
  connection.close();
  result.denied = denied_tls_versions(services);
  result.denied.merge(denied_operations(services));
  for (const auto& [capability, how] : result.denied)
    result.facts.emplace_back("Refuses", capability + ": " + how);
  return result;
}

}  // namespace inquest
