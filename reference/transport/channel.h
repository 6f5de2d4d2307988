#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "reference/transport/asio.h"
#include "reference/transport/connection.h"
#include "reference/transport/tls_engine.h"

/// A TCP connection, with or without TLS over it, whose every wait has a deadline. Both ends of the
/// project's connections are built on it. Private to this folder.
namespace inquest {

/// All calls from the executor of its socket (a strand, where there are several threads).
class Channel {
 public:
  using Observer = std::function<void(Transfer::Direction, BytesView)>;

  /// `tls` may be nullptr. `observe` sees what was sent and received, decrypted; it may be empty.
  Channel(tcp::socket socket, std::unique_ptr<TlsEngine> tls, Seams seams, Observer observe);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Nothing when it is done. Does nothing without TLS.
  Coroutine<std::optional<TransportFailure>> handshake(Deadline deadline);
  /// Another handshake on the same connection, TLS 1.2 and below.
  Coroutine<std::optional<TransportFailure>> renegotiate(Deadline deadline);
  /// What arrives next, at most `most` bytes; empty at the orderly end.
  Coroutine<Transported<Bytes>> read(std::size_t most, Deadline deadline);
  /// All of `bytes`, which must outlive the call.
  Coroutine<Transported<std::size_t>> write(BytesView bytes, Deadline deadline);
  /// close_notify where there is TLS, then FIN; reading goes on.
  Coroutine<void> finish_sending(Deadline deadline);
  /// Reads and forgets up to `most` bytes until the peer ends or the deadline passes.
  Coroutine<void> drain(std::size_t most, Deadline deadline);
  /// Waits until the peer's machine has acknowledged what was sent, where the system tells.
  Coroutine<void> settle(Deadline deadline);

  /// Takes in what has arrived already, without waiting.
  void take_what_is_here();
  /// FIN. No close_notify: see finish_sending().
  void close();
  /// RST.
  void reset();

  bool is_open() const;
  Fate fate() const { return fate_; }
  const TlsFacts& tls() const;
  std::shared_ptr<TlsSession> session() const;

 private:
  struct Link;
  struct Wait;

  Coroutine<std::optional<TransportFailure>> flush(Deadline deadline);
  Coroutine<void> flush_alert();
  /// Takes in what the socket gives next.
  Coroutine<Transported<std::size_t>> receive_some(Deadline deadline);
  void take_in(BytesView received);
  void queue_output();
  TransportFailure failure_of(const error_code& error, std::string_view during) const;
  /// The same, and nothing more will be received.
  TransportFailure ended_by(const error_code& error, std::string_view during);
  TransportFailure end(TransportFailure failure);
  TransportFailure late(std::string what);
  /// An alert that explains why sending failed, if one has come.
  std::optional<TransportFailure> alert_that_came();
  Bytes decrypted(std::size_t most);
  /// From the TLS engine, past `waiting_`.
  Bytes next_plain(std::size_t most);

  std::shared_ptr<Link> link_;
  std::unique_ptr<TlsEngine> tls_;
  Seams seams_;
  Observer observe_;
  Bytes buffer_;    // what the socket gave last
  Bytes outgoing_;  // what the socket has not taken yet
  Bytes waiting_;   // received and decrypted, but not yet asked for
  bool in_handshake_ = false;
  bool finished_sending_ = false;
  Fate fate_ = Fate::open;
  std::optional<Transported<Bytes>> ending_;  // how receiving ended, for whoever asks again
};

}  // namespace inquest
