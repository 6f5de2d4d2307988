#include "reference/server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>

#include "reference/faults/catalogue.h"
#include "reference/protocol/client.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class RunningServer : public testing::Test {
 protected:
  void start() {
    if (!options.policy.authority) options.policy.authority = Authority::in_memory({}, now());
    options.policy.users = {{"est", "secret"}};
    server = EstServer::start(options, [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log += line + "\n";
    });
    tls.trust = server->trust();
    tls.expected_host = "127.0.0.1";
  }
  Transported<std::unique_ptr<Connection>> connect() const {
    return Connection::open({"127.0.0.1", server->port()}, tls, Deadline::in(10s));
  }
  HttpResponse ask(const HttpRequest& request) const {
    const auto connection = connect();
    if (!connection) throw std::runtime_error(connection.failure().what);
    const auto answer = (*connection)->exchange(request, {}, Deadline::in(10s));
    if (!answer) throw std::runtime_error(answer.failure().what);
    return answer->response;
  }
  static HttpOptions http() {
    HttpOptions options;
    options.host = "127.0.0.1";
    options.credentials = BasicCredentials{"est", "secret"};
    return options;
  }
  std::string logged() {
    const std::lock_guard lock(mutex);
    return log;
  }

  ServerOptions options;
  TlsSettings tls;
  std::mutex mutex;
  std::string log;
  std::unique_ptr<EstServer> server;
};

TEST_F(RunningServer, ShowsACertificateOfItsOwnAuthority) {
  start();
  const auto connection = connect();
  ASSERT_TRUE(connection) << connection.failure().what;
  const auto& chain = (*connection)->tls().peer_chain;
  ASSERT_EQ(chain.size(), 2U);
  EXPECT_EQ(chain[1], server->authority()->issuing().der());
  EXPECT_TRUE(names_host(*Certificate::decode(chain[0]), "localhost"));
}

TEST_F(RunningServer, HasAKeyOfTheKindThatItIsTold) {
  for (const auto* kind : {"rsa-2048", "ec-p384", "ed25519"}) {
    options.key = KeyKind(kind);
    start();
    EXPECT_EQ(ask(cacerts_request(http(), {})).status, 200) << kind;
  }
}

TEST_F(RunningServer, BearsTheNamesThatItIsTold) {
  options.names = {"DNS:est.example"};
  start();
  EXPECT_FALSE(connect());
  tls.expected_host = "est.example";
  EXPECT_TRUE(connect());
}

TEST_F(RunningServer, LogsRequestsWithoutTheirSecrets) {
  start();
  auto request = enroll_request(Operation::simpleenroll, Bytes{1, 2, 3}, http(), {});
  EXPECT_EQ(ask(request).status, 400);
  EXPECT_THAT(logged(), HasSubstr(" POST /.well-known/est/simpleenroll 400 client=- \""));
  EXPECT_EQ(logged().find("secret"), std::string::npos);
  EXPECT_EQ(logged().find("ZXN0"), std::string::npos);
}

TEST_F(RunningServer, LogsWhatPeersSayAsPrintableText) {
  start();
  const auto connection = connect();
  const auto bytes = bytes_of("GET /\x7f\xc3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  ASSERT_TRUE((*connection)->send(bytes, Deadline::in(10s)));
  EXPECT_TRUE((*connection)->read_response({}, Deadline::in(10s)));
  for (const unsigned char c : logged()) EXPECT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7f));
}

TEST_F(RunningServer, AnswersWhatItCannotRead) {
  start();
  const auto connection = connect();
  ASSERT_TRUE((*connection)->send(bytes_of("nonsense\r\n\r\n"), Deadline::in(10s)));
  const auto answer = (*connection)->read_response({}, Deadline::in(10s));
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.status, 400);
  EXPECT_EQ(*answer->response.headers.find("Content-Type"), "text/plain");
  EXPECT_FALSE(answer->keep_alive);
}

TEST_F(RunningServer, AnswersBodiesThatAreTooLarge) {
  start();
  for (const auto* fault : {"request-body-of-a-megabyte", "request-body-of-ten-megabytes"})
    EXPECT_EQ(ask(enroll_request(Operation::simpleenroll, Bytes{1}, http(), deviations_of({fault})))
                  .status,
              413)
        << fault;
}

TEST_F(RunningServer, KeepsAConnectionThroughRefusals) {
  start();
  const auto connection = connect();
  for (const int status : {400, 404, 200}) {
    auto request = cacerts_request(http(), {});
    if (status == 400) request = enroll_request(Operation::simpleenroll, Bytes{1}, http(), {});
    if (status == 404) request.target = "/nowhere";
    const auto answer = (*connection)->exchange(request, {}, Deadline::in(10s));
    ASSERT_TRUE(answer) << answer.failure().what;
    EXPECT_EQ(answer->response.status, status);
    EXPECT_TRUE(answer->keep_alive);
  }
}

TEST_F(RunningServer, WantsACertificateWhereItIsToldTo) {
  options.require_client_certificate = true;
  start();
  tls.highest = TlsVersion::tls1_2;  // where the refusal comes within the handshake
  EXPECT_FALSE(connect());
}

TEST_F(RunningServer, SpeaksNoVersionBelowTheLowest) {
  start();
  tls.lowest = TlsVersion::tls1_0;
  tls.highest = TlsVersion::tls1_1;
  tls.old_versions_allowed = true;
  tls.cipher_list = "ALL:@SECLEVEL=0";
  EXPECT_FALSE(connect());
  options.deviations = deviations_of({"tls-1.1-accepted"});
  start();
  EXPECT_TRUE(connect());
}

TEST_F(RunningServer, ApologizesForItsOwnTroubleWithoutDetails) {
  options.deviations.add<Admission>(moments::admission, [](Admission&) {
    throw std::runtime_error("/etc/secret cannot be read");
  });
  start();
  const auto response = ask(cacerts_request(http(), {}));
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(std::string(text_of(response.body)).find("secret"), std::string::npos);
  EXPECT_THAT(logged(), HasSubstr("trouble: /etc/secret cannot be read"));
}

TEST_F(RunningServer, NeedsAnAuthority) {
  EXPECT_THROW(EstServer::start(ServerOptions{}), std::invalid_argument);
}

TEST(EstServer, HasNoLabelThatIsNamedLikeAnOperation) {
  ServerOptions options;
  options.policy.authority = Authority::in_memory({}, now());
  options.policy.labels = {"cacerts"};
  EXPECT_THROW(EstServer::start(options), std::invalid_argument);
  options.policy.labels = {"devices"};
  options.policy.authorities = {{"simpleenroll", options.policy.authority}};
  EXPECT_THROW(EstServer::start(options), std::invalid_argument);
}

}  // namespace
}  // namespace inquest
