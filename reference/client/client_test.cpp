#include "reference/client/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <mutex>

#include "reference/pki/authority.h"
#include "reference/pki/name.h"
#include "reference/protocol/server.h"
#include "reference/transport/listener.h"

namespace inquest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// A client before a server that answers whatever a test makes of the correct answer.
class EstClient : public testing::Test {
 protected:
  using Twist = std::function<void(HttpResponse&, const HttpRequest&)>;

  EstClient() {
    policy.authority = Authority::in_memory({}, now());
    policy.users = {{"est", "secret"}};
  }
  void serve(Twist change = [](auto&, auto&) {}) {
    twist = std::move(change);
    const auto key = Key::generate(KeyKind("ec-p256"));
    ListenerOptions listening;
    listening.tls = TlsSettings{};
    listening.tls->identity =
        TlsIdentity{key,
                    policy.authority->issue_server_certificate(key, {"IP:127.0.0.1"}, now()),
                    {policy.authority->issuing()}};
    listener = Listener::start(
        listening,
        [this](const HttpRequest& request, const Peer& peer) { return answer(request, peer); },
        [](const BadRequest&, const Peer&) { return WireReply{}; });
    options.endpoint = {"127.0.0.1", listener->port()};
    options.tls.trust = {policy.authority->root()};
    options.credentials = BasicCredentials{"est", "secret"};
  }
  WireReply answer(const HttpRequest& request, const Peer& peer) {
    auto response = respond(request, peer.tls, policy, {}, now());
    twist(response, request);
    const std::lock_guard lock(mutex);
    targets.push_back(request.target);
    connections.push_back(peer.connection);
    authorized.push_back(request.headers.find("Authorization") != nullptr);
    auto next = reply;
    next.bytes = deliver(response, request, {}, now()).bytes;
    return next;
  }
  Accepted<Certificate> enroll_one() {
    RequestContents contents;
    contents.subject = encode_name("CN=x");
    return enroll(options, Operation::simpleenroll, contents, key);
  }
  std::string outcome() {
    const auto accepted = enroll_one();
    const auto* problem = std::get_if<NotAccepted>(&accepted);
    return problem == nullptr ? "granted" : problem->reason;
  }

  ServerPolicy policy;
  Twist twist;
  WireReply reply;
  ClientOptions options;
  Key key = Key::generate(KeyKind("ec-p256"));
  std::mutex mutex;
  std::vector<std::string> targets;
  std::vector<std::uint64_t> connections;
  std::vector<bool> authorized;
  std::unique_ptr<Listener> listener;  // last: its threads use what stands above
};

TEST_F(EstClient, AnswersAChallengeOnTheSameConnection) {
  serve();
  EXPECT_EQ(outcome(), "granted");
  EXPECT_THAT(authorized, ElementsAre(false, true));
  EXPECT_THAT(connections, ElementsAre(1, 1));
}

TEST_F(EstClient, ConnectsAgainWhereTheServerClosedAfterItsChallenge) {
  reply.close_after = true;
  serve();
  EXPECT_EQ(outcome(), "granted");
  EXPECT_THAT(authorized, ElementsAre(false, true));
  EXPECT_THAT(connections, ElementsAre(1, 2));
}

TEST_F(EstClient, DoesNotRepeatAPasswordThatWasRefused) {
  serve();
  options.credentials->password = "wrong";
  EXPECT_THAT(outcome(), HasSubstr("401"));
  EXPECT_THAT(authorized, ElementsAre(false, true));
}

TEST_F(EstClient, HasNothingToAnswerAChallengeForAnotherScheme) {
  serve([](HttpResponse& response, const HttpRequest&) {
    if (response.status == 401) response.headers.set("WWW-Authenticate", "Negotiate");
  });
  EXPECT_THAT(outcome(), HasSubstr("401"));
  EXPECT_THAT(authorized, ElementsAre(false));
}

TEST_F(EstClient, SendsCredentialsAtOnceOnlyWhenItIsTold) {
  serve();
  options.credentials_at_once = true;
  EXPECT_EQ(outcome(), "granted");
  EXPECT_THAT(authorized, ElementsAre(true));
}

TEST_F(EstClient, GivesNoCredentialsToAServerThatItCannotVerify) {
  serve();
  options.credentials_at_once = true;
  options.tls.verify_server = false;  // is not listened to
  options.tls.trust = {Authority::in_memory({}, now())->root()};
  EXPECT_THAT(outcome(), HasSubstr("no connection"));
  options.tls.trust.clear();
  options.implicit_anchors = {policy.authority->root()};
  options.tls.expected_host = "est.example";
  EXPECT_THAT(outcome(), HasSubstr("is not authorised"));
  EXPECT_THAT(authorized, ElementsAre());
  // Under explicit anchors its purpose, id-kp-cmcRA, stands in for the name.
  options.tls.trust.swap(options.implicit_anchors);
  EXPECT_EQ(outcome(), "granted");
}

TEST_F(EstClient, TellsNoPasswordToAServerThatAnImplicitAnchorVouchesFor) {
  serve();
  options.implicit_anchors.swap(options.tls.trust);
  for (const bool at_once : {true, false}) {
    options.credentials_at_once = at_once;
    EXPECT_THAT(outcome(), HasSubstr("401"));
  }
  EXPECT_THAT(authorized, ElementsAre(false, false));
}

