#include "harness/engine/matrix.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>

#include "harness/scenario/stable_number.h"
#include "harness/version.h"
#include "reference/client/client.h"
#include "reference/pki/name.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

using Outcome = MatrixCell::Outcome;

const std::vector<std::string> stories{"ca certificates", "bootstrap",  "enrol", "renew",
                                       "server-side key", "attributes", "retry", "rollover"};

Operation operation_of(const std::string& story) {
  if (story == "ca certificates" || story == "bootstrap" || story == "rollover")
    return Operation::cacerts;
  if (story == "renew") return Operation::simplereenroll;
  if (story == "server-side key") return Operation::serverkeygen;
  return Operation::simpleenroll;
}

/// One client at one server, from story to story: what it got by enrolling is renewed later.
class Visit {
 public:
  Visit(const MatrixClient& client, const ServerProfile& server, KeyPool& keys)
      : client_(client), server_(server), keys_(keys) {
    ClientOptions ours;
    ours.endpoint = server.endpoint;
    ours.tls.trust = server.trust;
    ours.label = server.label;
    auto fetched = fetch_cacerts(ours);
    // Where our own client does not get them, what the profile trusts has to do for all.
    authorities_ = std::holds_alternative<NotAccepted>(fetched)
                       ? server.trust
                       : std::get<std::vector<Certificate>>(fetched);
  }

  MatrixCell act(const std::string& story) {
    MatrixCell cell;
    cell.client = client_.profile.name;
    cell.server = server_.name;
    cell.story = story;
    if (auto why = why_not_offered(story); !why.empty()) {
      cell.outcome = Outcome::not_offered;
      cell.what = why;
      return cell;
    }
    if (story == "renew" && !identity_) {
      cell.what = "there is no certificate to renew, since none was had by enrolling";
      return cell;
    }
    const auto errand = errand_for(story);
    const auto deed = client_.driver->run(errand);
    cell.command = deed.command;
    cell.output = deed.output;
    if (deed.stored)
      for (const auto& each : *deed.stored)
        cell.certificates.push_back(
            {"kept", each.subject_text(), each.issuer_text(), each.to_pem()});
    judge(cell, errand, deed);
    return cell;
  }

 private:
  std::string why_not_offered(const std::string& story) const {
    const auto operation = std::string(name_of(operation_of(story)));
    const auto can = client_.profile.capabilities();
    if (!server_.operations.contains(operation)) return "the server has no " + operation;
    if (!can.contains(operation)) return ClientProfile::why_missing(operation);
    const auto wants = [&](const char* capability) {
      return can.contains(capability) ? "" : ClientProfile::why_missing(capability);
    };
    if (server_.policies.contains("manual-approval") && operation != "cacerts" && story != "retry")
      return "the server lets enrolments wait";
    if (story == "bootstrap") return wants("bootstrap");
    if (story == "renew") return wants("certificate");
    if (story == "attributes")
      return server_.operations.contains("csrattrs") ? wants("obey") : "the server has no csrattrs";
    if (story == "retry")
      return server_.policies.contains("manual-approval") ? wants("wait")
                                                          : "the server lets nobody wait";
    if (story == "rollover")
      return server_.policies.contains("rollover") ? wants("rollover")
                                                   : "the server's root was not replaced";
    return "";
  }

  std::vector<Certificate> roots() const {
    std::vector<Certificate> found;
    std::copy_if(authorities_.begin(), authorities_.end(), std::back_inserter(found),
                 [](const Certificate& each) { return each.self_signed(); });
    return found;
  }

  Errand errand_for(const std::string& story) {
    Errand errand;
    errand.operation = operation_of(story);
    errand.server = server_.endpoint;
    errand.label = server_.label;
    errand.trust = server_.trust;
    std::copy_if(authorities_.begin(), authorities_.end(), std::back_inserter(errand.issuing),
                 [](const Certificate& each) { return !each.self_signed(); });
    const auto number = stable_number(static_cast<std::uint64_t>(seconds_since_1970()),
                                      client_.profile.name + server_.name + story);
    errand.subject = fmt::format("CN=inquest-{:010x}", number & 0xffffffffffU);
    errand.key = keys_.fresh(KeyKind(server_.keys.contains("ec-p256") ? "ec-p256" : "rsa-2048"));
    if (errand.operation != Operation::cacerts && errand.operation != Operation::simplereenroll) {
      errand.credentials = server_.credentials;
      if (!server_.credentials) errand.identity = server_.identity;
    }
    if (errand.operation == Operation::simplereenroll) {
      errand.identity = identity_;
      errand.subject = identity_->certificate.subject_text();
    }
    if (story == "retry") errand.wait = std::chrono::seconds(std::max(server_.approval_within, 5));
    errand.obey = story == "attributes";
    if (story == "bootstrap" && !roots().empty()) {
      errand.fingerprint = roots().front().fingerprint();
      errand.trust.clear();
    }
    if (story == "rollover" && roots().size() > 1) errand.trust = {roots().front()};
    return errand;
  }

