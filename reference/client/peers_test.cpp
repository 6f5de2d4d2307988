#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "reference/client/client.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"
#include "reference/server/server.h"

namespace inquest {
namespace {

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// The reference peers against each other.
class Peers : public testing::TestWithParam<const char*> {
 protected:
  void start(const std::vector<std::string>& faults = {}) {
    ServerOptions options;
    options.policy.authority = Authority::in_memory({}, now());
    options.policy.users = {{"est", "pw"}};
    options.policy.labels = {"lab"};
    options.lowest_tls = options.highest_tls = tls_version(GetParam());
    options.deviations = deviations_of(faults);
    server = EstServer::start(std::move(options), [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log += line + "\n";
    });
  }
  ClientOptions client(bool with_password = true) const {
    ClientOptions options;
    options.endpoint = {"127.0.0.1", server->port()};
    options.tls.trust = server->trust();
    if (with_password) options.credentials = BasicCredentials{"est", "pw"};
    return options;
  }
  static RequestContents contents(const std::string& subject) {
    RequestContents made;
    made.subject = encode_name(subject);
    return made;
  }
  TlsIdentity enrolled(const std::string& subject) const {
    const auto key = Key::generate(KeyKind("ec-p256"));
    auto accepted = enroll(client(), Operation::simpleenroll, contents(subject), key);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted))
      throw std::runtime_error(problem->reason);
    return {key, std::get<Certificate>(accepted), {server->authority()->issuing()}};
  }
  std::string refusal(const ClientOptions& options, Operation operation,
                      const RequestContents& asked) const {
    auto accepted = enroll(options, operation, asked, Key::generate(KeyKind("ec-p256")));
    const auto* problem = std::get_if<NotAccepted>(&accepted);
    return problem == nullptr ? "granted" : problem->reason;
  }

  std::mutex mutex;
  std::string log;
  std::unique_ptr<EstServer> server;
};

TEST_P(Peers, GetCaCertificatesWithoutCredentials) {
  start();
  const auto accepted = fetch_cacerts(client(false));
  ASSERT_TRUE(std::holds_alternative<std::vector<Certificate>>(accepted))
      << std::get<NotAccepted>(accepted).reason;
  EXPECT_EQ(std::get<0>(accepted).size(), 2U);
}

TEST_P(Peers, EnrollByPasswordAndThenByCertificate) {
  start();
  auto options = client(false);
  options.tls.identity = enrolled("CN=one");
  EXPECT_EQ(refusal(options, Operation::simpleenroll, contents("CN=two")), "granted");
  EXPECT_EQ(server->authority()->issued_count(), 3U);  // the server's own as well
}

TEST_P(Peers, EnrollUnderALabel) {
  start();
  auto options = client();
  options.label = "lab";
  EXPECT_EQ(refusal(options, Operation::simpleenroll, contents("CN=x")), "granted");
  options.label = "nowhere";
  EXPECT_THAT(refusal(options, Operation::simpleenroll, contents("CN=x")),
              testing::HasSubstr("404"));
}

TEST_P(Peers, ReenrollTheSameSubjectAndNoOther) {
  start();
  auto options = client(false);
  options.tls.identity = enrolled("CN=one,O=x");
  EXPECT_EQ(refusal(options, Operation::simplereenroll, contents("CN=one,O=x")), "granted");
  EXPECT_THAT(refusal(options, Operation::simplereenroll, contents("CN=two,O=x")),
              testing::HasSubstr("403"));
  EXPECT_THAT(refusal(client(), Operation::simplereenroll, contents("CN=one,O=x")),
              testing::HasSubstr("403"));
}

TEST_P(Peers, RefuseWhoIsNobody) {
  start();
  EXPECT_THAT(refusal(client(false), Operation::simpleenroll, contents("CN=x")),
              testing::HasSubstr("401"));
  auto wrong = client();
  wrong.credentials->password = "no";
  EXPECT_THAT(refusal(wrong, Operation::simpleenroll, contents("CN=x")), testing::HasSubstr("401"));
  const std::lock_guard lock(mutex);
  EXPECT_EQ(log.find("pw"), std::string::npos);
}

TEST_P(Peers, TheClientRefusesAServerThatItCannotVerify) {
  start();
  auto options = client();
  options.tls.trust = {Authority::in_memory({}, now())->root()};
  EXPECT_THAT(refusal(options, Operation::simpleenroll, contents("CN=x")),
              testing::HasSubstr("no connection"));
  const std::lock_guard lock(mutex);
  EXPECT_EQ(log, "");  // nothing was asked
}

TEST_P(Peers, TheClientRefusesAKeyThatItDidNotAskFor) {
  start({"issued-key-is-another"});
  EXPECT_THAT(refusal(client(), Operation::simpleenroll, contents("CN=x")),
              testing::HasSubstr("bears the key"));
}

INSTANTIATE_TEST_SUITE_P(Tls, Peers, testing::Values("1.2", "1.3"), [](const auto& version) {
  return version.param[2] == '2' ? "Tls12" : "Tls13";
});

}  // namespace
}  // namespace inquest
