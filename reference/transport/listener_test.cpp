#include "reference/transport/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <system_error>

#include "reference/transport/peers_for_tests.h"

namespace inquest {
namespace {

using namespace testing;  // our own: inquest::testing
using std::chrono::milliseconds;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr ReadLimits limits;

TEST(Listener, AnswersPipelinedRequestsInOrder) {
  auto listener = echo_listener();
  auto connection = must_open(at(*listener));
  auto requests = encode(get("/1"));
  append(requests, encode(post(bytes_of("b"), "/2")));
  append(requests, encode(get("/3")));
  ASSERT_TRUE(connection->send(requests, soon()));
  for (std::string body : {"GET /1 ", "POST /2 b", "GET /3 "}) {
    auto answer = connection->read_response(limits, soon());
    ASSERT_TRUE(answer) << answer.failure().what;
    EXPECT_EQ(body_text(*answer), body);
  }
}

TEST(Listener, ReadsChunkedRequests) {
  auto listener = echo_listener();
  auto request = post(bytes_of("a longer body"));
  request.framing = Framing::chunked;
  request.chunk_size = 3;
  auto answer = must_open(at(*listener))->exchange(request, limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(body_text(*answer), "POST / a longer body");
}

TEST(Listener, SaysContinueToThoseWhoWait) {
  auto listener = echo_listener();
  auto connection = must_open(at(*listener));
  ASSERT_TRUE(connection->send(
      bytes_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"),
      soon()));
  auto go_on = connection->receive(100, soon());
  ASSERT_TRUE(go_on);
  EXPECT_EQ(text_of(*go_on), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(connection->send(bytes_of("body"), soon()));
  auto answer = connection->read_response(limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(body_text(*answer), "POST / body");
}

TEST(Listener, SaysNoContinueToThoseWhoSendTooMuch) {
  auto listener = echo_listener();
  EXPECT_THAT(talk(at(*listener),
                   "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n"
                   "Expect: 100-continue\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
}

TEST(Listener, RefusesWithAStatusAndCloses) {
  auto listener = echo_listener();
  EXPECT_THAT(talk(at(*listener), "GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(talk(at(*listener), "GET / HTTP/3.0\r\nHost: h\r\n\r\n"),
              StartsWith("HTTP/1.1 505 "));
  EXPECT_THAT(talk(at(*listener), "GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: br\r\n\r\n"),
              StartsWith("HTTP/1.1 501 "));
  EXPECT_THAT(talk(at(*listener), "GET / HTTP/1.1\r\nX: " + std::string(70'000, 'x')),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(talk(at(*listener), "GET / HTTP/1.1\r\nHost: h\r\nBad : 1\r\n\r\nGET / HTTP/1.1\r\n"),
              EndsWith("at byte 25"));
}

TEST(Listener, AnswersARequestCutShort) {
  auto listener = echo_listener();
  EXPECT_THAT(talk(at(*listener), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc"),
              EndsWith("3 of 9 bytes of the body came"));
}

TEST(Listener, LetsAClientReadARefusalWhileItStillSends) {
  ListenerOptions options;
  options.limits.body = 1000;
  auto listener = echo_listener(options);
  auto connection = must_open(at(*listener));
  auto answer = connection->exchange(post(Bytes(4U << 20U)), limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.status, 413);
}

TEST(Listener, GivesASlowRequest408) {
  ListenerOptions options;
  options.per_request = milliseconds(100);
  auto listener = echo_listener(options);
  auto connection = must_open(at(*listener));
  ASSERT_TRUE(connection->send(bytes_of("GET / HT"), soon()));
  auto answer = connection->read_response(limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.status, 408);
}

TEST(Listener, ClosesAnIdleConnection) {
  ListenerOptions options = with_tls();
  options.idle = milliseconds(100);
  auto listener = echo_listener(options);
  auto connection = must_open(at(*listener), client_settings());
  auto end = connection->receive(1, soon());
  ASSERT_TRUE(end) << end.failure().what;
  EXPECT_TRUE(end->empty());
  EXPECT_EQ(connection->fate(), Fate::orderly_close);
}

TEST(Listener, KeepsAConnectionUnlessItIsToldToClose) {
  auto listener = echo_listener();
  auto reply_count = [&](std::string_view head) {
    auto connection = must_open(at(*listener));
    std::string two(head);
    two += head;
    (void)connection->send(bytes_of(two), soon());
    int count = 0;
    while (count < 2 && connection->read_response(limits, soon())) ++count;
    return count;
  };
  EXPECT_EQ(reply_count("GET / HTTP/1.1\r\nHost: h\r\n\r\n"), 2);
  EXPECT_EQ(reply_count("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 1);
  EXPECT_EQ(reply_count("GET / HTTP/1.0\r\n\r\n"), 1);
  EXPECT_EQ(reply_count("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), 2);
}

/// A listener that answers as `reply` says.
std::unique_ptr<Listener> replying(WireReply reply, ListenerOptions options = {}) {
  return Listener::start(
      options, [reply](const HttpRequest&, const Peer&) { return reply; }, refuse);
}

const Bytes short_answer = bytes_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");

TEST(Listener, ClosesOrderlyWhenTheReplySaysSo) {
  auto listener = replying({.bytes = short_answer, .close_after = true}, with_tls());
  auto connection = must_open(at(*listener), client_settings());
  ASSERT_TRUE(connection->exchange(get(), limits, soon()));
  auto end = connection->receive(1, soon());
  ASSERT_TRUE(end) << end.failure().what;
  EXPECT_EQ(connection->fate(), Fate::orderly_close);
}

TEST(Listener, ResetsWhenTheReplySaysSo) {
  for (const auto& tls : {std::optional<TlsSettings>(), std::optional(client_settings())}) {
    auto listener = replying({.bytes = short_answer, .abort_after = true},
                             tls ? with_tls() : ListenerOptions());
    auto connection = must_open(at(*listener), tls);
    auto answer = connection->exchange(get(), limits, soon());
    ASSERT_TRUE(answer) << answer.failure().what;
    auto end = connection->receive(1, soon());
    ASSERT_FALSE(end);
    EXPECT_EQ(end.failure().fate, Fate::reset);
    EXPECT_EQ(connection->fate(), Fate::reset);
  }
}

TEST(Listener, SendsExactlyTheBytesOfAReply) {
  auto listener = replying({.bytes = bytes_of("no HTTP at all"), .close_after = true});
  EXPECT_EQ(talk(at(*listener), "GET / HTTP/1.1\r\nHost: h\r\n\r\n"), "no HTTP at all");
}

TEST(Listener, WaitsBeforeAReplyWhenToldTo) {
  auto listener = replying({.bytes = short_answer, .delay_before = milliseconds(150)});
  auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(must_open(at(*listener))->exchange(get(), limits, soon()));
  EXPECT_GE(std::chrono::steady_clock::now() - began, milliseconds(150));
}

TEST(Listener, AnswersAnExceptionWith500) {
  auto listener = Listener::start(
      {}, [](const HttpRequest&, const Peer&) -> WireReply { throw std::runtime_error("bug"); },
      refuse);
  auto answer = must_open(at(*listener))->exchange(get(), limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.status, 500);
}

TEST(Listener, KnowsWhoAsks) {
  std::mutex mutex;
  std::vector<Peer> peers;
  auto remember = [&](const HttpRequest& request, const Peer& peer) {
    std::scoped_lock lock(mutex);
    peers.push_back(peer);
    return echo(request, peer);
  };
  auto listener = Listener::start(with_tls(), remember, refuse);
  auto settings = client_settings();
  settings.identity = certificates().client;
  auto connection = must_open(at(*listener), settings);
  ASSERT_TRUE(connection->exchange(get(), limits, soon()));
  ASSERT_TRUE(connection->exchange(get(), limits, soon()));
  std::scoped_lock lock(mutex);
  ASSERT_EQ(peers.size(), 2U);
  EXPECT_EQ(peers[0].connection, 1U);
  EXPECT_EQ(peers[0].request, 1U);
  EXPECT_EQ(peers[1].request, 2U);
  EXPECT_THAT(peers[0].address, StartsWith("127.0.0.1:"));
  EXPECT_TRUE(peers[0].tls.peer_verified);
  EXPECT_EQ(peers[0].tls.peer_chain.front(), certificates().client.certificate.der());
  EXPECT_EQ(peers[0].tls.tls_exporter, connection->tls().tls_exporter);
}

TEST(Listener, ServesFiftyConnectionsAtOnce) {
  auto listener = echo_listener(with_tls());
  std::vector<std::unique_ptr<Connection>> open;
  for (int number = 0; number < 50; ++number)
    open.push_back(must_open(at(*listener), client_settings()));
  std::vector<std::future<std::string>> answers;
  for (int number = 0; number < 50; ++number)
    answers.push_back(std::async(std::launch::async, [&connection = *open[number], number] {
      auto answer = connection.exchange(get("/" + std::to_string(number)), limits, soon());
      return answer ? body_text(*answer) : answer.failure().what;
    }));
  for (int number = 0; number < 50; ++number)
    EXPECT_EQ(answers[number].get(), "GET /" + std::to_string(number) + " ");
}

TEST(Listener, DropsConnectionsBeyondItsMost) {
  ListenerOptions options;
  options.most_connections = 1;
  auto listener = echo_listener(options);
  auto first = must_open(at(*listener));
  ASSERT_TRUE(first->exchange(get(), limits, soon()));
  auto second = must_open(at(*listener));
  auto end = second->receive(1, soon());
  EXPECT_TRUE(!end || end->empty());
  EXPECT_TRUE(first->exchange(get(), limits, soon()));
}

TEST(Listener, EndsPromptlyWhileConnectionsAreOpen) {
  auto listener = echo_listener(with_tls());
  auto idle = must_open(at(*listener), client_settings());
  auto in_handshake = must_open(at(*listener));
  auto in_request = must_open(at(*listener), client_settings());
  ASSERT_TRUE(in_request->send(bytes_of("POST / HTTP/1.1\r\n"), soon()));
  listener.reset();
  auto end = idle->receive(1, soon());
  EXPECT_FALSE(end);
  EXPECT_NE(end.failure().fate, Fate::silence);
}

TEST(Listener, EndsPromptlyWhileAReplyIsDelayed) {
  std::promise<void> asked;
  auto listener = Listener::start(
      {},
      [&](const HttpRequest&, const Peer&) {
        asked.set_value();
        return WireReply{.bytes = short_answer, .delay_before = milliseconds(60'000)};
      },
      refuse);
  auto connection = must_open(at(*listener));
  ASSERT_TRUE(connection->send(encode(get()), soon()));
  asked.get_future().wait();
  listener.reset();
  EXPECT_EQ(connection->fate(), Fate::open);
}

TEST(Listener, PresentsAnotherCertificateWhenItIsReplaced) {
  auto listener = echo_listener(with_tls());
  auto before = must_open(at(*listener), client_settings());
  auto other = server_settings();
  other.identity = certificates().stranger;
  listener->replace_tls(other);
  auto settings = client_settings();
  settings.verify_server = false;
  auto after = must_open(at(*listener), settings);
  EXPECT_EQ(after->tls().peer_chain.front(), certificates().stranger.certificate.der());
  EXPECT_TRUE(before->exchange(get(), limits, soon())) << "the old connection goes on";
}

TEST(Listener, NamesThePortItCannotHave) {
  auto first = echo_listener();
  ListenerOptions options;
  options.port = first->port();
  try {
    echo_listener(options);
    FAIL() << "two listeners on one port";
  } catch (const std::system_error& error) {
    EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(first->port())));
  }
}

TEST(Listener, TellsItsWatchersWhatHappened) {
  std::mutex mutex;
  std::string sent;
  std::string received;
  std::promise<TransportFailure> ended;
  auto options = with_tls();
  options.watch.transferred = [&](const Peer&, const Transfer& transfer) {
    std::scoped_lock lock(mutex);
    (transfer.direction == Transfer::Direction::sent ? sent : received) += text_of(transfer.bytes);
  };
  options.watch.ended = [&](const Peer&, const TransportFailure& how) { ended.set_value(how); };
  auto listener = echo_listener(options);
  auto connection = must_open(at(*listener), client_settings());
  auto answer = connection->exchange(get("/w"), limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  connection->close();
  EXPECT_EQ(ended.get_future().get().fate, Fate::orderly_close);
  std::scoped_lock lock(mutex);
  EXPECT_EQ(received, text_of(encode(get("/w"))));
  EXPECT_THAT(sent, EndsWith("GET /w "));
}

TEST(Listener, TellsItsWatchersOfAClientsAlert) {
  std::promise<TransportFailure> ended;
  auto options = with_tls();
  options.watch.ended = [&](const Peer&, const TransportFailure& how) { ended.set_value(how); };
  auto listener = echo_listener(options);
  auto settings = client_settings();
  settings.trust = {};
  EXPECT_FALSE(Connection::open(at(*listener), settings, soon()));
  auto how = ended.get_future().get();
  EXPECT_EQ(how.fate, Fate::alert);
  EXPECT_EQ(how.alert, std::optional(48));
}

TEST(Listener, TellsItsWatchersHowAClientLeft) {
  std::promise<TransportFailure> ended;
  auto options = with_tls();
  options.watch.ended = [&](const Peer&, const TransportFailure& how) { ended.set_value(how); };
  auto listener = echo_listener(options);
  must_open(at(*listener), client_settings())->close(/*abruptly=*/true);
  auto how = ended.get_future().get();
  EXPECT_THAT(how.fate, ::testing::AnyOf(Fate::fin, Fate::reset));
}

}  // namespace
}  // namespace inquest