  static void fail(MatrixCell& cell, const std::string& what, const Deed& deed) {
    cell.outcome = Outcome::fails;
    cell.what = what + "; " + deed.ended;
  }

  void judge(MatrixCell& cell, const Errand& errand, const Deed& deed) {
    if (!deed.ran && !deed.crashed && !deed.contained) {
      cell.what = "the client could not be started: " + deed.ended;
      return;
    }
    if (!deed.stored) {
      cell.what = "its profile does not say where the client keeps certificates; " + deed.ended;
      return;
    }
    if (deed.stored->empty()) return fail(cell, "it keeps no certificate", deed);
    if (errand.operation == Operation::cacerts) return judge_anchors(cell, deed);
    judge_certificate(cell, errand, deed);
  }

  void judge_anchors(MatrixCell& cell, const Deed& deed) const {
    std::size_t kept = 0;
    for (const auto& root : roots())
      kept += static_cast<std::size_t>(
          std::any_of(deed.stored->begin(), deed.stored->end(),
                      [&](const Certificate& each) { return each.der() == root.der(); }));
    if (kept < roots().size())
      return fail(cell, fmt::format("it keeps {} of {} roots", kept, roots().size()), deed);
    if (kept == 0) return fail(cell, "it keeps no root that is known", deed);
    cell.outcome = Outcome::works;
    cell.what =
        fmt::format("it keeps {} certificates, {} of them roots", deed.stored->size(), kept);
  }

  /// The certificate that bears the key, of the client's own or of the errand.
  void judge_certificate(MatrixCell& cell, const Errand& errand, const Deed& deed) {
    auto keys = deed.stored_keys.value_or(std::vector<Key>{});
    if (errand.key) keys.push_back(*errand.key);
    if (errand.identity) keys.push_back(errand.identity->key);
    for (const auto& certificate : *deed.stored)
      for (const auto& key : keys) {
        if (certificate.public_key() != key.public_key()) continue;
        const auto path =
            verify_path(certificate, authorities_, roots(), seconds_since_1970(), Purpose::any);
        if (!path.valid)
          return fail(cell, "its certificate leads to no root: " + path.reason, deed);
        cell.outcome = Outcome::works;
        cell.what = "it keeps a certificate for " + certificate.subject_text();
        const bool renewed = errand.operation == Operation::simplereenroll;
        if (renewed)
          cell.what += key.public_key() == identity_->key.public_key() ? ", with the key it had"
                                                                       : ", with a new key";
        if (cell.story == "enrol") identity_ = TlsIdentity{key, certificate, errand.issuing};
        return;
      }
    // A client whose key nobody sees may still have the certificate that was asked for.
    const auto& first = deed.stored->front();
    const bool named = errand.operation == Operation::serverkeygen ||
                       same_name(first.subject(), encode_name(errand.subject));
    if (!deed.stored_keys || !deed.stored_keys->empty() || !named)
      return fail(cell, "what it keeps bears none of its keys: " + first.subject_text(), deed);
    cell.outcome = Outcome::works;
    cell.what = "it keeps a certificate for " + first.subject_text() +
                "; where it keeps its key is not known";
  }

  const MatrixClient& client_;
  const ServerProfile& server_;
  KeyPool& keys_;
  std::vector<Certificate> authorities_;
  std::optional<TlsIdentity> identity_;  ///< had by enrolling
};

}  // namespace

MatrixResult run_matrix(const std::vector<MatrixClient>& clients,
                        const std::vector<ServerProfile>& servers, KeyPool& keys,
                        const std::function<void(const MatrixCell&)>& on_cell) {
  MatrixResult matrix;
  matrix.tool = tool_name;
  matrix.started = fmt::format(
      "{:%Y-%m-%dT%H:%M:%SZ}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now())));
  matrix.stories = stories;
  for (const auto& each : clients) matrix.clients.push_back(each.profile.name);
  for (const auto& each : servers) matrix.servers.push_back(each.name);

  std::vector<std::vector<MatrixCell>> of_servers(servers.size());
  std::mutex mutex;
  {
    std::vector<std::jthread> visitors;
    for (std::size_t at = 0; at < servers.size(); ++at)
      visitors.emplace_back([&, at] {
        for (const auto& client : clients) {
          Visit visit(client, servers[at], keys);
          for (const auto& story : stories) {
            auto cell = visit.act(story);
            const std::lock_guard lock(mutex);
            if (on_cell) on_cell(cell);
            of_servers[at].push_back(std::move(cell));
          }
        }
      });
  }
  for (auto& cells : of_servers)
    for (auto& cell : cells) matrix.cells.push_back(std::move(cell));
  return matrix;
}

}  // namespace inquest
