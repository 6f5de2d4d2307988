#include "reference/transport/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <future>

#include "reference/transport/peers_for_tests.h"

namespace inquest {
namespace {

using namespace testing;  // our own: inquest::testing
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr ReadLimits limits;

/// A peer that reads a request's head and answers with `answer`, without TLS.
RawPeer answering(std::string answer) {
  return RawPeer([answer = std::move(answer)](int socket) {
    receive_until(socket, "\r\n\r\n");
    send_text(socket, answer);
  });
}

TransportFailure failure_to_open(const Endpoint& endpoint, const std::optional<TlsSettings>& tls,
                                 Deadline deadline = soon()) {
  auto opened = Connection::open(endpoint, tls, deadline);
  EXPECT_FALSE(opened);
  return opened ? TransportFailure{} : opened.failure();
}

TEST(Connection, CarriesARequestOverEachTlsVersion) {
  auto listener = echo_listener(with_tls());
  for (auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    auto connection = must_open(at(*listener), only(version, client_settings()));
    EXPECT_EQ(connection->tls().version, version == TlsVersion::tls1_2 ? "TLSv1.2" : "TLSv1.3");
    auto answer = connection->exchange(post(bytes_of("body"), "/x"), limits, soon());
    ASSERT_TRUE(answer) << answer.failure().what;
    EXPECT_EQ(body_text(*answer), "POST /x body");
    EXPECT_EQ(connection->fate(), Fate::open);
    connection->close();
    EXPECT_EQ(connection->fate(), Fate::closed_by_us);
  }
}

TEST(Connection, WorksWithoutTls) {
  auto listener = echo_listener();
  auto connection = must_open(at(*listener));
  EXPECT_FALSE(connection->tls().encrypted());
  auto answer = connection->exchange(get("/plain"), limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(body_text(*answer), "GET /plain ");
  EXPECT_EQ(connection->session(), nullptr);
}

TEST(Connection, RecordsExactlyWhatWentOverIt) {
  auto listener = echo_listener(with_tls());
  auto connection = must_open(at(*listener), client_settings());
  auto request = encode(get("/x"));
  ASSERT_TRUE(connection->send(request, soon()));
  auto answer = connection->read_response(limits, soon());
  ASSERT_TRUE(answer);
  auto transcript = connection->transcript();
  ASSERT_EQ(transcript.size(), 2U);
  EXPECT_EQ(transcript[0].direction, Transfer::Direction::sent);
  EXPECT_EQ(transcript[0].bytes, request);
  EXPECT_EQ(transcript[1].direction, Transfer::Direction::received);
  auto whole = answer->head;
  append(whole, answer->response.body);
  EXPECT_EQ(transcript[1].bytes, whole);
  EXPECT_LE(transcript[0].at, transcript[1].at);
}

TEST(Connection, ResumesASession) {
  auto listener = echo_listener(with_tls());
  for (auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    auto settings = only(version, client_settings());
    auto first = must_open(at(*listener), settings);
    ASSERT_TRUE(first->exchange(get(), limits, soon()));
    auto session = first->session();
    ASSERT_NE(session, nullptr);
    first->close(/*abruptly=*/true);
    auto second = must_open(at(*listener), settings, session);
    EXPECT_TRUE(second->tls().session_reused);
    EXPECT_TRUE(second->exchange(get(), limits, soon()));
  }
}

TEST(Connection, FindsLocalhost) {
  auto listener = echo_listener();
  auto connection = must_open({"localhost", listener->port()});
  EXPECT_TRUE(connection->exchange(get(), limits, soon()));
}

TEST(Connection, TellsThatNobodyListens) {
  std::uint16_t port = 0;
  { port = echo_listener()->port(); }
  auto failure = failure_to_open({"127.0.0.1", port}, std::nullopt);
  EXPECT_EQ(failure.fate, Fate::refused);
  EXPECT_EQ(failure.what, Endpoint({"127.0.0.1", port}).text() + " refused the connection");
}

TEST(Connection, RefusesAnUntrustedServer) {
  auto listener = echo_listener(with_tls());
  auto settings = client_settings();
  settings.trust = {};
  auto failure = failure_to_open(at(*listener), settings);
  EXPECT_EQ(failure.fate, Fate::closed_by_us);
  EXPECT_THAT(failure.what, HasSubstr("certificate was not accepted"));
}

TEST(Connection, NamesTheAlertOfAServerThatWantsANewerVersion) {
  auto listener = echo_listener(with_tls());
  auto settings = only(TlsVersion::tls1_1, client_settings());
  settings.old_versions_allowed = true;
  auto failure = failure_to_open(at(*listener), settings);
  EXPECT_EQ(failure.fate, Fate::alert);
  EXPECT_EQ(failure.alert, std::optional(70));
  EXPECT_EQ(failure.what, "tls alert 70 (protocol version)");
}

TEST(Connection, NamesTheAlertOfAServerThatWantsACertificate) {
  auto settings = server_settings();
  settings.require_client_certificate = true;
  auto listener = echo_listener(with_tls(settings));
  auto failure = failure_to_open(at(*listener), only(TlsVersion::tls1_2, client_settings()));
  EXPECT_EQ(failure.alert, std::optional(40));
  // On TLS 1.3 a client learns it with its first answer.
  auto connection = must_open(at(*listener), only(TlsVersion::tls1_3, client_settings()));
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.failure().fate, Fate::alert);
  EXPECT_EQ(answer.failure().alert, std::optional(116));
  EXPECT_EQ(connection->fate(), Fate::alert);
}

TEST(Connection, SaysThatAPeerSpeaksPlainHttp) {
  RawPeer peer([](int socket) {
    send_text(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
    receive_to_end(socket);
  });
  auto failure = failure_to_open(peer.endpoint(), client_settings());
  EXPECT_EQ(failure.what, "what came is not TLS: \"HTTP/1.1 400 Bad Request\"");
}

TEST(Connection, SaysThatATlsServerGotPlainHttp) {
  std::promise<TransportFailure> ended;
  auto options = with_tls();
  options.watch.ended = [&](const Peer&, const TransportFailure& how) { ended.set_value(how); };
  auto listener = echo_listener(options);
  auto connection = must_open(at(*listener));
  (void)connection->exchange(get(), limits, soon());
  connection->close();
  EXPECT_EQ(ended.get_future().get().what, "what came is not TLS: \"GET / HTTP/1.1\"");
}

TEST(Connection, GivesUpOnSilenceAfterAccept) {
  RawPeer peer([](int socket) { receive_to_end(socket); });
  auto failure = failure_to_open(peer.endpoint(), client_settings(), at_once());
  EXPECT_EQ(failure.fate, Fate::silence);
  EXPECT_THAT(failure.what, StartsWith("the TLS handshake was not finished within 0."));
}

TEST(Connection, IsLateBeforeItBegan) {
  RawPeer peer([](int socket) { receive_to_end(socket); });
  const auto passed = Deadline::in(std::chrono::seconds(-1));
  auto failure = failure_to_open(peer.endpoint(), client_settings(), passed);
  EXPECT_EQ(failure.fate, Fate::silence);
  EXPECT_THAT(failure.what, HasSubstr("within 0.0 s"));
}

TEST(Connection, GivesUpOnAPeerThatDoesNotAnswer) {
  RawPeer peer([](int socket) { receive_to_end(socket); });
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, at_once());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.failure().fate, Fate::silence);
  EXPECT_THAT(answer.failure().what, StartsWith("no answer within 0."));
  EXPECT_EQ(connection->fate(), Fate::silence);
}

TEST(Connection, TellsHowFarASlowAnswerCame) {
  RawPeer peer([](int socket) {
    receive_until(socket, "\r\n\r\n");
    send_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    receive_to_end(socket);
  });
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, at_once());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.failure().what, StartsWith("no answer within 0."));
  EXPECT_THAT(answer.failure().what, HasSubstr(" s; 3 of 9 bytes of the body came"));
}

