#include <gmock/gmock.h>

#include "reference/client/adopt_anchors.h"
#include "reference/client/both_peers_for_tests.h"
#include "reference/codec/trusted_authorities.h"

/// Redirections between both peers (RFC 7030 3.2.1), and the authorisation of the server that they
/// lead to.
namespace inquest {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Operation every_operation[] = {Operation::cacerts,      Operation::csrattrs,
                                         Operation::simpleenroll, Operation::simplereenroll,
                                         Operation::serverkeygen, Operation::fullcmc};

/// A server that sends on, and the one to which it does.
class Redirects : public testing::TestWithParam<int> {
 protected:
  int status() const { return GetParam(); }
  static bool fetches(Operation operation) {
    return operation == Operation::cacerts || operation == Operation::csrattrs;
  }
  /// 303 sends a GET elsewhere, which an enrolment is not.
  bool is_followed(Operation operation) const { return status() != 303 || fetches(operation); }

  std::string elsewhere() const {
    return "https://127.0.0.1:" + std::to_string(there.server->port());
  }
  void start_both() {
    there.start();
    here.options.policy.redirects = {{elsewhere(), std::nullopt, status()}};
    here.start();
    key = Key::generate(KeyKind("ec-p256"));
    identity = there.identity("CN=device", key);
  }
  /// Trusts both, and shows the certificate that the other has issued.
  ClientOptions client() const {
    auto options = here.client();
    for (auto& each : there.server->trust()) options.tls.trust.push_back(std::move(each));
    options.tls.identity = identity;
    return options;
  }
  std::string ask(const ClientOptions& options, Operation operation) const {
    const auto wanted = named("CN=device");
    const auto fresh = Key::generate(KeyKind("ec-p256"));
    switch (operation) {
      case Operation::cacerts:
        return outcome_of(fetch_cacerts(options));
      case Operation::csrattrs:
        return outcome_of(fetch_csr_attributes(options));
      case Operation::serverkeygen:
        return outcome_of(fetch_server_key(options, wanted));
      case Operation::fullcmc:
        return outcome_of(enroll_by_cmc(options, wanted, fresh));
      default:
        return outcome_of(enroll(options, operation, wanted, fresh));
    }
  }
  static std::function<bool(const std::string&)> yes() {
    return [](const std::string&) { return true; };
  }

