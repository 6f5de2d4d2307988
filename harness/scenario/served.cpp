#include "harness/scenario/served.h"

#include <algorithm>
#include <thread>

namespace inquest {

bool ClientRequest::is_for(Operation operation) const {
  const auto target = est_target(request.target);
  return target && target->operation == operation;
}

Served::Served(std::string name, ServerOptions options) : name_(std::move(name)) {
  options.watch = watch();
  server_ = EstServer::start(std::move(options));
}

ClientConnection& Served::connection(const Peer& peer) {
  const auto found =
      std::find_if(connections_.begin(), connections_.end(),
                   [&](const auto& each) { return each->number == peer.connection; });
  if (found != connections_.end()) return **found;
  connections_.push_back(std::make_unique<ClientConnection>());
  connections_.back()->number = peer.connection;
  connections_.back()->address = peer.address;
  return *connections_.back();
}

ServerWatch Served::watch() {
  ServerWatch watch;
  watch.wire.begun = [this](const Peer& peer) {
    const std::lock_guard lock(mutex_);
    auto& line = connection(peer);
    line.begun = true;
    line.tls = peer.tls;
  };
  watch.wire.transferred = [this](const Peer& peer, const Transfer& transfer) {
    const std::lock_guard lock(mutex_);
    connection(peer).transfers.push_back(transfer);
  };
  watch.wire.ended = [this](const Peer& peer, const TransportFailure& failure) {
    const std::lock_guard lock(mutex_);
    connection(peer).ended = failure;
  };
  watch.asked = [this](const Peer& peer, const HttpRequest& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back({peer.connection, std::chrono::steady_clock::now(), peer.tls, request, ""});
  };
  watch.asked_unreadably = [this](const Peer& peer, const BadRequest& bad) {
    const std::lock_guard lock(mutex_);
    requests_.push_back({peer.connection, std::chrono::steady_clock::now(), peer.tls, {},
                         bad.reason.empty() ? "it cannot be read" : bad.reason});
  };
  return watch;
}

std::vector<ClientConnection> Served::connections() const {
  const std::lock_guard lock(mutex_);
  std::vector<ClientConnection> all;
  for (const auto& each : connections_) all.push_back(*each);
  return all;
}

std::vector<ClientRequest> Served::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void Served::settle(std::chrono::milliseconds most) const {
  const auto last = std::chrono::steady_clock::now() + most;
  while (std::chrono::steady_clock::now() < last) {
    {
      const std::lock_guard lock(mutex_);
      if (std::all_of(connections_.begin(), connections_.end(),
                      [](const auto& each) { return each->ended.has_value(); }))
        return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace inquest
