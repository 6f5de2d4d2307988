#include "reference/transport/channel.h"

#include <fmt/format.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>

#include "reference/transport/record_split.h"

namespace inquest {
namespace {

constexpr std::size_t read_size = 16U << 10U;
constexpr std::size_t write_size = 64U << 10U;
constexpr auto alert_patience = std::chrono::milliseconds(500);
const TlsFacts no_tls;

std::string seconds(std::chrono::duration<double> duration) {
  return fmt::format("{:.1f} s", std::max(0.0, duration.count()));  // late before it began
}

BytesView first(BytesView bytes, std::size_t most) {
  return bytes.subspan(0, std::min(bytes.size(), most));
}

}  // namespace

/// What timers may outlive the channel with.
struct Channel::Link {
  explicit Link(tcp::socket taken) : socket(std::move(taken)), timer(socket.get_executor()) {}
  tcp::socket socket;
  asio::steady_timer timer;
  std::uint64_t wait = 0;  // counts the waits, so that a late timer spoils none but its own
};

/// While it lives, the deadline cancels what waits on the socket.
struct Channel::Wait {
  Wait(const std::shared_ptr<Link>& link, Deadline deadline) : link_(link) {
    auto number = ++link_->wait;
    link_->timer.expires_at(deadline.at());
    link_->timer.async_wait([link, number](const error_code& error) {
      if (error || link->wait != number) return;
      error_code ignored;
      link->socket.cancel(ignored);
    });
  }
  ~Wait() {
    ++link_->wait;
    link_->timer.cancel();
  }
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;

 private:
  std::shared_ptr<Link> link_;
};

Channel::Channel(tcp::socket socket, std::unique_ptr<TlsEngine> tls, Seams seams, Observer observe)
    : link_(std::make_shared<Link>(std::move(socket))),
      tls_(std::move(tls)),
      seams_(std::move(seams)),
      observe_(std::move(observe)) {
  error_code ignored;
  link_->socket.set_option(tcp::no_delay(true), ignored);
  link_->socket.non_blocking(true, ignored);
}

Channel::~Channel() { close(); }

bool Channel::is_open() const { return link_->socket.is_open(); }

const TlsFacts& Channel::tls() const { return tls_ ? tls_->facts() : no_tls; }

std::shared_ptr<TlsSession> Channel::session() const { return tls_ ? tls_->session() : nullptr; }

Coroutine<std::optional<TransportFailure>> Channel::handshake(Deadline deadline) {
  if (!tls_) co_return std::nullopt;
  in_handshake_ = true;
  auto began = Deadline::Clock::now();
  for (;;) {
    auto outcome = tls_->handshake();
    queue_output();
    if (outcome == TlsEngine::Outcome::failed) {
      co_await flush_alert();
      co_return end(tls_->failure());
    }
    auto unsent = co_await flush(deadline);
    if (unsent) co_return *unsent;
    if (outcome == TlsEngine::Outcome::done) break;
    if (outcome == TlsEngine::Outcome::closed)
      co_return end({Fate::orderly_close, "close_notify during the TLS handshake", std::nullopt});
    auto received = co_await receive_some(deadline);
    if (!received) {
      if (received.failure().fate != Fate::silence) co_return received.failure();
      co_return late("the TLS handshake was not finished within " + seconds(deadline.at() - began));
    }
  }
  in_handshake_ = false;
  co_return std::nullopt;
}

Coroutine<std::optional<TransportFailure>> Channel::renegotiate(Deadline deadline) {
  tls_->ask_for_renegotiation();
  return handshake(deadline);
}

Coroutine<Transported<Bytes>> Channel::read(std::size_t most, Deadline deadline) {
  auto began = Deadline::Clock::now();
  for (;;) {
    if (auto plain = decrypted(most); !plain.empty()) co_return plain;
    queue_output();  // what the TLS library has to say itself
    if (ending_) {
      co_await flush_alert();
      co_return *ending_;
    }
    co_await flush(deadline);  // failure or not: what the peer said before is still worth reading
    auto received = co_await receive_some(deadline);
    if (received) continue;
    if (ending_) continue;
    if (received.failure().fate != Fate::silence) co_return received.failure();
    co_return late("no answer within " + seconds(deadline.at() - began));
  }
}

Coroutine<Transported<std::size_t>> Channel::write(BytesView bytes, Deadline deadline) {
  auto began = Deadline::Clock::now();
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    auto slice = first(bytes.subspan(sent), write_size);
    if (observe_) observe_(Transfer::Direction::sent, slice);
    if (!tls_) {
      append(outgoing_, slice);
    } else if (tls_->write(slice) != TlsEngine::Outcome::done) {
      co_return tls_->failure();
    } else {
      queue_output();
    }
    auto unsent = co_await flush(deadline);
    if (unsent) {
      if (unsent->fate == Fate::silence)
        unsent->what = fmt::format("only some {} of {} bytes could be sent within {}", sent,
                                   bytes.size(), seconds(deadline.at() - began));
      co_return *unsent;
    }
    sent += slice.size();
  }
  co_return sent;
}