TEST(Connection, GoesOnAfterADeadlineThatPassed) {
  std::promise<void> go_on;
  auto told = go_on.get_future().share();
  RawPeer peer([told](int socket) {
    receive_until(socket, "\r\n\r\n");
    told.wait();
    send_text(socket, "late");
  });
  auto connection = must_open(peer.endpoint());
  ASSERT_TRUE(connection->send(encode(get()), soon()));
  EXPECT_EQ(connection->receive(10, at_once()).failure().fate, Fate::silence);
  go_on.set_value();
  auto late = connection->receive(10, soon());
  ASSERT_TRUE(late);
  EXPECT_EQ(text_of(*late), "late");
}

TEST(Connection, SeesAResetInTheHandshake) {
  RawPeer peer([](int socket) {
    char byte = 0;
    (void)::recv(socket, &byte, 1, 0);
    reset_on_close(socket);
  });
  auto failure = failure_to_open(peer.endpoint(), client_settings());
  EXPECT_EQ(failure.fate, Fate::reset);
  EXPECT_EQ(failure.what, "the connection was reset during the TLS handshake");
}

TEST(Connection, SeesAnEndInTheHandshake) {
  RawPeer peer([](int socket) {
    ::shutdown(socket, SHUT_WR);
    receive_to_end(socket);
  });
  auto failure = failure_to_open(peer.endpoint(), client_settings());
  EXPECT_EQ(failure.fate, Fate::fin);
  EXPECT_EQ(failure.what, "closed without close_notify during the TLS handshake");
}

