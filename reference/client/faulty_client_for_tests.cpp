#include "reference/client/faulty_client_for_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "reference/client/patience.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

/// "challengePassword=..." of a request that has one, and its subject.
std::string outline_of_csr(const HttpRequest& request) {
  const auto der = decode_base64(text_of(request.body));
  const auto csr =
      der ? decode_certification_request(*der) : Result<CertificationRequest>(ParseError{});
  if (!csr) return "";
  std::string text = " " + name_text(csr->info.subject);
  for (const auto* type : {oids::challenge_password, oids::est_identity_linking}) {
    if (const auto* attribute = csr->info.attribute(type))
      if (const auto value = challenge_text(*attribute))
        text += fmt::format(" {}={}", type, *value);
    const auto& all = csr->info.attributes;
    if (std::count_if(all.begin(), all.end(),
                      [&](const Attribute& each) { return each.type == type; }) > 1)
      text += " twice";
  }
  return text;
}

template <class Value>
std::string outcome(const Accepted<Value>& accepted) {
  const auto* problem = std::get_if<NotAccepted>(&accepted);
  return problem == nullptr ? "granted" : problem->reason;
}

}  // namespace

std::int64_t ClientScene::now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

ClientScene::ClientScene() {
  policy.authority = Authority::in_memory({}, now());
  policy.users = {{"est", "secret"}};
  listening.tls = TlsSettings{};
  belong_to(policy.authority);
  options.tls.trust = {policy.authority->root()};
  options.credentials = BasicCredentials{"est", "secret"};
  options.timeout = std::chrono::seconds(20);
  wanted.subject = encode_name("CN=device");
}

void ClientScene::belong_to(const std::shared_ptr<Authority>& authority) {
  policy.authority = authority;
  policy.client_trust = authority->roots();
  contents = authority->prepare_server(server_key, {"IP:127.0.0.1", "DNS:localhost"}, now());
  chain = authority->chain();
}

void ClientScene::name_server(const std::vector<std::string>& names) {
  std::erase_if(contents.extensions, [](const Extension& each) {
    return each.id == oids::subject_alt_name || each.id == oids::extended_key_usage;
  });
  contents.extensions.push_back(extensions::subject_alt_name(names));
  contents.extensions.push_back(extensions::extended_key_usage({oids::server_auth}));
}

void ClientScene::start() {
  if (listening.tls) {
    listening.tls->trust = policy.client_trust;
    listening.tls->identity = TlsIdentity{
        server_key, certificate ? *certificate : policy.authority->issue(contents), chain};
  }
  listener_ = Listener::start(
      listening,
      [this](const HttpRequest& request, const Peer& peer) { return answer(request, peer); },
      [](const BadRequest&, const Peer&) { return WireReply{.bytes = {}, .close_after = true}; });
  options.endpoint.port = listener_->port();
}

WireReply ClientScene::answer(const HttpRequest& request, const Peer& peer) {
  auto response = respond(request, peer.tls, policy, server_deviations, now());
  twist(response, request);
  const auto* credentials = request.headers.find("Authorization");
  const auto* host = request.headers.find("Host");
  {
    const std::lock_guard lock(mutex_);
    log_ += fmt::format(
        "\nC{} {} {}{}{}{}{}{} host={} binding={}{}{}{}{} over {}", peer.connection, request.method,
        request.target, peer.tls.encrypted() ? "" : " in the clear",
        peer.tls.peer_chain.empty() ? "" : " certificate",
        peer.tls.server_name.empty() ? "" : " sni=" + peer.tls.server_name,
        peer.tls.session_reused ? " resumed" : "", outline_of_csr(request), host ? *host : "",
        encode_base64(peer.tls.tls_unique.empty() ? peer.tls.tls_exporter : peer.tls.tls_unique),
        request.headers.find("Proxy-Authorization") ? " for-proxy" : "",
        credentials ? " auth=" + *credentials : "",
        request.headers.all("Authorization").size() > 1 ? " auth twice" : "",
        peer.tls.trusted_authorities ? " indicates" : "", peer.tls.version);
  }
  WireReply reply{.bytes = deliver(response, request, server_deviations, now()).bytes};
  garble(reply, request);
  return reply;
}

std::string ClientScene::log() {
  const std::lock_guard lock(mutex_);
  return log_;
}

std::string ClientScene::report(const std::string& outcome) {
  return fmt::format("{}{}\n{} requests", outcome, log(), requests());
}

std::size_t ClientScene::requests() {
  const auto text = log();
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string ClientScene::enroll(Operation operation) {
  return enroll(operation, [] {});
}

std::string ClientScene::enroll_while_waiting(const std::function<void()>& happens) {
  return enroll(Operation::simpleenroll, happens);
}

std::string ClientScene::enroll(Operation operation, const std::function<void()>& meanwhile) {
  std::string pauses;
  const auto accepted = ask_patiently(
      options,
      {patience,
       [&](std::chrono::seconds pause) {
         pauses += fmt::format("\nwaits {} s", pause.count());
         meanwhile();
       }},
      [&](const ClientOptions& again) { return inquest::enroll(again, operation, wanted, key); });
  return report(outcome(accepted) + pauses);
}

std::string ClientScene::enroll_at(const std::vector<std::string>& faults) {
  server_deviations = deviations_of(faults);
  start();
  return enroll();
}

std::string ClientScene::fetch_cacerts() {
  const auto accepted = inquest::fetch_cacerts(options);
  const auto* all = std::get_if<std::vector<Certificate>>(&accepted);
  return report(outcome(accepted) + (all ? fmt::format(" {} certificates", all->size()) : ""));
}

std::string ClientScene::fetch_csr_attributes() {
  return report(outcome(inquest::fetch_csr_attributes(options)));
}

std::string ClientScene::fetch_server_key(const KeyProtection& protection) {
  return report(outcome(inquest::fetch_server_key(options, wanted, protection)));
}

std::string ClientScene::enroll_by_cmc() {
  return report(outcome(inquest::enroll_by_cmc(options, wanted, key)));
}

std::string ClientScene::bootstrap(const std::string& fingerprint) {
  return report(outcome(inquest::bootstrap(options, fingerprint)));
}

TlsIdentity ClientScene::identity(const std::string& subject) {
  auto& authority = *policy.authority;
  return {key,
          authority.issue(
              authority.prepare(encode_name(subject), key.public_key(), std::nullopt, now())),
          {authority.issuing()}};
}

void play(const std::vector<FaultRow>& rows) {
  for (const auto& row : rows) {
    SCOPED_TRACE(row.fault);
    ClientScene honest;
    const auto as_honest = row.play(honest);
    EXPECT_THAT(as_honest, testing::HasSubstr(row.honest));
    EXPECT_THAT(as_honest, testing::Not(testing::HasSubstr(row.faulty)));
    ClientScene faulty;
    faulty.options.deviations = deviations_of({row.fault});
    EXPECT_THAT(row.play(faulty), testing::HasSubstr(row.faulty));
  }
}

bool is_of_deciding(const std::string& moment) {
  for (const auto name :
       {moments::request_info.name, moments::request_signature.name,
        moments::certification_request.name, moments::request_der.name, moments::cmc_request.name,
        moments::signed_cmc_request.name, moments::request_body.name, moments::request.name,
        moments::request_delivery.name})
    if (moment == name) return false;
  return true;
}

}  // namespace inquest
