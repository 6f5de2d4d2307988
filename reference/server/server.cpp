#include "reference/server/server.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "reference/codec/media_type.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

/// Peers' text in a log line: printable, short.
std::string for_log(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, 120)) shown += c >= 0x20 && c < 0x7f ? c : '?';
  return shown;
}

std::string client_text(const TlsFacts& tls) {
  if (tls.peer_chain.empty()) return "-";
  const auto leaf = Certificate::decode(tls.peer_chain.front());
  return for_log(leaf ? leaf->subject_text() : "(unreadable certificate)");
}

/// Why a request was refused, as its client is told: a text of ours, which has no secrets.
std::string reason_text(const HttpResponse& response) {
  const auto* type = response.headers.find("Content-Type");
  if (response.status < 400 || type == nullptr || *type != media_types::text_plain) return "";
  auto text = text_of(response.body);
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text.empty() ? "" : " \"" + for_log(text.substr(0, text.find('\n'))) + "\"";
}

WireReply on_the_wire(const Delivery& delivery) {
  WireReply reply;
  reply.bytes = delivery.bytes;
  reply.keep_open = delivery.keep_open;
  reply.close_after = delivery.close_after;
  reply.abort_after = delivery.abort_after;
  reply.delay_before = delivery.delay_before;
  reply.renegotiate_before = delivery.renegotiate_before;
  return reply;
}

/// RFC7030-3.2.2-08: such a label would be taken for the operation.
void refuse_name_of_operation(const std::string& label) {
  if (operation_named(label))
    throw std::invalid_argument("'" + label + "' is an operation, and no label of a CA");
}

class RunningServer final : public EstServer {
 public:
  RunningServer(ServerOptions options, ServerLog log)
      : options_(std::move(options)), log_(std::move(log)) {
    if (!options_.policy.authority) throw std::invalid_argument("an EST server needs an authority");
    for (const auto& label : options_.policy.labels) refuse_name_of_operation(label);
    for (const auto& [label, authority] : options_.policy.authorities)
      refuse_name_of_operation(label);
    ListenerOptions listening;
    listening.address = options_.address;
    listening.port = options_.port;
    listening.threads = options_.threads;
    listening.watch = options_.watch.wire;
    encrypted_ = options_.deviations.at(moments::listening, Listening{}).encrypted;
    if (encrypted_)
      // RFC7030-3.3-02: TLS, and nothing in the clear.
      listening.tls = tls_settings();
    listening.seams.incoming_records = [this](Bytes& bytes) {
      bytes = options_.deviations.at(moments::received_records, std::move(bytes));
    };
    listening.seams.incoming_bytes = [this](Bytes& bytes) {
      bytes = options_.deviations.at(moments::received_bytes, std::move(bytes));
    };
    listening.seams.outgoing_record = [this](Bytes& record) {
      record = options_.deviations.at(moments::outgoing_record, std::move(record));
    };
    // What is larger than the policy allows is read to its end, so that 413 is an answer and no
    // reset.
    listening.limits.body = std::max<std::size_t>(4U << 20U, options_.policy.max_request_body);
    listener_ = Listener::start(
        listening,
        [this](const HttpRequest& request, const Peer& peer) { return answer(request, peer); },
        [this](const BadRequest& bad, const Peer& peer) { return answer_bad(bad, peer); });
    rollovers_ = std::jthread([this](const std::stop_token& stop) { follow_rollovers(stop); });
  }

  std::uint16_t port() const override { return listener_->port(); }
  TrustAnchors trust() const override { return {options_.policy.authority->root()}; }
  const std::shared_ptr<Authority>& authority() const override { return options_.policy.authority; }
  void renew_certificate() override {
    if (encrypted_) listener_->replace_tls(tls_settings());
  }

