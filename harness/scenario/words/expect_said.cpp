#include "harness/scenario/words/expect_said.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/client_stage.h"
#include "reference/codec/tls_hello.h"

namespace inquest {
namespace {

const std::vector<ClientRequest>& requests_to(const ClientAct& act, const std::string& to) {
  static const std::vector<ClientRequest> none;
  const auto found = act.requests.find(to.empty() ? act.server : to);
  return found == act.requests.end() ? none : found->second;
}

const std::vector<ClientConnection>& connections_to(const ClientAct& act, const std::string& to) {
  static const std::vector<ClientConnection> none;
  const auto found = act.connections.find(to.empty() ? act.server : to);
  return found == act.connections.end() ? none : found->second;
}

bool has_credentials(const ClientRequest& each, const std::string& scheme) {
  const auto* field = each.request.headers.find("Authorization");
  return field != nullptr && field->starts_with(scheme);
}

bool shows_certificate(const ClientConnection& each) { return !each.tls.peer_chain.empty(); }

/// How often it was said.
std::size_t said(const ClientAct& act, const std::string& to, const std::string& what) {
  const auto& requests = requests_to(act, to);
  const auto& connections = connections_to(act, to);
  const auto count = [](const auto& all, const auto& is) {
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), is));
  };
  const auto certificates = count(connections, shows_certificate);
  if (what == "request") return requests.size();
  if (what == "operation") return act.asked(to).size();
  if (what == "post")
    return count(requests, [](const ClientRequest& each) { return each.request.method == "POST"; });
  if (what == "basic")
    return count(requests,
                 [](const ClientRequest& each) { return has_credentials(each, "Basic"); });
  if (what == "credentials")
    return certificates +
           count(requests, [](const ClientRequest& each) { return has_credentials(each, ""); });
  if (what == "certificate") return certificates;
  if (what == "handshake")
    return count(connections, [](const ClientConnection& each) { return each.begun; });
  throw std::logic_error("nobody says a '" + what + "'");
}

/// The alerts with which RFCs have a client end a handshake.
const std::vector<std::pair<std::string, int>> alerts{{"ends-with-illegal-parameter", 47},
                                                      {"ends-with-protocol-version", 70},
                                                      {"ends-with-insufficient-security", 71}};

Finding how_ended(const ClientAct& act, const std::vector<ClientConnection>& connections,
                  int alert) {
  if (connections.empty()) throw Inconclusive("the client never connected: " + act.summary());
  const auto& last = connections.front();
  if (last.begun)
    return {false, "how the handshake ended", fmt::format("with alert {}", alert),
            "it came to its end, with " + last.tls.version};
  if (!last.ended || last.ended->fate == Fate::reset || last.ended->fate == Fate::silence)
    throw Inconclusive("how the client ended the handshake did not come through: " +
                       (last.ended ? last.ended->what : act.summary()));
  if (last.ended->what.find("no shared cipher") != std::string::npos)
    throw NotApplicable("the client offers no cipher suite that this handshake could have");
  return {last.ended->alert == alert, "how the handshake ended",
          fmt::format("with alert {}", alert), last.ended->what};
}

/// Of those that it finished, one after the other. Who connects once has nothing to resume.
void judge_resumption(const std::vector<ClientConnection>& connections, const Cite& cites,
                      ClientStage& stage) {
  const auto is_begun = [](const ClientConnection& each) { return each.begun; };
  const auto is_resumed = [](const ClientConnection& each) { return each.tls.session_reused; };
  const auto begun = std::count_if(connections.begin(), connections.end(), is_begun);
  const std::string what = "the TLS session of the client's later connections";
  if (begun < 2) return stage.tell(cites, what, "there was no second connection");
  const bool any = std::any_of(connections.begin(), connections.end(), is_resumed);
  stage.judge(cites,
              {any, what, "that of an earlier one",
               any ? "resumed" : fmt::format("a new one for each of {} connections", begun)});
}

/// A client that had the CA certificates of a server which an implicit anchor alone vouches for: if
/// that anchor does not count any more it says so in each later ClientHello (RFC 7030 4.1.3).
Finding indication(const ClientAct& act, const std::vector<ClientConnection>& connections) {
  if (connections.size() < 2 || !connections.front().begun)
    throw Inconclusive("the client did not come back after the CA certificates: " + act.summary());
  for (auto each = connections.begin() + 1; each != connections.end(); ++each) {
    if (each->tls.trusted_authorities) continue;
    if (each->begun)
      throw NotApplicable("the client goes on under its implicit trust anchors: " + act.summary());
    if (each->tls.offered_suites.empty())
      throw Inconclusive("a ClientHello did not come through: " + act.summary());
    return {false, "what the client says in TLS once implicit anchors do not count",
            "trusted_ca_keys in each ClientHello", "none in one; " + act.summary()};
  }
  return {true, "what the client says in TLS once implicit anchors do not count",
          "trusted_ca_keys in each ClientHello", "trusted_ca_keys"};
}

