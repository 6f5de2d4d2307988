#include "harness/host/hosted_cases.h"

#include <algorithm>

#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

constexpr auto twin_ending = ".twin";

/// Letters, digits and single hyphens, which every client can put into a path.
std::string label_of(const std::string& id) {
  std::string label;
  for (const char c : id) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      label += c;
    else if (!label.empty() && label.back() != '-')
      label += '-';
  }
  while (label.ends_with('-')) label.pop_back();
  return label;
}

/// Whether a server like this cannot share a port with others.
bool wants_own_port(const Serve& serve) {
  const auto deviations = deviations_of(serve.faults.ids);
  const std::vector<std::string_view> below{
      moments::server_tls.name, moments::server_certificate.name, moments::listening.name,
      moments::outgoing_record.name, moments::received_bytes.name};
  const bool below_http = std::any_of(below.begin(), below.end(), [&](std::string_view moment) {
    return deviations.changes(moment);
  });
  return below_http || serve.shows != "right" || serve.handshake != "usual" ||
         serve.host != "127.0.0.1" || !serve.tls.empty() || !serve.old_tls.empty() ||
         serve.encryption != "tls" || serve.passwords == "srp" || serve.ca != "ec-p256" ||
         serve.rolled_over || !serve.shows_after_wait.empty();
}

std::string why_not_offered(const std::vector<const Serve*>& servers,
                            const std::vector<const RunClient*>& acts) {
  if (acts.size() != 1) return "it wants the client to do several things, one after the other";
  if (servers.size() > 1 || !servers.front()->redirects_to.empty())
    return "it leads from one server to another";
  const auto& act = *acts.front();
  if (act.trust != "its-root" || act.implicit_trust != "none" || act.bootstrap)
    return "it wants a client with other trust anchors";
  if (act.authentication.starts_with("certificate") || act.operation == "simplereenroll")
    return "it wants a client with a certificate of ours";
  if (act.credentials != "right") return "it wants a client with a wrong password";
  if (!act.subject.empty()) return "it wants a client with another subject";
  if (act.authentication == "srp") return "it wants a client that speaks TLS-SRP";
  return "";
}

std::string what_to_do(const RunClient& act) {
  std::string text = act.operation == "cacerts"        ? "get the CA certificates"
                     : act.operation == "csrattrs"     ? "get the CSR attributes"
                     : act.operation == "serverkeygen" ? "get a key that the server makes"
                                                       : "enrol by " + act.operation;
  if (act.operation != "cacerts") text += ", with the password";
  if (!act.one_time_password.empty())
    text += ", with the one-time password '" + act.one_time_password + "'";
  if (!act.revocation_challenge.empty())
    text += ", with the password for revocation '" + act.revocation_challenge + "'";
  if (act.cacerts_first) text += ", after the CA certificates";
  if (act.obey) text += ", as /csrattrs asks";
  if (act.wait > 0) text += ", and wait when you are put off";
  return text;
}

}  // namespace

std::vector<HostedCase> hosted_cases(const std::vector<Case>& cases) {
  std::vector<HostedCase> hosted;
  for (const auto& each : cases) {
    if (each.scenario.role != "client") continue;
    HostedCase offered;
    offered.scenario = each;
    offered.label = label_of(each.id());
    std::vector<const Serve*> servers;
    std::vector<const RunClient*> acts;
    for (const auto& step : each.steps) {
      if (const auto* serve = std::get_if<Serve>(&step.word)) servers.push_back(serve);
      if (const auto* act = std::get_if<RunClient>(&step.word)) acts.push_back(act);
    }
    offered.why_not = why_not_offered(servers, acts);
    if (offered.why_not.empty()) {
      offered.own_port = wants_own_port(*servers.front());
      offered.operation = acts.front()->operation;
      offered.to_do = what_to_do(*acts.front());
      offered.waits = acts.front()->wait > 0;
    }
    hosted.push_back(std::move(offered));
  }
  return hosted;
}

HostedLabel parse_hosted_label(const std::string& text) {
  HostedLabel parsed;
  auto rest = text;
  if (rest.ends_with(twin_ending)) {
    parsed.twin = true;
    rest.resize(rest.size() - std::string_view(twin_ending).size());
  }
  const auto dot = rest.find('.');
  parsed.label = rest.substr(0, dot);
  if (dot != std::string::npos) parsed.device = rest.substr(dot + 1);
  return parsed;
}

std::string text_of(const HostedLabel& label) {
  return label.label + (label.device.empty() ? "" : "." + label.device) +
         (label.twin ? twin_ending : "");
}

}  // namespace inquest
