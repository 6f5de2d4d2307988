#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "reference/server/server.h"

/// A server of the harness, and all that a client under test said to it.
namespace inquest {

/// One connection of the client, as the server saw it.
struct ClientConnection {
  std::uint64_t number = 0;  ///< from 1
  std::string address;
  bool begun = false;  ///< the handshake was finished
  TlsFacts tls;
  std::vector<Transfer> transfers;
  std::optional<TransportFailure> ended;
};

/// One request, as it was read; or what came where none could be read.
struct ClientRequest {
  std::uint64_t connection = 0;
  std::chrono::steady_clock::time_point at;
  TlsFacts tls;
  HttpRequest request;
  std::string unreadable;  ///< why, when it could not be read

  bool is_for(Operation operation) const;
};

class Served {
 public:
  /// Listens when it returns; throws what EstServer::start() throws.
  Served(std::string name, ServerOptions options);
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  const std::string& name() const { return name_; }
  Endpoint endpoint() const { return {"127.0.0.1", server_->port()}; }
  TrustAnchors trust() const { return server_->trust(); }
  Authority& authority() const { return *server_->authority(); }
  /// In the order of their coming, up to now.
  std::vector<ClientConnection> connections() const;
  std::vector<ClientRequest> requests() const;
  /// Waits until the server has seen the end of every connection, at most that long: what a client
  /// said last may still be on its way when the client is gone.
  void settle(std::chrono::milliseconds most) const;

 private:
  ServerWatch watch();
  ClientConnection& connection(const Peer& peer);  // under the lock

  std::string name_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<ClientConnection>> connections_;
  std::vector<ClientRequest> requests_;
  std::unique_ptr<EstServer> server_;  // last: its threads use what stands above
};

}  // namespace inquest
