#include "reference/transport/serving.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/transport/channel.h"
#include "reference/transport/request_reader.h"

namespace inquest {
namespace {

constexpr std::size_t read_size = 16U << 10U;
constexpr std::size_t most_drained = 8U << 20U;
constexpr auto farewell = std::chrono::seconds(2);  // for a peer to read our last words
constexpr auto longest_delay = std::chrono::milliseconds(60'000);

/// One connection, as its coroutine sees it.
class Conversation {
 public:
  Conversation(std::shared_ptr<Service> service, tcp::socket socket, std::uint64_t number);
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  Coroutine<void> run();

 private:
  enum class Next { another, part };
  Coroutine<Next> one_request();
  Coroutine<Next> reply(WireReply reply);
  Coroutine<void> part();
  WireReply answer_to(const HttpRequest& request);
  WireReply answer_to(const BadRequest& request);
  void saw(Transfer::Direction direction, BytesView bytes);
  void tell_end(const TransportFailure& how);
  const ListenerOptions& options() const { return service_->options; }

  std::shared_ptr<Service> service_;
  Deadline::Clock::time_point began_ = Deadline::Clock::now();
  Peer peer_;
  Channel channel_;
  Bytes inbox_;  // received, not yet part of a request
  TransportFailure ending_{Fate::closed_by_us, "", std::nullopt};
  bool dropped_ = false;  // nothing can or shall be said any more
};

std::string address_text(const tcp::socket& socket) {
  error_code error;
  auto endpoint = socket.remote_endpoint(error);
  if (error) return "unknown";
  return Endpoint{endpoint.address().to_string(), endpoint.port()}.text();
}

Peer peer_of(const tcp::socket& socket, std::uint64_t number) {
  Peer peer;
  peer.address = address_text(socket);
  peer.connection = number;
  return peer;
}

std::unique_ptr<TlsEngine> engine_of(const Service& service) {
  auto context = service.tls();
  return context ? std::make_unique<TlsEngine>(context) : nullptr;
}

WireReply internal_error() {
  HttpResponse response;
  response.status = 500;
  response.headers = {{"Connection", "close"}};
  return {.bytes = encode(response), .close_after = true};
}

Conversation::Conversation(std::shared_ptr<Service> service, tcp::socket socket,
                           std::uint64_t number)
    : service_(std::move(service)),
      peer_(peer_of(socket, number)),
      channel_(std::move(socket), engine_of(*service_), options().seams,
               [this](Transfer::Direction direction, BytesView bytes) { saw(direction, bytes); }) {}

Coroutine<void> Conversation::run() {
  if (options().watch.accepted) options().watch.accepted(peer_);
  auto refused = co_await channel_.handshake(Deadline::in(options().per_request));
  if (refused) {
    peer_.tls = channel_.tls();
    ending_ = *refused;
    if (refused->fate == Fate::closed_by_us) co_await part();  // so that our alert can be read
  } else {
    peer_.tls = channel_.tls();
    if (options().watch.begun) options().watch.begun(peer_);
    auto next = Next::another;
    while (next == Next::another) next = co_await one_request();
    if (!dropped_) co_await part();
  }
  channel_.close();
  tell_end(ending_);
}

// RFC7230-5.6-01, RFC7230-6.3.2-01: one after the other, each with its answer.
Coroutine<Conversation::Next> Conversation::one_request() {
  RequestReader reader(options().limits);
  auto deadline = Deadline::in(options().idle);
  ++peer_.request;
  auto step = reader.take(inbox_);
  auto timed = false;
  while (step == RequestReader::Step::more) {
    if (reader.started() && !timed) {
      timed = true;
      deadline = Deadline::in(options().per_request);
    }
    // RFC7231-5.1.1-01
    if (reader.wants_continue()) {
      auto go_on = bytes_of("HTTP/1.1 100 Continue\r\n\r\n");
      auto written = co_await channel_.write(go_on, deadline);
      if (!written) {
        ending_ = written.failure();
        dropped_ = true;
        co_return Next::part;
      }
    }
    auto received = co_await channel_.read(read_size, deadline);
    if (received && !received->empty()) {
      auto bytes = *std::move(received);
      if (options().seams.incoming_bytes) options().seams.incoming_bytes(bytes);
      append(inbox_, bytes);
      step = reader.take(inbox_);
      continue;
    }
    auto silent = !received && received.failure().fate == Fate::silence;
    ending_ =
        received ? TransportFailure{Fate::orderly_close, "", std::nullopt} : received.failure();
    if (!reader.started()) {
      dropped_ = !received && !silent && received.failure().fate != Fate::fin;
      if (silent) ending_ = {Fate::closed_by_us, "idle for too long", std::nullopt};
      co_return Next::part;
    }
    if (!received && !silent && received.failure().fate != Fate::fin) {
      dropped_ = true;
      co_return Next::part;
    }
    auto bad = silent ? reader.unfinished("the request did not come to its end in time", 408)
                      : reader.unfinished("the connection ended within the request", 400);
    co_await reply(answer_to(bad));
    co_return Next::part;
  }
  if (step == RequestReader::Step::bad) {
    co_await reply(answer_to(reader.bad()));
    co_return Next::part;
  }
  peer_.tls = channel_.tls();  // a renegotiation has made another binding
  auto answer = answer_to(reader.request());
  // RFC7230-6.1-01, RFC7230-6.6-02: nothing is read after close.
  const bool goes_on = reader.keep_alive() || answer.keep_open;
  auto next = co_await reply(std::move(answer));
  co_return goes_on ? next : Next::part;
}

Coroutine<Conversation::Next> Conversation::reply(WireReply reply) {
  if (reply.delay_before.count() > 0) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(std::min<std::chrono::milliseconds>(reply.delay_before, longest_delay));
    error_code ignored;
    co_await timer.async_wait(into(ignored));
  }
  if (reply.renegotiate_before && peer_.tls.encrypted() && peer_.tls.version != "TLSv1.3")
    co_await channel_.renegotiate(Deadline::in(options().per_request));
  auto written = co_await channel_.write(reply.bytes, Deadline::in(options().per_request));
  if (!written) {
    ending_ = written.failure();
    dropped_ = true;
    co_return Next::part;
  }
  if (reply.abort_after) {
    co_await channel_.settle(Deadline::in(farewell));
    channel_.reset();
    ending_ = {Fate::closed_by_us, "reset by us, as it was asked for", std::nullopt};
    dropped_ = true;
    co_return Next::part;
  }
  co_return reply.close_after ? Next::part : Next::another;
}

// RFC 9112 9.6: what the peer still sends is read for a while, or its machine would answer our
// close with a reset that takes away what we said last.
Coroutine<void> Conversation::part() {
  auto deadline = Deadline::in(farewell);
  co_await channel_.finish_sending(deadline);
  co_await channel_.drain(most_drained, deadline);
}

WireReply Conversation::answer_to(const HttpRequest& request) {
  try {
    return service_->answer(request, peer_);
  } catch (...) {
    return internal_error();
  }
}

WireReply Conversation::answer_to(const BadRequest& request) {
  try {
    return service_->answer_bad(request, peer_);
  } catch (...) {
    return internal_error();
  }
}

void Conversation::saw(Transfer::Direction direction, BytesView bytes) {
  if (!options().watch.transferred) return;
  auto at = std::chrono::duration_cast<std::chrono::microseconds>(Deadline::Clock::now() - began_);
  options().watch.transferred(peer_, Transfer{direction, at, copy_of(bytes)});
}

void Conversation::tell_end(const TransportFailure& how) {
  if (options().watch.ended) options().watch.ended(peer_, how);
}

}  // namespace

Coroutine<void> serve(std::shared_ptr<Service> service, tcp::socket socket, std::uint64_t number) {
  struct Leaving {
    Service& service;
    ~Leaving() { --service.connections; }
  } leaving{*service};
  Conversation conversation(service, std::move(socket), number);
  co_await conversation.run();
}

}  // namespace inquest
