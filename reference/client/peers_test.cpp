#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "reference/client/client.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"
#include "reference/protocol/rollover.h"
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
    options.srp_users = {{"device", "secret"}};
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

TEST_P(Peers, MakeAKeyForADevice) {
  start();
  const auto received = fetch_server_key(client(), contents("CN=device"));
  ASSERT_TRUE(std::holds_alternative<ReceivedKey>(received))
      << std::get<NotAccepted>(received).reason;
  const auto& [key, certificate] = std::get<ReceivedKey>(received);
  EXPECT_EQ(certificate.public_key(), key.public_key());
  auto device = client(false);
  device.tls.identity = TlsIdentity{key, certificate, {server->authority()->issuing()}};
  EXPECT_EQ(refusal(device, Operation::simplereenroll, contents("CN=device")), "granted");
}

TEST_P(Peers, EnrollByFullCmc) {
  start();
  const auto key = Key::generate(KeyKind("ec-p384"));
  const auto first = enroll_by_cmc(client(), contents("CN=device"), key, CmcSecret{"est", "pw"});
  ASSERT_TRUE(std::holds_alternative<Certificate>(first)) << std::get<NotAccepted>(first).reason;
  // From here on its certificate signs.
  auto device = client(false);
  device.tls.identity =
      TlsIdentity{key, std::get<Certificate>(first), {server->authority()->issuing()}};
  const auto second =
      enroll_by_cmc(device, contents("CN=device"), Key::generate(KeyKind("rsa-2048")));
  EXPECT_TRUE(std::holds_alternative<Certificate>(second)) << std::get<NotAccepted>(second).reason;
  const auto wrong = enroll_by_cmc(client(), contents("CN=device"), key, CmcSecret{"est", "no"});
  EXPECT_THAT(std::get<NotAccepted>(wrong).reason, testing::HasSubstr("badIdentity"));
}

TEST_P(Peers, SayAndHearThatNothingIsAskedFor) {
  start();
  const auto wanted = fetch_csr_attributes(client(false));
  ASSERT_TRUE(std::holds_alternative<CsrAttributes>(wanted));
  EXPECT_TRUE(std::get<CsrAttributes>(wanted).members.empty());
}

/// A client enrolled under the old root keeps working through the change of roots, and ends under
/// the new one.
TEST_P(Peers, FollowARollover) {
  start();
  auto device = client(false);
  device.tls.identity = enrolled("CN=device");
  const auto old_root = server->authority()->root();
  server->authority()->roll_over({}, now());

  // The server shows a certificate of the new CA soon, with what leads to the old root.
  auto newcomer = client();
  newcomer.tls.trust = {server->authority()->root()};
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::holds_alternative<NotAccepted>(fetch_cacerts(newcomer)))
    ASSERT_LT(std::chrono::steady_clock::now(), give_up);

  // Old anchor and old certificate are good for everything still.
  EXPECT_EQ(refusal(device, Operation::simpleenroll, contents("CN=another")), "granted");
  const auto accepted = fetch_cacerts(device);
  ASSERT_TRUE(std::holds_alternative<std::vector<Certificate>>(accepted))
      << std::get<NotAccepted>(accepted).reason;
  const auto& cacerts = std::get<0>(accepted);
  const auto root = current_root(cacerts);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->der(), server->authority()->root().der());
  EXPECT_TRUE(proves_rollover(*root, {old_root}, cacerts, now()));

  // From here on the device knows the new root alone, and renews what the old CA issued.
  device.tls.trust = {*root};
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto renewed = enroll(device, Operation::simplereenroll, contents("CN=device"), key);
  ASSERT_TRUE(std::holds_alternative<Certificate>(renewed))
      << std::get<NotAccepted>(renewed).reason;
  const auto& certificate = std::get<Certificate>(renewed);
  EXPECT_TRUE(verify_path(certificate, {server->authority()->issuing()}, {*root}, now(),
                          Purpose::tls_client)
                  .valid);
  device.tls.identity = TlsIdentity{key, certificate, {server->authority()->issuing()}};
  EXPECT_EQ(refusal(device, Operation::simplereenroll, contents("CN=device")), "granted");
}

