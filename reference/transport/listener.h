#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "reference/codec/http1.h"
#include "reference/codec/tls_facts.h"
#include "reference/pki/tls_settings.h"
#include "reference/transport/connection.h"

/// A listening socket that speaks TLS and HTTP/1.1 and asks a function what to answer. Many
/// connections at once, on a few threads.
namespace inquest {

/// What goes onto the wire in answer to one request: exactly `bytes`, in this order of events.
struct WireReply {
  Bytes bytes;
  bool keep_open = false;    ///< go on even where the request said close
  bool close_after = false;  ///< close (orderly) when sent
  bool abort_after = false;  ///< reset the connection when sent, without close_notify
  std::chrono::milliseconds delay_before{0};  ///< wait before the first byte (at most 60 s)
  bool renegotiate_before = false;            ///< asks for a new handshake first, below TLS 1.3
};

/// The bytes that came where no HTTP request could be read, and why.
struct BadRequest {
  Bytes bytes;
  std::string reason;
  int suggested_status = 400;  ///< 400, 408, 413, 414, 417, 431, 501 or 505
};

/// Who asks.
struct Peer {
  TlsFacts tls;
  std::string address;           ///< "127.0.0.1:54321"
  std::uint64_t connection = 0;  ///< numbered from 1 as they were accepted
  std::uint64_t request = 0;     ///< numbered from 1 on each connection
};

/// What happens on a listener's connections, for evidence. Each may be empty; all are called on the
/// listener's threads, those of one connection in order.
struct ListenerWatch {
  /// A TCP connection was taken; nothing is known of it yet.
  std::function<void(const Peer&)> accepted;
  /// The TLS handshake was finished, or a TCP connection taken where there is no TLS.
  std::function<void(const Peer&)> begun;
  /// Bytes were sent or received, decrypted.
  std::function<void(const Peer&, const Transfer&)> transferred;
  /// How it ended; also for a handshake that failed, when Peer::tls has the ClientHello alone. A
  /// text is there when it was not plainly closed.
  std::function<void(const Peer&, const TransportFailure&)> ended;
};

struct ListenerOptions {
  std::string address = "127.0.0.1";  ///< loopback unless told otherwise
  std::uint16_t port = 0;             ///< 0: any free one
  std::optional<TlsSettings> tls;     ///< none: plain HTTP
  ReadLimits limits;
  std::chrono::milliseconds idle{30'000};  ///< a connection that says nothing for so long is closed
  std::chrono::milliseconds per_request{30'000};  ///< from a request's first byte to its last
  unsigned threads = 2;
  std::size_t most_connections = 1024;  ///< at once; more are dropped as they come
  ListenerWatch watch;
  Seams seams;  ///< of every connection
};

/// Requests on one connection are answered in order, also pipelined ones. What RFC 9112 wants
/// refused goes to `answer_bad`, and its answer is the last of the connection. A connection goes on
/// after an answer unless WireReply says otherwise, the request said `Connection: close`, or was
/// HTTP/1.0 without keep-alive. `Expect: 100-continue` is answered here.
class Listener {
 public:
  /// `answer` is called on the listener's threads, several at once. An exception that leaves it is
  /// answered with status 500.
  using Answer = std::function<WireReply(const HttpRequest&, const Peer&)>;
  using AnswerBad = std::function<WireReply(const BadRequest&, const Peer&)>;

  /// Throws std::system_error naming address and port when it cannot listen, OpensslError when the
  /// TLS settings cannot be had.
  static std::unique_ptr<Listener> start(const ListenerOptions& options, Answer answer,
                                         AnswerBad answer_bad);
  /// Stops accepting, drops what is open, joins. Waits for nothing but an `answer` that runs.
  virtual ~Listener() = default;
  virtual std::uint16_t port() const = 0;
  /// For new connections from now on. Only where the listener was started with TLS; throws
  /// std::logic_error elsewhere. Sessions made before cannot be resumed.
  virtual void replace_tls(const TlsSettings& tls) = 0;
};

}  // namespace inquest
