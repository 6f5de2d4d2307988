#include "harness/scenario/client_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/scenario/connection_evidence.h"
#include "harness/scenario/own_server.h"
#include "harness/scenario/stable_number.h"
#include "reference/protocol/csr_attributes_operation.h"

namespace inquest {

std::vector<ClientRequest> ClientAct::asked(const std::string& of_server) const {
  std::vector<ClientRequest> found;
  const auto all = requests.find(of_server.empty() ? server : of_server);
  if (all == requests.end()) return found;
  std::copy_if(all->second.begin(), all->second.end(), std::back_inserter(found),
               [&](const ClientRequest& each) {
                 return each.unreadable.empty() && each.is_for(errand.operation);
               });
  return found;
}

std::string ClientAct::asked_elsewhere(const std::string& of_server) const {
  const auto all = requests.find(of_server.empty() ? server : of_server);
  if (all == requests.end()) return "";
  for (const auto& each : all->second) {
    if (!each.unreadable.empty()) continue;
    if (!each.is_for(errand.operation) && !each.is_for(Operation::cacerts) &&
        !each.is_for(Operation::csrattrs))
      return each.request.target;
  }
  return "";
}

bool ClientAct::accepted() const {
  if (deed.said_accepted) return *deed.said_accepted;
  if (deed.unseen)
    throw NotApplicable("what the device keeps cannot be seen from here, and nobody told");
  if (!deed.stored)
    throw Inconclusive(
        "whether the client accepted cannot be told: its profile does not say where " +
        std::string("it keeps certificates; ") + deed.ended);
  return !deed.stored->empty();
}

std::string ClientAct::summary() const {
  std::string text = "stored nothing";
  if (!deed.stored) text = "nobody knows what it stored";
  if (deed.stored && !deed.stored->empty()) {
    text = "stored " + deed.stored->front().subject_text();
    if (deed.stored->size() > 1) text += fmt::format(" and {} more", deed.stored->size() - 1);
  }
  return text + "; " + deed.ended;
}

ClientStage::ClientStage(const ClientServices& services, std::string case_id)
    : CaseRecord(services.requirements), services_(services), case_id_(std::move(case_id)) {}

// -- acting --

Served& ClientStage::serve(const std::string& name, ServerOptions options) {
  if (servers_.contains(name)) throw std::logic_error("there is a server '" + name + "' already");
  deviates_ = deviates_ || step_deviates();
  server_order_.push_back(name);
  authorities_[name] = options.policy.authority;
  auto wanted = wanted_attributes(options.policy);
  auto& server = servers_[name] = services_.serve
                                      ? services_.serve(name, std::move(options))
                                      : std::make_shared<OwnServer>(name, std::move(options));
  server->will_ask_for(std::move(wanted));
  return *server;
}

std::shared_ptr<Authority> ClientStage::authority_of(const std::string& name) const {
  const auto found = authorities_.find(name);
  return found == authorities_.end() ? nullptr : found->second;
}

Served& ClientStage::server(const std::string& name) const {
  const auto found = servers_.find(name);
  if (found == servers_.end())
    throw std::logic_error("no step before this one serves '" + name + "'");
  return *found->second;
}

const ClientAct& ClientStage::run(const std::string& name, const std::string& server,
                                  Errand errand) {
  ClientAct act;
  act.server = server;
  act.deviates = deviates_ || step_deviates();
  if (auto label = this->server(server).label(); !label.empty()) errand.label = label;
  act.deed = services_.driver->run(errand);
  act.errand = std::move(errand);
  if (!act.deed.ran && !act.deed.crashed && !act.deed.contained)
    throw Inconclusive("the client could not be started: " + act.deed.ended);
  constexpr auto patience = std::chrono::milliseconds(500);
  for (const auto& [each, served] : servers_) {
    served->settle(patience);
    // What came since the act before: a device may be there before it is waited for.
    auto requests = served->requests();
    auto connections = served->connections();
    auto& [old_requests, old_connections] = taken_[each];
    const auto requests_before = std::exchange(old_requests, requests.size());
    const auto connections_before = std::exchange(old_connections, connections.size());
    requests.erase(requests.begin(),
                   requests.begin() + static_cast<std::ptrdiff_t>(requests_before));
    connections.erase(connections.begin(),
                      connections.begin() + static_cast<std::ptrdiff_t>(connections_before));
    act.requests[each] = std::move(requests);
    act.connections[each] = std::move(connections);
  }
  acts_.push_back(std::move(act));
  if (!name.empty()) act_names_[name] = acts_.size() - 1;
  return acts_.back();
}

const ClientAct& ClientStage::act(const std::string& name) const {
  if (name.empty()) {
    if (acts_.empty()) throw std::logic_error("no step before this one runs the client");
    return acts_.back();
  }
  const auto found = act_names_.find(name);
  if (found == act_names_.end())
    throw std::logic_error("no step before this one names its act '" + name + "'");
  return acts_[found->second];
}

Key ClientStage::key(const KeyKind& kind, const std::string& purpose) {
  const auto taken = keys_taken_[purpose + kind.name()]++;
  const std::uint64_t pool = kind.name().starts_with("rsa") ? 8 : 256;
  return services_.keys->key(kind, number(fmt::format("key {} {}", purpose, taken)) % pool);
}

std::uint64_t ClientStage::number(const std::string& purpose) const {
  return stable_number(services_.seed, case_id_ + "/" + purpose);
}

std::string ClientStage::subject() const {
  return fmt::format("CN=inquest-{:010x}", number("subject") & 0xffffffffffU);
}

const DecryptionSecrets& ClientStage::decryption_secrets() {
  if (!decryption_secrets_)
    decryption_secrets_ = make_decryption_secrets(key(KeyKind("rsa-2048"), "to decrypt"),
                                                  key(KeyKind("ec-p256"), "to decrypt"), now());
  return *decryption_secrets_;
}

// -- judging --

void ClientStage::judge_with_twin(const Cite& cite, const ClientAct& act, Finding finding,
                                  Settling right) {
  const auto index =
      static_cast<std::size_t>(std::find_if(acts_.begin(), acts_.end(),
                                            [&](const ClientAct& each) { return &each == &act; }) -
                               acts_.begin());
  suspended_.push_back({cite, index, step(), std::move(finding), std::move(right)});
}

void ClientStage::settle(const ClientStage& twin) {
  for (auto& suspended : suspended_) {
    if (suspended.act >= twin.acts_.size())
      throw Inconclusive("the twin of this case ended before the client was run");
    if (auto problem = suspended.right(twin.acts_[suspended.act]))
      throw Inconclusive("the twin, in which the server is right in everything, " + *problem);
    set_step(suspended.step);
    judge(suspended.cite, std::move(suspended.finding));
  }
  suspended_.clear();
}

// -- evidence --

std::vector<ConnectionResult> ClientStage::connection_results(bool show_secrets) const {
  std::vector<ConnectionResult> results;
  for (const auto& name : server_order_) {
    for (const auto& line : servers_.at(name)->connections()) {
      auto result = connection_evidence(line.tls, line.transfers, show_secrets);
      result.name = fmt::format("{} {}", name, line.number);
      result.peer = line.address;
      result.fate = !line.ended                ? std::string(name_of(Fate::open))
                    : line.ended->what.empty() ? std::string(name_of(line.ended->fate))
                                               : line.ended->what;
      results.push_back(std::move(result));
    }
  }
  return results;
}

std::vector<ProgramResult> ClientStage::program_results() const {
  std::vector<ProgramResult> results;
  for (const auto& each : acts_) {
    ProgramResult result;
    result.name = std::string(name_of(each.errand.operation)) + " at " + each.server;
    result.command = each.deed.command;
    result.ended = each.summary();
    result.output = each.deed.output;
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace inquest
