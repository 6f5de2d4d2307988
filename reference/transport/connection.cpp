#include "reference/transport/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <system_error>

#include "reference/transport/asio.h"
#include "reference/transport/channel.h"
#include "reference/transport/resolve.h"
#include "reference/transport/response_reader.h"

namespace inquest {
namespace {

constexpr std::size_t read_size = 16U << 10U;
constexpr int most_interim = 32;
constexpr auto farewell = std::chrono::seconds(1);

/// Our own machine's trouble, whatever the peer may be.
bool is_our_trouble(const error_code& error) {
  return error == asio::error::no_descriptors || error == asio::error::no_memory ||
         error == asio::error::no_buffer_space;
}

class ClientConnection final : public Connection {
 public:
  ClientConnection() = default;
  ~ClientConnection() override { close(false); }

  std::optional<TransportFailure> connect(const Endpoint& endpoint, Deadline deadline);
  std::optional<TransportFailure> secure(std::unique_ptr<TlsEngine> tls, const Seams& seams,
                                         Deadline deadline);

  const TlsFacts& tls() const override { return channel_->tls(); }
  Transported<std::size_t> send(BytesView bytes, Deadline deadline) override {
    return run(channel_->write(bytes, deadline));
  }
  Transported<Bytes> receive(std::size_t most, Deadline deadline) override {
    if (inbox_.empty()) return run(channel_->read(most, deadline));
    auto end = inbox_.begin() + static_cast<std::ptrdiff_t>(std::min(most, inbox_.size()));
    Bytes first(inbox_.begin(), end);
    inbox_.erase(inbox_.begin(), end);
    return first;
  }
  Transported<Exchange> read_response(const ReadLimits& limits, Deadline deadline,
                                      bool to_head) override {
    return run(next_response(limits, deadline, to_head));
  }
  Transported<bool> renegotiate(Deadline deadline) override {
    const auto& version = tls().version;
    if (version.empty() || version == "TLSv1.3") return false;
    if (auto failure = run(channel_->renegotiate(deadline))) return *failure;
    return true;
  }
  void close(bool abruptly) override {
    if (!channel_ || !channel_->is_open()) return;
    if (!abruptly) {
      // What lies unread would turn our close into a reset.
      channel_->take_what_is_here();
      finish_sending();
    }
    channel_->close();
  }
  void finish_sending() override { run(channel_->finish_sending(Deadline::in(farewell))); }
  Fate fate() const override { return channel_->fate(); }
  std::vector<Transfer> transcript() const override { return transcript_; }
  std::shared_ptr<TlsSession> session() const override {
    channel_->take_what_is_here();
    return channel_->session();
  }

 private:
  /// Runs a coroutine on this thread until it is done.
  template <class Value>
  Value run(Coroutine<Value> work) {
    std::optional<Value> result;
    spin(keep(std::move(work), result));
    return std::move(*result);
  }
  void run(Coroutine<void> work) { spin(std::move(work)); }

  template <class Value>
  static Coroutine<void> keep(Coroutine<Value> work, std::optional<Value>& result) {
    result.emplace(co_await std::move(work));
  }
  void spin(Coroutine<void> work) {
    std::exception_ptr trouble;
    asio::co_spawn(io_, std::move(work),
                   [&trouble](std::exception_ptr thrown) { trouble = std::move(thrown); });
    io_.restart();
    io_.run();
    if (trouble) std::rethrow_exception(trouble);
  }

  Coroutine<std::optional<TransportFailure>> connect_to(asio::ip::address address,
                                                        std::uint16_t port, Deadline deadline);
  Coroutine<Transported<Exchange>> next_response(ReadLimits limits, Deadline deadline,
                                                 bool to_head);
  Coroutine<Transported<Exchange>> one_message(ReadLimits limits, Deadline deadline, bool to_head);
  void record(Transfer::Direction direction, BytesView bytes) {
    auto at =
        std::chrono::duration_cast<std::chrono::microseconds>(Deadline::Clock::now() - began_);
    transcript_.push_back({direction, at, copy_of(bytes)});
  }