TEST_P(Peers, EnrollByTlsSrpAlone) {
  if (GetParam() == std::string("1.3")) GTEST_SKIP() << "TLS-SRP is TLS 1.2's";
  start();
  auto options = client(false);
  options.tls.trust.clear();
  options.tls.srp = SrpCredentials{"device", "secret"};
  EXPECT_EQ(refusal(options, Operation::simpleenroll, contents("CN=one")), "granted");
  options.tls.srp->password = "wrong";
  EXPECT_NE(refusal(options, Operation::simpleenroll, contents("CN=one")), "granted");
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

TEST_P(Peers, RenewAndRekeyWhatTheyEnrolled) {
  start();
  auto options = client(false);
  auto asked = contents("CN=one");
  asked.extensions = {extensions::subject_alt_name({"DNS:one.example"})};
  const auto first_key = Key::generate(KeyKind("ec-p256"));
  auto first = enroll(client(), Operation::simpleenroll, asked, first_key);
  options.tls.identity =
      TlsIdentity{first_key, std::get<Certificate>(first), {server->authority()->issuing()}};
  auto renewed = enroll(options, Operation::simplereenroll, asked, first_key);
  ASSERT_TRUE(std::holds_alternative<Certificate>(renewed));
  options.tls.identity->certificate = std::get<Certificate>(renewed);
  const auto next_key = Key::generate(KeyKind("ec-p384"));
  EXPECT_TRUE(std::holds_alternative<Certificate>(
      enroll(options, Operation::simplereenroll, asked, next_key)));
}

TEST_P(Peers, KnowTheClientOfAResumedSession) {
  start();
  auto tls = client(false).tls;
  tls.identity = enrolled("CN=one");
  tls.expected_host = "127.0.0.1";
  const Endpoint endpoint{"127.0.0.1", server->port()};
  const auto within = [] { return Deadline::in(std::chrono::seconds(10)); };
  HttpOptions http;
  http.host = endpoint.text();
  const auto first = Connection::open(endpoint, tls, within());
  ASSERT_TRUE(first) << first.failure().what;
  ASSERT_TRUE((*first)->exchange(cacerts_request(http, {}), {}, within()));
  const auto second = Connection::open(endpoint, tls, within(), (*first)->session());
  ASSERT_TRUE(second) << second.failure().what;
  EXPECT_TRUE((*second)->tls().session_reused);
  const auto csr = make_request(contents("CN=two"), tls.identity->key, {});
  const auto answer =
      (*second)->exchange(enroll_request(Operation::simpleenroll, csr, http, {}), {}, within());
  ASSERT_TRUE(answer) << answer.failure().what;
  EXPECT_EQ(answer->response.status, 200);
}

INSTANTIATE_TEST_SUITE_P(Tls, Peers, testing::Values("1.2", "1.3"), [](const auto& version) {
  return version.param[2] == '2' ? "Tls12" : "Tls13";
});

/// The same peers, where the version of TLS makes no difference.
class FaultyPeers : public Peers {};

TEST_P(FaultyPeers, LeaveTheServerWillingToServeTheNextClient) {
  start();
  const auto key = Key::generate(KeyKind("ec-p256"));
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::client) continue;
    auto options = client();
    options.deviations = deviations_of({fault.id});
    // Granted or refused, as the fault is a legal oddity or worse; scenarios judge which.
    (void)enroll(options, Operation::simpleenroll, contents("CN=a"), key);
    const auto next = enroll(client(), Operation::simpleenroll, contents("CN=b"), key);
    EXPECT_TRUE(std::holds_alternative<Certificate>(next)) << "after " << fault.id;
  }
}

TEST_P(FaultyPeers, AcceptAnswersInEveryLegalForm) {
  for (const auto* fault :
       {"body-single-line", "body-with-white-space", "body-called-binary", "answers-in-chunks",
        "answers-end-with-the-connection", "closes-after-every-answer", "cacerts-root-first"}) {
    start({fault});
    EXPECT_EQ(refusal(client(), Operation::simpleenroll, contents("CN=a")), "granted") << fault;
    EXPECT_TRUE(std::holds_alternative<std::vector<Certificate>>(fetch_cacerts(client()))) << fault;
  }
}

TEST_P(FaultyPeers, SurviveEveryFaultOfAServer) {
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::server) continue;
    start({fault.id});
    auto options = client();
    options.timeout = std::chrono::milliseconds(300);  // some answers never come to their end
    EXPECT_NO_THROW({
      (void)fetch_cacerts(options);
      (void)refusal(options, Operation::simpleenroll, contents("CN=a"));
    }) << fault.id;
  }
}

INSTANTIATE_TEST_SUITE_P(Tls, FaultyPeers, testing::Values("1.3"));

}  // namespace
}  // namespace inquest
