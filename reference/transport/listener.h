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
  bool close_after = false;  ///< close (orderly) when sent
  bool abort_after = false;  ///< reset the connection when sent, without close_notify
  std::chrono::milliseconds delay_before{0};  ///< wait before the first byte (at most 60 s)
};

/// The bytes that came where no HTTP request could be read, and why.
struct BadRequest {
  Bytes bytes;
  std::string reason;
  int suggested_status = 400;  ///< 400, 408, 413, 417, 431, 501 or 505
};

/// Who asks.
struct Peer {
  TlsFacts tls;
  std::string address;           ///< "127.0.0.1:54321"
  std::uint64_t connection = 0;  ///< numbered from 1 as they were accepted
  std::uint64_t request = 0;     ///< numbered from 1 on each connection
};

struct ListenerOptions {
  std::string address = "127.0.0.1";  ///< loopback unless told otherwise
  std::uint16_t port = 0;             ///< 0: any free one
  std::optional<TlsSettings> tls;     ///< none: plain HTTP
  ReadLimits limits;
  std::chrono::milliseconds idle{30'000};  ///< a connection that says nothing for so long is closed
  std::chrono::milliseconds per_request{30'000};  ///< from a request's first byte to its last
  unsigned threads = 2;
};

class Listener {
 public:
  /// `answer` is called on the listener's threads, several at once.
  using Answer = std::function<WireReply(const HttpRequest&, const Peer&)>;
  using AnswerBad = std::function<WireReply(const BadRequest&, const Peer&)>;

  /// Throws std::system_error naming address and port when it cannot listen.
  static std::unique_ptr<Listener> start(const ListenerOptions& options, Answer answer,
                                         AnswerBad answer_bad);
  /// Stops accepting, drops what is open, joins.
  virtual ~Listener() = default;
  virtual std::uint16_t port() const = 0;
  /// For new connections from now on.
  virtual void replace_tls(const TlsSettings& tls) = 0;
};

}  // namespace inquest