  Deadline::Clock::time_point began_ = Deadline::Clock::now();
  asio::io_context io_{1};
  tcp::socket socket_{io_};  // until the channel has it
  std::unique_ptr<Channel> channel_;
  Bytes inbox_;  // received, not yet part of a response
  std::vector<Transfer> transcript_;
};

std::optional<TransportFailure> ClientConnection::connect(const Endpoint& endpoint,
                                                          Deadline deadline) {
  auto addresses = addresses_of(endpoint.host, deadline);
  if (!addresses) return addresses.failure();
  std::optional<TransportFailure> failure;
  for (std::size_t index = 0; index < addresses->size(); ++index) {
    // Each address gets a fair share of what time is left: one that swallows packets must not use
    // up the others'.
    auto share = deadline.left() / static_cast<int>(addresses->size() - index);
    failure = run(connect_to((*addresses)[index], endpoint.port, deadline.at_most(share)));
    if (!failure) return std::nullopt;
  }
  return failure;
}

Coroutine<std::optional<TransportFailure>> ClientConnection::connect_to(asio::ip::address address,
                                                                        std::uint16_t port,
                                                                        Deadline deadline) {
  auto began = Deadline::Clock::now();
  auto where = Endpoint{address.to_string(), port}.text();
  tcp::endpoint endpoint(address, port);
  error_code error;
  socket_ = tcp::socket(io_);
  socket_.open(endpoint.protocol(), error);
  if (is_our_trouble(error)) throw std::system_error(std::error_code(error), "opening a socket");
  if (!error) {
    asio::steady_timer timer(io_);
    timer.expires_at(deadline.at());
    auto late = std::make_shared<bool>(false);
    timer.async_wait([this, late](const error_code& cancelled) {
      if (cancelled || *late) return;
      error_code ignored;
      socket_.cancel(ignored);
    });
    co_await socket_.async_connect(endpoint, into(error));
    *late = true;  // a timer that has fired already finds nothing to cancel
  }
  if (!error) co_return std::nullopt;
  if (is_our_trouble(error)) throw std::system_error(std::error_code(error), "connecting");
  if (error == asio::error::operation_aborted)
    co_return TransportFailure{
        Fate::silence,
        fmt::format("no connection to {} within {:.1f} s", where,
                    std::max(0.0, std::chrono::duration<double>(deadline.at() - began).count())),
        std::nullopt};
  if (error == asio::error::connection_refused)
    co_return TransportFailure{Fate::refused, where + " refused the connection", std::nullopt};
  co_return TransportFailure{
      Fate::refused, fmt::format("cannot reach {}: {}", where, error.message()), std::nullopt};
}

std::optional<TransportFailure> ClientConnection::secure(std::unique_ptr<TlsEngine> tls,
                                                         const Seams& seams, Deadline deadline) {
  channel_ = std::make_unique<Channel>(
      std::move(socket_), std::move(tls), seams,
      [this](Transfer::Direction direction, BytesView bytes) { record(direction, bytes); });
  return run(channel_->handshake(deadline));
}

Coroutine<Transported<Exchange>> ClientConnection::next_response(ReadLimits limits,
                                                                 Deadline deadline, bool to_head) {
  // RFC7231-6.2-01
  for (int interim = 0; interim < most_interim; ++interim) {
    auto message = co_await one_message(limits, deadline, to_head);
    // 101 (Switching Protocols) is final: what follows is another protocol.
    if (!message || message->response.status >= 200 || message->response.status == 101)
      co_return message;
  }
  co_return TransportFailure{channel_->fate(),
                             fmt::format("{} interim responses and no final one", most_interim),
                             std::nullopt};
}

Coroutine<Transported<Exchange>> ClientConnection::one_message(ReadLimits limits, Deadline deadline,
                                                               bool to_head) {
  ResponseReader reader(limits, to_head);
  auto step = reader.take(inbox_);
  while (step == ResponseReader::Step::more) {
    auto received = co_await channel_->read(read_size, deadline);
    if (received && !received->empty()) {
      append(inbox_, *received);
      step = reader.take(inbox_);
      continue;
    }
    auto progress = reader.progress(inbox_);
    auto failure =
        received ? TransportFailure{channel_->fate(), "", std::nullopt} : received.failure();
    if (progress.empty()) {
      if (received)
        failure.what = "the connection was closed before any response";
      else if (failure.fate != Fate::silence && failure.fate != Fate::alert)
        failure.what += ", before any response";
      co_return failure;
    }
    if (!received && failure.fate != Fate::fin) {
      failure.what += "; " + progress + " came";
      co_return failure;
    }
    step = reader.end(received ? true : false);
    if (step == ResponseReader::Step::failed) {
      failure.what = reader.failure() + (received ? "" : "; " + failure.what);
      co_return failure;
    }
  }
  if (step == ResponseReader::Step::failed)
    co_return TransportFailure{channel_->fate(), reader.failure(), std::nullopt};
  co_return reader.exchange();
}

}  // namespace

Endpoint Endpoint::parse(std::string_view host_and_port) {
  Endpoint endpoint;
  auto rest = host_and_port;
  const bool bracketed = rest.starts_with('[');
  const auto end = bracketed ? rest.find(']') : std::min(rest.rfind(':'), rest.size());
  if (end == std::string_view::npos) throw std::invalid_argument("it lacks a closing bracket");
  endpoint.host = bracketed ? rest.substr(1, end - 1) : rest.substr(0, end);
  rest.remove_prefix(bracketed ? end + 1 : end);
  if (endpoint.host.empty()) throw std::invalid_argument("it names no host");
  if (endpoint.host.find_first_of(bracketed ? "@ /?#" : "@ /?#:") != std::string::npos)
    throw std::invalid_argument("'" + endpoint.host + "' is no host");
  if (rest.empty()) return endpoint;
  if (rest[0] != ':') throw std::invalid_argument("something that is no port follows the address");
  rest.remove_prefix(1);
  const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), endpoint.port);
  if (error != std::errc{} || stop != rest.data() + rest.size() || endpoint.port == 0)
    throw std::invalid_argument("'" + std::string(rest) + "' is no port");
  return endpoint;
}

