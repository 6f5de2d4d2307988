#include "harness/scenario/connection_log.h"

#include <algorithm>
#include <chrono>

namespace inquest {
namespace {

constexpr std::size_t most_lines = 4096;  // connections remembered

bool has(const std::vector<std::string>& labels, const std::string& label) {
  return std::find(labels.begin(), labels.end(), label) != labels.end();
}

}  // namespace

ConnectionLog::Line& ConnectionLog::line(const Peer& peer) {
  const auto found = std::find_if(lines_.rbegin(), lines_.rend(), [&](const auto& each) {
    return each->seen.number == peer.connection;
  });
  if (found != lines_.rend()) return **found;
  if (lines_.size() >= most_lines) lines_.erase(lines_.begin());
  lines_.push_back(std::make_unique<Line>());
  lines_.back()->seen.number = peer.connection;
  lines_.back()->seen.address = peer.address;
  return *lines_.back();
}

ListenerWatch ConnectionLog::watch() {
  ListenerWatch watch;
  watch.accepted = [this](const Peer& peer) {
    const std::lock_guard lock(mutex_);
    line(peer);
  };
  watch.begun = [this](const Peer& peer) {
    const std::lock_guard lock(mutex_);
    auto& seen = line(peer).seen;
    seen.begun = true;
    seen.tls = peer.tls;
  };
  watch.transferred = [this](const Peer& peer, const Transfer& transfer) {
    const std::lock_guard lock(mutex_);
    line(peer).seen.transfers.push_back(transfer);
  };
  watch.ended = [this](const Peer& peer, const TransportFailure& failure) {
    const std::lock_guard lock(mutex_);
    auto& seen = line(peer).seen;
    seen.ended = failure;
    if (!seen.begun) seen.tls = peer.tls;
  };
  return watch;
}

void ConnectionLog::note(const std::string& label, const Peer& peer, const HttpRequest& request,
                         const std::string& unreadable) {
  const std::lock_guard lock(mutex_);
  auto& labels = line(peer).labels;
  if (!has(labels, label)) labels.push_back(label);
  requests_.emplace_back(label, ClientRequest{peer.connection, std::chrono::steady_clock::now(),
                                              peer.tls, request, unreadable});
}

std::vector<ClientConnection> ConnectionLog::all_connections() const {
  const std::lock_guard lock(mutex_);
  std::vector<ClientConnection> found;
  for (const auto& each : lines_) found.push_back(each->seen);
  return found;
}

std::vector<ClientConnection> ConnectionLog::connections(const std::string& label) const {
  const std::lock_guard lock(mutex_);
  std::vector<ClientConnection> found;
  for (const auto& each : lines_)
    if (has(each->labels, label)) found.push_back(each->seen);
  return found;
}

std::vector<ClientRequest> ConnectionLog::requests(const std::string& label) const {
  const std::lock_guard lock(mutex_);
  std::vector<ClientRequest> found;
  for (const auto& [where, request] : requests_)
    if (where == label) found.push_back(request);
  return found;
}

void ConnectionLog::forget(const std::string& label) {
  const std::lock_guard lock(mutex_);
  std::erase_if(requests_, [&](const auto& each) { return each.first == label; });
  for (const auto& each : lines_) std::erase(each->labels, label);
  std::erase_if(lines_, [](const auto& each) { return each->labels.empty() && each->seen.ended; });
}

}  // namespace inquest