TEST_F(EstClient, TakesNoKeyFromAServerThatAnImplicitAnchorVouchesFor) {
  serve();
  options.implicit_anchors.swap(options.tls.trust);
  const auto received = fetch_server_key(options, {}, {}, key);
  ASSERT_TRUE(std::holds_alternative<NotAccepted>(received));
  EXPECT_THAT(targets, ElementsAre());
}

TEST_F(EstClient, BootstrapsByTheFingerprintOfARoot) {
  serve();
  options.tls.trust.clear();
  const auto bootstrapped = [&](const std::string& fingerprint) {
    return std::holds_alternative<std::vector<Certificate>>(bootstrap(options, fingerprint));
  };
  options.credentials_at_once = true;
  EXPECT_TRUE(bootstrapped(policy.authority->root().fingerprint()));
  EXPECT_FALSE(bootstrapped(policy.authority->issuing().fingerprint()));
  EXPECT_FALSE(bootstrapped("sha256:00"));
  EXPECT_THAT(authorized, ElementsAre(false, false, false));
}

TEST_F(EstClient, LinksItsRequestToTheConnection) {
  policy.linking = Linking::required;
  serve();
  EXPECT_THAT(outcome(), HasSubstr("Linking of identity"));
  options.link = LinkRequests::always;
  EXPECT_EQ(outcome(), "granted");
  options.link = LinkRequests::by_tls_unique;
  options.tls.highest = TlsVersion::tls1_2;
  EXPECT_EQ(outcome(), "granted");
  options.link = LinkRequests::never;
  EXPECT_THAT(outcome(), HasSubstr("Linking of identity"));
}

TEST_F(EstClient, LinksAnewOnEachConnection) {
  policy.linking = Linking::required;
  serve();
  reply.close_after = true;
  options.link = LinkRequests::always;
  EXPECT_EQ(outcome(), "granted");
  EXPECT_THAT(connections, ElementsAre(1, 2));
}

TEST_F(EstClient, AnswersADigestChallenge) {
  policy.offers_digest = {DigestAlgorithm::md5, DigestAlgorithm::sha256};
  serve();
  EXPECT_EQ(outcome(), "granted");
  EXPECT_THAT(authorized, ElementsAre(false, true));
  options.credentials->password = "wrong";
  EXPECT_THAT(outcome(), HasSubstr("401"));
  EXPECT_THAT(authorized, ElementsAre(false, true, false, true));
}

TEST_F(EstClient, GivesCredentialsForCertificatesOfTheAuthorityOnlyWhenAsked) {
  serve();
  options.credentials_at_once = true;
  EXPECT_TRUE(std::holds_alternative<std::vector<Certificate>>(fetch_cacerts(options)));
  EXPECT_THAT(authorized, ElementsAre(false));
}

TEST_F(EstClient, FollowsARedirectionWithinTheOrigin) {
  serve([](HttpResponse& response, const HttpRequest& request) {
    if (request.target != path_of(Operation::simpleenroll)) return;
    response.status = 307;
    response.headers = {{"Location", path_of(Operation::simpleenroll, "inquest")}};
  });
  EXPECT_EQ(outcome(), "granted");
  EXPECT_THAT(targets, ElementsAre(path_of(Operation::simpleenroll),
                                   path_of(Operation::simpleenroll, "inquest"),
                                   path_of(Operation::simpleenroll, "inquest")));
}

TEST_F(EstClient, FollowsNoRedirectionElsewhere) {
  serve([](HttpResponse& response, const HttpRequest&) {
    response.status = 307;
    response.headers = {{"Location", "https://localhost.invalid/"}};
  });
  EXPECT_THAT(outcome(), HasSubstr("wants your consent"));
  EXPECT_EQ(targets.size(), 1U);
  // With consent it would go there; who is there is another question.
  std::string asked;
  options.consents_to = [&](const std::string& url) {
    asked = url;
    return true;
  };
  EXPECT_THAT(outcome(), HasSubstr("no connection to localhost.invalid:443"));
  EXPECT_EQ(asked, "https://localhost.invalid/");
}

TEST_F(EstClient, FollowsNoRedirectionForEver) {
  serve([](HttpResponse& response, const HttpRequest& request) {
    response.status = 308;
    response.headers = {{"Location", request.target}};
  });
  EXPECT_THAT(outcome(), HasSubstr("redirections"));
  EXPECT_EQ(targets.size(), 6U);
}

TEST_F(EstClient, TellsWhenToComeBack) {
  serve([](HttpResponse& response, const HttpRequest&) {
    if (response.status != 200) return;
    response.status = 202;
    response.headers = {{"Retry-After", "90"}};
  });
  const auto accepted = enroll_one();
  const auto& later = std::get<NotAccepted>(accepted);
  EXPECT_EQ(later.why, NotAccepted::Why::retry_later);
  EXPECT_EQ(later.retry_after, 90);
}

TEST_F(EstClient, DoesNotWaitForEver) {
  reply.delay_before = std::chrono::minutes(1);
  options.timeout = std::chrono::milliseconds(300);
  serve();
  EXPECT_THAT(outcome(), HasSubstr("no answer"));
}

TEST_F(EstClient, SpoilsTheBytesOfARequestLast) {
  serve();
  options.deviations.add<Delivery>(moments::request_delivery, [](Delivery& delivery) {
    auto text = std::string(text_of(delivery.bytes));
    text.replace(text.find("simpleenroll"), 12, "nonsensical!");
    delivery.bytes = bytes_of(text);
  });
  EXPECT_THAT(outcome(), HasSubstr("404"));
}

}  // namespace
}  // namespace inquest