std::string Endpoint::text() const {
  auto is_v6 = host.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

bool Endpoint::is_address() const {
  boost::system::error_code no_address;
  asio::ip::make_address(host, no_address);
  return !no_address;
}

Transported<std::unique_ptr<Connection>> Connection::open(const Endpoint& endpoint,
                                                          const std::optional<TlsSettings>& tls,
                                                          Deadline deadline,
                                                          const std::shared_ptr<TlsSession>& resume,
                                                          const Seams& seams) {
  std::unique_ptr<TlsEngine> engine;
  if (tls)
    engine = std::make_unique<TlsEngine>(
        std::make_shared<TlsContext>(TlsRole::client, *tls, seams.key_log), resume);
  auto connection = std::make_unique<ClientConnection>();
  if (auto failure = connection->connect(endpoint, deadline)) return *failure;
  if (auto failure = connection->secure(std::move(engine), seams, deadline)) return *failure;
  return std::unique_ptr<Connection>(std::move(connection));
}

Transported<Exchange> Connection::exchange(const HttpRequest& request, const ReadLimits& limits,
                                           Deadline deadline) {
  auto sent = send(encode(request), deadline);
  auto to_head = request.method == "HEAD";
  if (!sent && sent.failure().fate == Fate::silence) return sent.failure();
  auto answer = read_response(limits, deadline, to_head);
  // The first failure tells more, unless the second is an alert.
  if (!answer && !sent && answer.failure().fate != Fate::alert) return sent.failure();
  return answer;
}

}  // namespace inquest
