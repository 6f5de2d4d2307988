#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "reference/server/server.h"

/// What a client under test meets, and all that it said there.
namespace inquest {

/// One connection of the client, as the server saw it.
struct ClientConnection {
  std::uint64_t number = 0;  ///< from 1
  std::string address;
  bool begun = false;  ///< the handshake was finished
  TlsFacts tls;        ///< of the ClientHello alone, where it was not
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

/// Where the client is sent, whoever listens there.
class Served {
 public:
  virtual ~Served() = default;
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  const std::string& name() const { return name_; }
  virtual Endpoint endpoint() const = 0;
  /// Has clients call it by that name from now on; false where it has one for good.
  virtual bool be_called(const std::string&) { return false; }
  /// Takes a new certificate for TLS, for connections from now on; false where it is not its own.
  virtual bool renew_certificate() { return false; }
  /// The CA label by which alone this server is met; empty: it has a port of its own.
  virtual std::string label() const { return ""; }
  virtual TrustAnchors trust() const = 0;
  virtual Authority& authority() const = 0;
  /// What /csrattrs asks for, where it says that as it should.
  const CsrAttributes& asks_for() const { return asks_for_; }
  void will_ask_for(CsrAttributes attributes) { asks_for_ = std::move(attributes); }
  /// In the order of their coming, up to now.
  virtual std::vector<ClientConnection> connections() const = 0;
  virtual std::vector<ClientRequest> requests() const = 0;
  /// Waits until the end of every connection was seen, at most that long: what a client said last
  /// may still be on its way when the client is gone.
  void settle(std::chrono::milliseconds most) const;

 protected:
  explicit Served(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
  CsrAttributes asks_for_;
};

}  // namespace inquest