  BothPeers here, there;
  Key key = Key::generate(KeyKind("ec-p256"));
  std::optional<TlsIdentity> identity;
};

TEST_P(Redirects, WithinTheOriginAreFollowedByEveryOperation) {
  here.options.policy.redirects = {{"/.well-known/est/lab", std::nullopt, status()}};
  here.start();
  identity = here.identity("CN=device", key);
  auto options = here.client();
  options.tls.identity = identity;
  for (const auto operation : every_operation) {
    const auto outcome = ask(options, operation);
    if (is_followed(operation))
      EXPECT_EQ(outcome, "granted") << name_of(operation);
    else
      EXPECT_THAT(outcome, HasSubstr("303")) << name_of(operation);
  }
}

TEST_P(Redirects, OfOneOperationLeaveTheOthersAlone) {
  there.start();
  here.options.policy.redirects = {{elsewhere(), Operation::simpleenroll, status()}};
  here.start();
  EXPECT_EQ(ask(here.client(), Operation::cacerts), "granted");
  EXPECT_EQ(ask(here.client(), Operation::serverkeygen), "granted");
  EXPECT_NE(ask(here.client(), Operation::simpleenroll), "granted");
}

TEST_P(Redirects, ElsewhereAreFollowedUnaskedByWhatFetchesAlone) {
  start_both();
  for (const auto operation : every_operation) {
    const auto outcome = ask(client(), operation);
    if (fetches(operation))
      EXPECT_EQ(outcome, "granted") << name_of(operation);
    else
      EXPECT_THAT(outcome, HasSubstr(is_followed(operation) ? "wants your consent" : "303"))
          << name_of(operation);
  }
  EXPECT_THAT(there.log(), Not(HasSubstr("POST")));
}

TEST_P(Redirects, ElsewhereAreFollowedByEveryOperationWithTheUsersWord) {
  start_both();
  auto options = client();
  std::vector<std::string> asked;
  options.consents_to = [&](const std::string& url) {
    asked.push_back(url);
    return true;
  };
  for (const auto operation : every_operation) {
    const auto outcome = ask(options, operation);
    if (is_followed(operation))
      EXPECT_EQ(outcome, "granted") << name_of(operation);
    else
      EXPECT_THAT(outcome, HasSubstr("303")) << name_of(operation);
  }
  for (const auto& url : asked) EXPECT_THAT(url, HasSubstr(elsewhere()));
  EXPECT_EQ(asked.size(), status() == 303 ? 0U : 4U);
}

TEST_P(Redirects, ElsewhereMakeALinkedRequestAnew) {
  if (status() == 303) GTEST_SKIP() << "303 leads no enrolment anywhere";
  there.options.policy.linking = Linking::required;
  start_both();
  auto options = client();
  options.consents_to = yes();
  options.link = LinkRequests::always;
  EXPECT_EQ(ask(options, Operation::simpleenroll), "granted");
}

TEST_P(Redirects, ElsewhereAreAuthorisedAnewBeforeAnythingIsSaid) {
  start_both();
  auto options = client();
  options.consents_to = yes();
  options.tls.trust = here.server->trust();
  for (const auto operation : every_operation)
    if (is_followed(operation)) {
      EXPECT_THAT(ask(options, operation), HasSubstr("no connection to")) << name_of(operation);
    }
  EXPECT_EQ(there.log(), "");
}

TEST_P(Redirects, ElsewhereMustBeByTheNameThatTheyGive) {
  there.options.names = {"DNS:est.example"};
  start_both();
  auto options = client();
  options.consents_to = yes();
  // RFC 7030 3.6.2: an implicit anchor wants the name of the latest redirection.
  options.implicit_anchors = options.tls.trust;
  options.tls.trust.clear();
  EXPECT_THAT(ask(options, Operation::cacerts), HasSubstr("is not authorised"));
  EXPECT_EQ(there.log(), "");
}

TEST_P(Redirects, ElsewhereGetCredentialsOnlyWhenTheyAsk) {
  if (status() == 303) GTEST_SKIP() << "303 leads no enrolment anywhere";
  start_both();
  auto options = client();
  options.consents_to = yes();
  options.tls.identity.reset();
  EXPECT_EQ(ask(options, Operation::simpleenroll), "granted");
  // First without, then with.
  EXPECT_THAT(there.log(), HasSubstr("simpleenroll 401"));
  EXPECT_THAT(there.log(), HasSubstr("simpleenroll 200"));
}

INSTANTIATE_TEST_SUITE_P(Status, Redirects, testing::Values(301, 302, 303, 307, 308),
                         testing::PrintToStringParamName());

/// RFC 7030 3.6: whose answers count is asked again whenever the anchors have changed.
TEST(TrustAnchors, ThatChangedAreAskedAgain) {
  BothPeers peers;
  peers.start();
  auto options = peers.client();
  const auto enroll_one = [&] {
    return outcome_of(enroll(options, Operation::simpleenroll, named("CN=device"),
                             Key::generate(KeyKind("ec-p256"))));
  };
  EXPECT_EQ(enroll_one(), "granted");
  const auto log_before = peers.log();
  options.tls.trust = {Authority::in_memory({}, seconds_since_1970())->root()};
  EXPECT_THAT(enroll_one(), HasSubstr("no connection to"));
  EXPECT_EQ(peers.log(), log_before);
}

TEST(TrustAnchors, OfCacertsTakeThePlaceOfTheImplicitOnes) {
  for (const auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    BothPeers peers;
    peers.speak_only(version);
    std::mutex mutex;
    std::vector<std::optional<Bytes>> indicated;
    peers.options.deviations.add<Admission>(moments::admission, [&](Admission& admission) {
      const std::lock_guard lock(mutex);
      indicated.push_back(admission.tls->trusted_authorities);
    });
    peers.start();
    auto options = peers.client();
    options.implicit_anchors = options.tls.trust;
    options.tls.trust.clear();
    const auto accepted = fetch_cacerts(options);
    ASSERT_EQ(outcome_of(accepted), "granted");
    adopt_anchors(options, std::get<std::vector<Certificate>>(accepted));
    EXPECT_TRUE(options.implicit_anchors.empty());
    EXPECT_EQ(outcome_of(enroll(options, Operation::simpleenroll, named("CN=device"),
                                Key::generate(KeyKind("ec-p256")))),
              "granted");
    const std::lock_guard lock(mutex);
    ASSERT_GE(indicated.size(), 2U);
    EXPECT_EQ(indicated.front(), std::nullopt);
    ASSERT_TRUE(indicated.back());
    EXPECT_EQ(*decode_trusted_authorities(*indicated.back()),
              (std::vector<Bytes>{peers.options.policy.authority->root().subject()}));
  }
}

TEST(TrustAnchors, OfARolloverJoinThoseThatAreThere) {
  BothPeers peers;
  peers.start();
  auto options = peers.client();
  peers.options.policy.authority->roll_over({}, seconds_since_1970());
  const auto accepted = fetch_cacerts(options);
  ASSERT_EQ(outcome_of(accepted), "granted");
  adopt_anchors(options, std::get<std::vector<Certificate>>(accepted));
  ASSERT_EQ(options.tls.trust.size(), 2U);
  EXPECT_EQ(options.tls.trust[1].der(), peers.options.policy.authority->root().der());
  EXPECT_TRUE(options.tls.trusted_authorities.empty());  // no implicit anchor was switched off
  EXPECT_THROW(adopt_anchors(options, {}), std::invalid_argument);
}

}  // namespace
}  // namespace inquest