/// No suite with _EXPORT_ or _DES_ in its name is offered.
Finding suites_of_today(const ClientAct& act, const std::vector<ClientConnection>& connections) {
  std::size_t hellos = 0;
  std::string old;
  for (const auto& each : connections) {
    hellos += each.tls.offered_suites.empty() ? 0 : 1;
    for (const auto suite : each.tls.offered_suites)
      if (const auto name = name_of_suite(suite); !name.starts_with("0x")) old += " " + name;
  }
  if (hellos == 0) throw Inconclusive("no ClientHello came through: " + act.summary());
  return {old.empty(), "the cipher suites that the client offers",
          "none with _EXPORT_ or _DES_ in its name", old.empty() ? "none of these" : old.substr(1)};
}

std::string name_of_said(const std::string& what) {
  if (what == "request") return "an HTTP request";
  if (what == "operation") return "a request for the operation";
  if (what == "post") return "a POST";
  if (what == "basic") return "a password in the clear (Basic)";
  if (what == "credentials") return "a password or a certificate";
  if (what == "certificate") return "a client certificate";
  return "a finished TLS handshake";
}

}  // namespace

void ExpectUnsaid::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  (void)stage.server(to.empty() ? act.server : to);
  const auto times = said(act, to, what);
  Finding finding{times == 0, "what the client says to the server", "never " + name_of_said(what),
                  times == 0
                      ? "nothing of the kind; " + act.summary()
                      : fmt::format("{}, {} times; {}", name_of_said(what), times, act.summary())};
  if (!finding.holds) return stage.judge(cites, std::move(finding));
  stage.judge_with_twin(
      cites, act, std::move(finding),
      [to = to, what = what](const ClientAct& twin) -> std::optional<std::string> {
        if (said(twin, to, what) > 0 || (twin.deed.stored && twin.accepted())) return std::nullopt;
        return "was told nothing of the kind either: " + twin.summary();
      });
}

void ExpectAsked::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  (void)stage.server(to.empty() ? act.server : to);
  const auto asked = act.asked(to).size();
  Finding finding{asked >= static_cast<std::size_t>(times), "how often the client asks",
                  fmt::format("{} times, or more often", times),
                  fmt::format("{} times; {}", asked, act.summary())};
  if (finding.holds) return stage.judge(cites, std::move(finding));
  if (!to.empty() && connections_to(act, to).empty())
    throw NotApplicable("the client never came to the server '" + to + "': " + act.summary());
  if (const auto elsewhere = act.asked_elsewhere(to); !elsewhere.empty() && asked == 0) {
    finding.actual += "; it asked for " + elsewhere;
    return stage.judge(cites, std::move(finding));
  }
  if (!act.deviates)
    throw Inconclusive("the client did not get so far where all is right: " + act.summary());
  stage.judge_with_twin(cites, act, std::move(finding),
                        [](const ClientAct& twin) -> std::optional<std::string> {
                          if (!twin.asked().empty()) return std::nullopt;
                          return "was asked for nothing either: " + twin.summary();
                        });
}

void ExpectTls::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  const auto& connections = connections_to(act, to);
  for (const auto& [name, alert] : alerts)
    if (rule == name) return stage.judge(cites, how_ended(act, connections, alert));
  if (rule == "session-resumed") return judge_resumption(connections, cites, stage);
  if (rule == "indicates-anchors") return stage.judge(cites, indication(act, connections));
  if (rule == "suites-of-today") return stage.judge(cites, suites_of_today(act, connections));
  const auto begun = std::find_if(connections.rbegin(), connections.rend(),
                                  [](const ClientConnection& each) { return each.begun; });
  if (begun == connections.rend())
    throw Inconclusive("the client finished no handshake: " + act.summary());
  const auto& tls = begun->tls;
  const auto chain = fmt::format("{} certificates", tls.peer_chain.size());
  if (rule == "certificate-shown")
    return stage.judge(cites, {!tls.peer_chain.empty(), "the client's certificate in TLS",
                               "the one that it was given", chain});
  if (rule == "chain-shown")
    return stage.judge(
        cites,
        {tls.peer_chain.empty() || tls.peer_verified, "the chain that the client shows in TLS",
         "what leads from its certificate to the root",
         tls.peer_verified ? chain : chain + ": " + tls.peer_verification_error});
  if (rule == "version-current")
    return stage.judge(cites, {tls.version == "TLSv1.2" || tls.version == "TLSv1.3",
                               "the TLS version", "1.2 or 1.3", tls.version});
  if (rule == "srp-user")
    return stage.judge(cites, {!tls.srp_user.empty(), "how the client authenticates in TLS",
                               "by TLS-SRP", tls.srp_user.empty() ? "not by SRP" : tls.srp_user});
  throw std::logic_error("expect_tls must say which rule");
}

}  // namespace inquest