Coroutine<void> Channel::finish_sending(Deadline deadline) {
  if (finished_sending_ || !is_open()) co_return;
  finished_sending_ = true;
  if (tls_) {
    tls_->say_close_notify();
    queue_output();
  }
  co_await flush(deadline);
  error_code ignored;
  link_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

Coroutine<void> Channel::drain(std::size_t most, Deadline deadline) {
  std::size_t drained = 0;
  buffer_.resize(read_size);
  while (drained < most && is_open() && !deadline.passed()) {
    error_code error;
    std::size_t length = 0;
    {
      Wait wait(link_, deadline);
      length = co_await link_->socket.async_read_some(asio::buffer(buffer_), into(error));
    }
    if (error) co_return;
    drained += length;
  }
}

Coroutine<void> Channel::settle(Deadline deadline) {
  constexpr auto pause = std::chrono::milliseconds(2);
  while (is_open() && !deadline.passed()) {
    int unacknowledged = 0;
    if (::ioctl(link_->socket.native_handle(), SIOCOUTQ, &unacknowledged) != 0) co_return;
    if (unacknowledged == 0) co_return;
    asio::steady_timer timer(link_->socket.get_executor(), pause);
    error_code ignored;
    co_await timer.async_wait(into(ignored));
  }
}

void Channel::take_what_is_here() {
  constexpr std::size_t most = 1U << 20U;
  buffer_.resize(read_size);
  error_code error;
  for (std::size_t taken = 0; taken < most && is_open() && !ending_ && !error;) {
    auto length = link_->socket.read_some(asio::buffer(buffer_), error);
    taken += length;
    take_in(first(buffer_, length));
  }
  // Decrypting also processes session tickets and alerts.
  for (auto plain = next_plain(read_size); !plain.empty(); plain = next_plain(read_size))
    append(waiting_, plain);
  if (error && error != asio::error::would_block && error != asio::error::try_again && !ending_)
    ended_by(error, "");
}

void Channel::close() {
  if (!is_open()) return;
  if (fate_ == Fate::open || fate_ == Fate::silence) fate_ = Fate::closed_by_us;
  error_code ignored;
  link_->timer.cancel();
  link_->socket.shutdown(tcp::socket::shutdown_send, ignored);
  link_->socket.close(ignored);
}

void Channel::reset() {
  error_code ignored;
  link_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  if (fate_ == Fate::open || fate_ == Fate::silence) fate_ = Fate::closed_by_us;
  link_->socket.close(ignored);
}

void Channel::queue_output() {
  if (!tls_) return;
  auto output = tls_->take_output();
  if (!seams_.outgoing_record) return append(outgoing_, output);
  for (auto& record : split_records(output)) {
    seams_.outgoing_record(record);
    append(outgoing_, record);
  }
}

Coroutine<std::optional<TransportFailure>> Channel::flush(Deadline deadline) {
  while (!outgoing_.empty()) {
    if (!is_open()) co_return TransportFailure{fate_, "the connection is closed", std::nullopt};
    error_code error;
    std::size_t length = 0;
    {
      Wait wait(link_, deadline);
      length = co_await link_->socket.async_write_some(asio::buffer(outgoing_), into(error));
    }
    outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(length));
    if (error == asio::error::operation_aborted) co_return late("nothing could be sent in time");
    if (error) {
      if (auto alert = alert_that_came()) co_return *alert;
      outgoing_.clear();
      // What the peer sent before can still be read; only reading tells how its side ended.
      co_return failure_of(error, " while sending");
    }
  }
  co_return std::nullopt;
}

