#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/http1.h"
#include "reference/codec/tls_facts.h"
#include "reference/pki/tls_settings.h"
#include "reference/transport/deadline.h"
#include "reference/transport/seams.h"

/// One connection to a peer, as its client: TCP, TLS over it unless told otherwise, HTTP/1.1 or raw
/// bytes inside. Coroutines run behind it; the calls here wait, each to a deadline. No call throws
/// for anything a peer did; OpensslError and std::system_error are trouble of our own.
namespace inquest {

/// Where a peer listens. IPv6 addresses without brackets.
struct Endpoint {
  std::string host = "127.0.0.1";
  std::uint16_t port = 443;
  /// "host:port", IPv6 in brackets; no port is 443. Throws std::invalid_argument saying why not.
  static Endpoint parse(std::string_view host_and_port);
  std::string text() const;  ///< what parse() reads, with the port
  bool is_address() const;   ///< an IP address, which SNI must not name (RFC 6066 3)
};

/// One run of bytes in one direction, after decryption.
struct Transfer {
  enum class Direction { sent, received } direction;
  std::chrono::microseconds at;  ///< since the connection was begun
  Bytes bytes;
};

/// Why an exchange came to nothing. `fate` says how the connection stood.
struct TransportFailure {
  Fate fate = Fate::silence;
  std::string what;          ///< "tls alert 70 (protocol version)", "no answer within 5.0 s"
  std::optional<int> alert;  ///< the number of a TLS alert the peer sent
};

template <class Value>
class [[nodiscard]] Transported {
 public:
  Transported(Value value) : value_(std::move(value)) {}
  Transported(TransportFailure failure) : failure_(std::move(failure)) {}
  explicit operator bool() const { return value_.has_value(); }
  const Value& operator*() const& { return value_.value(); }
  Value&& operator*() && { return std::move(value_).value(); }
  const Value* operator->() const { return &value_.value(); }
  const TransportFailure& failure() const { return failure_; }

 private:
  std::optional<Value> value_;
  TransportFailure failure_;
};

/// What is read from a peer is bounded by these.
struct ReadLimits {
  std::size_t head = 64U << 10U;  ///< bytes of an HTTP head
  std::size_t body = 4U << 20U;   ///< bytes of a body
};

/// A TLS session to resume, opaque; from Connection::session().
class TlsSession;

/// A response as it was judged: the value, and the exact bytes of its head.
struct Exchange {
  HttpResponse response;       ///< body decoded from its framing; `framing` says which it was
  Bytes head;                  ///< status line and fields with the empty line, as received
  std::string head_defect;     ///< what is wrong with the lines of the head; empty when nothing is
  std::string framing_defect;  ///< why the message's end is in doubt; empty when it is sound
  bool keep_alive = false;     ///< by the message's own words
};

/// To be used by one thread at a time.
class Connection {
 public:
  /// TCP, and TLS when `tls` is given. `resume` offers that session. A name is resolved
  /// ("localhost" to ::1 and 127.0.0.1), and its addresses are tried in order.
  static Transported<std::unique_ptr<Connection>> open(
      const Endpoint& endpoint, const std::optional<TlsSettings>& tls, Deadline deadline,
      const std::shared_ptr<TlsSession>& resume = nullptr, const Seams& seams = {});
  virtual ~Connection() = default;

  virtual const TlsFacts& tls() const = 0;

  /// Sends exactly these bytes.
  virtual Transported<std::size_t> send(BytesView bytes, Deadline deadline) = 0;
  /// Whatever arrives next, at least one byte, at most `most`. An orderly end is an empty value.
  virtual Transported<Bytes> receive(std::size_t most, Deadline deadline) = 0;
  /// Reads one HTTP response (skipping 1xx, which stay in the transcript), parsed by Beast.
  /// `to_head` tells that the request was a HEAD. A message that cannot be parsed is a
  /// TransportFailure whose text says why and at which byte.
  virtual Transported<Exchange> read_response(const ReadLimits& limits, Deadline deadline,
                                              bool to_head = false) = 0;
  /// send(encode(request)) and read_response(). A response that came although not all of the
  /// request could be sent counts.
  Transported<Exchange> exchange(const HttpRequest& request, const ReadLimits& limits,
                                 Deadline deadline);

  /// Another handshake on this connection, which gives it another tls-unique. False, and nothing
  /// happens, without TLS and on TLS 1.3, which knows no such thing.
  virtual Transported<bool> renegotiate(Deadline deadline) = 0;

  /// Says close_notify (unless `abruptly`) and closes, without waiting for the peer.
  virtual void close(bool abruptly = false) = 0;
  /// Shuts our sending side (FIN after close_notify) and keeps reading: a half-close.
  virtual void finish_sending() = 0;
  virtual Fate fate() const = 0;
  /// A copy of all that went over it so far.
  virtual std::vector<Transfer> transcript() const = 0;
  /// What can be resumed on another connection, or nullptr. On TLS 1.3 it comes some time after the
  /// handshake: ask when something was received.
  virtual std::shared_ptr<TlsSession> session() const = 0;
};

}  // namespace inquest