TEST(Connection, SeesAResetInPlaceOfAnAnswer) {
  RawPeer peer([](int socket) {
    receive_until(socket, "\r\n\r\n");
    reset_on_close(socket);
  });
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.failure().fate, Fate::reset);
  EXPECT_EQ(answer.failure().what, "the connection was reset, before any response");
}

TEST(Connection, SeesAnEndInPlaceOfAnAnswer) {
  auto peer = RawPeer([](int socket) { receive_until(socket, "\r\n\r\n"); });
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.failure().fate, Fate::orderly_close);
  EXPECT_EQ(answer.failure().what, "the connection was closed before any response");
}

TEST(Connection, RefusesAHugeBodyInTime) {
  for (std::string framing : {"Content-Length: 104857600\r\n\r\n", "\r\n"}) {
    RawPeer peer([framing](int socket) {
      receive_until(socket, "\r\n\r\n");
      send_text(socket, "HTTP/1.1 200 OK\r\n" + framing);
      std::string megabyte(1 << 20, 'x');
      for (int count = 0; count < 100; ++count) send_text(socket, megabyte);
    });
    auto connection = must_open(peer.endpoint());
    auto answer = connection->exchange(get(), limits, soon());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.failure().what, "the body exceeds the limit of 4194304 bytes");
    EXPECT_EQ(answer.failure().fate, Fate::open);
    connection->close();
  }
}

TEST(Connection, TellsHowMuchOfABodyCame) {
  auto peer = answering("HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n0123456789");
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.failure().what, "body cut short: 10 of 4096 bytes came");
  EXPECT_EQ(answer.failure().fate, Fate::orderly_close);
}

TEST(Connection, SaysWhatIsWrongWithAnAnswer) {
  auto peer = answering("SSH-2.0-OpenSSH_9.2\r\n");
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.failure().what, StartsWith("not an HTTP response: bad version at byte 0"));
}

TEST(Connection, ReadsPipelinedAnswersOneByOne) {
  auto peer = answering(
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noneHTTP/1.1 200 OK\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nthree");
  auto connection = must_open(peer.endpoint());
  ASSERT_TRUE(connection->send(encode(get()), soon()));
  for (std::string body : {"one", "two", "three"}) {
    auto answer = connection->read_response(limits, soon());
    ASSERT_TRUE(answer) << answer.failure().what;
    EXPECT_EQ(body_text(*answer), body);
  }
}

TEST(Connection, SkipsInterimResponses) {
  auto peer = answering(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No "
      "Content\r\n\r\n");
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.status, 204);
}

TEST(Connection, IsNotKeptByInterimResponsesForEver) {
  std::string many;
  for (int count = 0; count < 100; ++count) many += "HTTP/1.1 102 Processing\r\n\r\n";
  auto peer = answering(many);
  auto connection = must_open(peer.endpoint());
  auto answer = connection->exchange(get(), limits, soon());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.failure().what, HasSubstr("interim responses"));
}

/// A TLS server that answers one request with a body that the end of the connection ends.
RawPeer close_delimited(bool orderly) {
  return RawPeer([orderly](int socket) {
    RawTls tls(socket, server_settings());
    if (!tls.handshake()) return;
    tls.receive_until("\r\n\r\n");
    tls.send_text("HTTP/1.1 200 OK\r\n\r\nall of it");
    if (orderly) tls.say_close_notify();
    ::shutdown(socket, SHUT_WR);
    receive_to_end(socket);
  });
}