Coroutine<void> Channel::flush_alert() {
  co_await flush(Deadline::in(alert_patience));
  outgoing_.clear();
}

std::optional<TransportFailure> Channel::alert_that_came() {
  if (!tls_) return std::nullopt;
  if (in_handshake_) {
    buffer_.resize(read_size);
    error_code error;
    auto length = link_->socket.read_some(asio::buffer(buffer_), error);
    if (error) return std::nullopt;
    tls_->feed(first(buffer_, length));
    if (tls_->handshake() != TlsEngine::Outcome::failed) return std::nullopt;
    return end(tls_->failure());
  }
  take_what_is_here();
  if (fate_ != Fate::alert) return std::nullopt;
  return ending_->failure();
}

void Channel::take_in(BytesView received) {
  if (tls_ && seams_.incoming_records) {
    auto records = copy_of(received);
    seams_.incoming_records(records);
    return tls_->feed(records);
  }
  if (tls_) return tls_->feed(received);
  if (received.empty()) return;
  if (observe_) observe_(Transfer::Direction::received, received);
  append(waiting_, received);
}

Bytes Channel::decrypted(std::size_t most) {
  if (waiting_.empty()) return next_plain(most);
  auto length = static_cast<std::ptrdiff_t>(std::min(most, waiting_.size()));
  Bytes plain(waiting_.begin(), waiting_.begin() + length);
  waiting_.erase(waiting_.begin(), waiting_.begin() + length);
  return plain;
}

Bytes Channel::next_plain(std::size_t most) {
  Bytes plain;
  if (!tls_ || ending_) return plain;
  switch (tls_->read(plain, std::min(most, read_size))) {
    case TlsEngine::Outcome::done:
      fate_ = Fate::open;
      if (observe_) observe_(Transfer::Direction::received, plain);
      break;
    case TlsEngine::Outcome::closed:
      fate_ = Fate::orderly_close;
      ending_ = Bytes{};
      break;
    case TlsEngine::Outcome::failed:
      end(tls_->failure());
      break;
    case TlsEngine::Outcome::wants_input:
      break;
  }
  return plain;
}

Coroutine<Transported<std::size_t>> Channel::receive_some(Deadline deadline) {
  if (!is_open()) co_return TransportFailure{fate_, "the connection is closed", std::nullopt};
  buffer_.resize(read_size);
  error_code error;
  std::size_t length = 0;
  {
    Wait wait(link_, deadline);
    length = co_await link_->socket.async_read_some(asio::buffer(buffer_), into(error));
  }
  if (error == asio::error::operation_aborted) co_return late("nothing came in time");
  if (error) co_return ended_by(error, in_handshake_ ? " during the TLS handshake" : "");
  fate_ = Fate::open;
  take_in(first(buffer_, length));
  co_return length;
}

TransportFailure Channel::ended_by(const error_code& error, std::string_view during) {
  auto failure = end(failure_of(error, during));
  if (failure.fate == Fate::orderly_close) ending_ = Bytes{};
  return failure;
}

TransportFailure Channel::failure_of(const error_code& error, std::string_view during) const {
  auto failure = [&](Fate fate, std::string_view what) {
    return TransportFailure{fate, fmt::format("{}{}", what, during), std::nullopt};
  };
  if (error == asio::error::eof)
    return tls_ ? failure(Fate::fin, "closed without close_notify")
                : failure(Fate::orderly_close, "the connection was closed");
  if (error == asio::error::connection_reset || error == asio::error::broken_pipe ||
      error == asio::error::connection_aborted)
    return failure(Fate::reset, "the connection was reset");
  return failure(error == asio::error::timed_out ? Fate::silence : Fate::reset,
                 "the connection broke (" + error.message() + ")");
}

TransportFailure Channel::end(TransportFailure failure) {
  fate_ = failure.fate;
  ending_ = failure;
  return failure;
}

TransportFailure Channel::late(std::string what) {
  if (fate_ == Fate::open) fate_ = Fate::silence;
  return {Fate::silence, std::move(what), std::nullopt};
}

}  // namespace inquest
