#include "harness/scenario/own_server.h"

#include <algorithm>

namespace inquest {

OwnServer::OwnServer(std::string name, ServerOptions options)
    : Served(std::move(name)),
      host_(options.address == "0.0.0.0" || options.address == "::" ? "127.0.0.1"
                                                                    : options.address) {
  options.watch = watch();
  server_ = EstServer::start(std::move(options));
}

ClientConnection& OwnServer::connection(const Peer& peer) {
  const auto found = std::find_if(connections_.begin(), connections_.end(), [&](const auto& each) {
    return each->number == peer.connection;
  });
  if (found != connections_.end()) return **found;
  connections_.push_back(std::make_unique<ClientConnection>());
  connections_.back()->number = peer.connection;
  connections_.back()->address = peer.address;
  return *connections_.back();
}

ServerWatch OwnServer::watch() {
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
    requests_.push_back({peer.connection,
                         std::chrono::steady_clock::now(),
                         peer.tls,
                         {},
                         bad.reason.empty() ? "it cannot be read" : bad.reason});
  };
  return watch;
}

std::vector<ClientConnection> OwnServer::connections() const {
  const std::lock_guard lock(mutex_);
  std::vector<ClientConnection> all;
  for (const auto& each : connections_) all.push_back(*each);
  return all;
}

std::vector<ClientRequest> OwnServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

}  // namespace inquest