 private:
  TlsSettings tls_settings() const {
    const auto key = Key::generate(options_.key);
    const auto& authority = options_.policy.authority;
    TlsSettings tls;
    tls.lowest = options_.lowest_tls;
    tls.highest = options_.highest_tls;
    // RFC7030-3.3-01, RFC7030-3.3.1-01
    tls.identity =
        TlsIdentity{key,
                    authority->issue(options_.deviations.at(
                        moments::server_certificate,
                        authority->prepare_server(key, options_.names, seconds_since_1970()))),
                    authority->chain()};
    // RFC7030-3.3.2-03
    tls.trust = options_.policy.client_trust;
    for (auto& each : authority->roots()) tls.trust.push_back(std::move(each));
    for (auto& each : authority->issuing_authorities()) tls.trust.push_back(std::move(each));
    for (const auto& [label, each] : options_.policy.authorities)
      for (auto& root : each->roots()) tls.trust.push_back(std::move(root));
    tls.srp_users = options_.srp_users;
    tls.require_client_certificate = options_.require_client_certificate;
    return options_.deviations.at(moments::server_tls, std::move(tls));
  }

  /// After a rollover, by whichever process, the server's own certificate comes from the new CA.
  void follow_rollovers(const std::stop_token& stop) {
    constexpr auto pause = std::chrono::milliseconds(500);
    const auto& authority = *options_.policy.authority;
    auto shown = authority.lineage();
    std::unique_lock lock(waiting_);
    while (!stopped_.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) {
      try {
        const auto lineage = authority.lineage();
        if (lineage->current.root.der() == shown->current.root.der()) continue;
        listener_->replace_tls(tls_settings());
        shown = lineage;
        log("the CA was rolled over: a new server certificate is in use");
      } catch (const std::exception& error) {
        log(fmt::format("trouble with the CA: {}", for_log(error.what())));
      }
    }
  }

  WireReply answer(const HttpRequest& request, const Peer& peer) {
    if (options_.watch.asked) options_.watch.asked(peer, request);
    const auto now = seconds_since_1970();
    auto response = respond_or_apologize(request, peer, now);
    log(fmt::format("{} {} {} {} client={}{}", peer.address, for_log(request.method),
                    for_log(request.target), response.status, client_text(peer.tls),
                    reason_text(response)));
    return on_the_wire(deliver(std::move(response), request, options_.deviations, now));
  }

  /// Trouble of our own is logged, and told without its details.
  HttpResponse respond_or_apologize(const HttpRequest& request, const Peer& peer,
                                    std::int64_t now) const {
    try {
      return respond(request, peer.tls, options_.policy, options_.deviations, now);
    } catch (const std::exception& error) {
      log(fmt::format("{} trouble: {}", peer.address, for_log(error.what())));
      HttpResponse apology;
      // RFC7231-6-01
      apology.status = 500;
      apology.headers = {{"Content-Type", media_types::text_plain}};
      apology.body = bytes_of("The server could not do this, for reasons of its own.\n");
      return apology;
    }
  }

  WireReply answer_bad(const BadRequest& bad, const Peer& peer) {
    if (options_.watch.asked_unreadably) options_.watch.asked_unreadably(peer, bad);
    log(fmt::format("{} unreadable request {}: {}", peer.address, bad.suggested_status,
                    for_log(bad.reason)));
    auto reply = on_the_wire(
        deliver(refuse_unreadable(bad.suggested_status, bad.reason, options_.deviations), {},
                options_.deviations, seconds_since_1970()));
    reply.close_after = true;
    return reply;
  }

  void log(const std::string& line) const {
    if (log_) log_(line);
  }

  ServerOptions options_;
  ServerLog log_;
  bool encrypted_ = true;
  std::mutex waiting_;
  std::condition_variable_any stopped_;
  std::unique_ptr<Listener> listener_;  // its threads use what stands above
  std::jthread rollovers_;              // and this one uses the listener
};

}  // namespace

std::unique_ptr<EstServer> EstServer::start(ServerOptions options, ServerLog log) {
  return std::make_unique<RunningServer>(std::move(options), std::move(log));
}

}  // namespace inquest