TEST(Connection, TellsCloseNotifyFromABareFin) {
  for (auto orderly : {true, false}) {
    auto peer = close_delimited(orderly);
    auto connection = must_open(peer.endpoint(), client_settings());
    auto answer = connection->exchange(get(), limits, soon());
    ASSERT_TRUE(answer) << answer.failure().what;
    EXPECT_EQ(body_text(*answer), "all of it");
    EXPECT_EQ(answer->framing_defect.empty(), orderly);
    EXPECT_EQ(connection->fate(), orderly ? Fate::orderly_close : Fate::fin);
    auto again = connection->receive(1, soon());
    EXPECT_EQ(static_cast<bool>(again), orderly) << "the end stays what it was";
  }
}

TEST(Connection, ReadsAfterAHalfClose) {
  RawPeer peer([](int socket) {
    receive_to_end(socket);
    send_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  });
  auto connection = must_open(peer.endpoint());
  ASSERT_TRUE(connection->send(encode(get()), soon()));
  connection->finish_sending();
  auto answer = connection->read_response(limits, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(body_text(*answer), "hi");
}

TEST(Connection, ReadsAfterAHalfCloseOverTls) {
  auto listener = echo_listener(with_tls());
  for (auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    auto connection = must_open(at(*listener), only(version, client_settings()));
    ASSERT_TRUE(connection->send(encode(get("/half")), soon()));
    connection->finish_sending();
    auto answer = connection->read_response(limits, soon());
    ASSERT_TRUE(answer) << answer.failure().what;
    EXPECT_EQ(body_text(*answer), "GET /half ");
    auto end = connection->receive(1, soon());
    ASSERT_TRUE(end) << end.failure().what;
    EXPECT_TRUE(end->empty());
    EXPECT_EQ(connection->fate(), Fate::orderly_close);
  }
}

TEST(Connection, SendsALotAndGetsItBack) {
  ListenerOptions options = with_tls();
  auto listener = echo_listener(options);
  auto connection = must_open(at(*listener), client_settings());
  Bytes much(3U << 20U, 'm');
  auto answer = connection->exchange(post(much), {.head = 1024, .body = 8U << 20U}, soon());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.body.size(), much.size() + std::string("POST / ").size());
}

TEST(Connection, GivesUpSendingToAPeerThatDoesNotRead) {
  std::promise<void> done;
  auto told = done.get_future().share();
  RawPeer peer([told](int) { told.wait(); });
  auto connection = must_open(peer.endpoint());
  Bytes much(64U << 20U);
  auto sent = connection->send(much, at_once());
  EXPECT_FALSE(sent);
  EXPECT_EQ(sent.failure().fate, Fate::silence);
  EXPECT_THAT(sent.failure().what, HasSubstr("of 67108864 bytes could be sent within 0."));
  done.set_value();
}

TEST(Connection, HoldsBackARecordWhenASeamEmptiesIt) {
  auto listener = echo_listener(with_tls());
  std::atomic<int> records = 0;
  Seams seams;
  seams.outgoing_record = [&](Bytes& record) {
    constexpr std::uint8_t handshake = 22;
    EXPECT_GE(record.size(), 5U);
    if (record.front() == handshake) record.clear();
    ++records;
  };
  auto opened = Connection::open(at(*listener), client_settings(), at_once(), nullptr, seams);
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.failure().fate, Fate::silence);
  EXPECT_EQ(records, 1);
}

TEST(Connection, ReportsAnUnknownNameAsAFailure) {
  // A label of more than 63 octets: the resolver has nobody to ask about it.
  auto name = std::string(70, 'x') + ".example";
  auto failure = failure_to_open({name, 1}, std::nullopt);
  EXPECT_EQ(failure.fate, Fate::refused);
  EXPECT_THAT(failure.what, StartsWith("'" + name + "' cannot be resolved: "));
}

TEST(Endpoint, PutsIpv6IntoBrackets) {
  EXPECT_EQ((Endpoint{"::1", 8443}.text()), "[::1]:8443");
  EXPECT_EQ((Endpoint{"localhost", 443}.text()), "localhost:443");
}

}  // namespace
}  // namespace inquest
