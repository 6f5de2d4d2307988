#pragma once
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "reference/pki/tls_settings.h"
#include "reference/transport/connection.h"
#include "reference/transport/listener.h"
#include "reference/transport/tls_engine.h"

/// Certificates, and peers that do as a test says. For the tests of this folder.
namespace inquest::testing {

/// One authority with a server ("localhost", 127.0.0.1, ::1) and a client, made once for the
/// program.
struct Certificates {
  TlsIdentity root;  // no intermediates
  TlsIdentity issuing;
  TlsIdentity server;  // issued by the issuing authority, which is its intermediate
  TlsIdentity client;
  TlsIdentity stranger;  // a client of an authority that nobody trusts
};
const Certificates& certificates();

/// A server's and a client's settings that fit together.
TlsSettings server_settings();
TlsSettings client_settings();
TlsSettings only(TlsVersion version, TlsSettings settings);

inline Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }
inline Deadline at_once() { return Deadline::in(std::chrono::milliseconds(200)); }

/// Accepts connections on a free loopback port, one after the other, and gives each socket to
/// `act`, on a thread of its own. The socket is closed when `act` returns.
class RawPeer {
 public:
  explicit RawPeer(std::function<void(int socket)> act);
  ~RawPeer();
  RawPeer(const RawPeer&) = delete;
  RawPeer& operator=(const RawPeer&) = delete;
  Endpoint endpoint() const { return {"127.0.0.1", port_}; }

 private:
  int listening_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

/// Blocking calls on a socket for RawPeer's act. They return at errors and at the end.
void send_text(int socket, std::string_view text);
/// Everything up to and with `end`, or what came until the peer was done.
std::string receive_until(int socket, std::string_view end);
void receive_to_end(int socket);
/// Closing will send a reset.
void reset_on_close(int socket);

/// The server's end of TLS over a socket, blocking.
class RawTls {
 public:
  RawTls(int socket, const TlsSettings& settings);
  bool handshake();
  std::string receive_until(std::string_view end);
  void send_text(std::string_view text);
  void say_close_notify();

 private:
  void flush();
  bool feed();
  int socket_;
  TlsEngine engine_;
};

/// A listener that answers 200 with the method, the target and the body as its body.
WireReply echo(const HttpRequest& request, const Peer& peer);
/// The suggested status with the reason as body.
WireReply refuse(const BadRequest& request, const Peer& peer);
std::unique_ptr<Listener> echo_listener(ListenerOptions options = {});
ListenerOptions with_tls(TlsSettings settings = server_settings());
Endpoint at(const Listener& listener);

/// Opens or fails the test.
std::unique_ptr<Connection> must_open(const Endpoint& endpoint,
                                      const std::optional<TlsSettings>& tls = std::nullopt,
                                      const std::shared_ptr<TlsSession>& resume = nullptr);
HttpRequest get(std::string target = "/");
HttpRequest post(Bytes body, std::string target = "/");
std::string body_text(const Exchange& exchange);
/// Sends it over a fresh plain connection; all that comes back until the end.
std::string talk(const Endpoint& endpoint, std::string_view text);

}  // namespace inquest::testing
