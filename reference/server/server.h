#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "reference/protocol/server.h"
#include "reference/transport/listener.h"

/// The reference EST server: policy and deviations behind a listener.
namespace inquest {

/// What an observer sees of a server, for evidence. Each may be empty; all are called on the
/// server's threads, several at once.
struct ServerWatch {
  ListenerWatch wire;
  /// A request was read, and is about to be answered.
  std::function<void(const Peer&, const HttpRequest&)> asked;
  std::function<void(const Peer&, const BadRequest&)> asked_unreadably;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::vector<std::string> names{"DNS:localhost", "IP:127.0.0.1",
                                 "IP:::1"};  ///< in its certificate
  KeyKind key{"ec-p256"};                    ///< of its TLS certificate
  TlsVersion lowest_tls = TlsVersion::tls1_2;
  TlsVersion highest_tls = TlsVersion::tls1_3;
  bool require_client_certificate = false;
  std::map<std::string, std::string> srp_users;  ///< of TLS-SRP, name to password
  ServerPolicy policy;  ///< an authority is needed; client_trust gets its root added
  Deviations deviations;
  unsigned threads = 2;
  ServerWatch watch;
};

/// One line for each request, without secrets: "10.0.0.1:5 POST /... 200 client=CN=device-1".
/// Called on several threads at once.
using ServerLog = std::function<void(const std::string& line)>;

class EstServer {
 public:
  /// Listens when it returns. Throws std::invalid_argument without an authority and for a label
  /// that is named like an operation, and what Listener::start() throws.
  static std::unique_ptr<EstServer> start(ServerOptions options, ServerLog log = {});
  virtual ~EstServer() = default;
  virtual std::uint16_t port() const = 0;
  /// Anchors with which clients verify this server and what it issues.
  virtual TrustAnchors trust() const = 0;
  virtual const std::shared_ptr<Authority>& authority() const = 0;
  /// Takes a new certificate for TLS, and shows it on connections from now on. Safe to call on any
  /// thread; nothing happens where there is no TLS.
  virtual void renew_certificate() = 0;
};

}  // namespace inquest
