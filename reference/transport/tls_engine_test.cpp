#include "reference/transport/tls_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/transport/peers_for_tests.h"

namespace inquest {
namespace {

using testing::certificates;
using testing::client_settings;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::only;
using testing::server_settings;
using ::testing::SizeIs;
using Outcome = TlsEngine::Outcome;

std::shared_ptr<const TlsContext> context(TlsRole role, const TlsSettings& settings) {
  return std::make_shared<TlsContext>(role, settings, nullptr);
}

/// A client and a server, joined by nothing but memory.
struct Pair {
  Pair(const TlsSettings& client_side, const TlsSettings& server_side)
      : Pair(client_side, context(TlsRole::server, server_side)) {}
  Pair(const TlsSettings& client_side, std::shared_ptr<const TlsContext> server_side,
       const std::shared_ptr<TlsSession>& resume = nullptr)
      : client(context(TlsRole::client, client_side), resume), server(std::move(server_side)) {
    client_outcome = client.handshake();
    for (int flight = 0; flight < 6; ++flight) {
      server.feed(client.take_output());
      if (server_outcome == Outcome::wants_input) server_outcome = server.handshake();
      client.feed(server.take_output());
      if (client_outcome == Outcome::wants_input) client_outcome = client.handshake();
    }
  }
  bool done() const { return client_outcome == Outcome::done && server_outcome == Outcome::done; }
  /// What the server says to the client, as it arrives there.
  std::string say(std::string_view text) {
    (void)server.write(bytes_of(text));
    client.feed(server.take_output());
    Bytes plain;
    (void)client.read(plain, 4096);
    return std::string(text_of(plain));
  }

  TlsEngine client;
  TlsEngine server;
  Outcome client_outcome = Outcome::wants_input;
  Outcome server_outcome = Outcome::wants_input;
};

class EachVersion : public ::testing::TestWithParam<TlsVersion> {
 protected:
  TlsSettings client_side() const { return only(GetParam(), client_settings()); }
  TlsSettings server_side() const { return only(GetParam(), server_settings()); }
  bool newest() const { return GetParam() == TlsVersion::tls1_3; }
};

INSTANTIATE_TEST_SUITE_P(Tls, EachVersion,
                         ::testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& version) {
                           return version.param == TlsVersion::tls1_2 ? "12" : "13";
                         });

void expect_same_bindings(const Pair& pair, bool newest) {
  const auto& client = pair.client.facts();
  const auto& server = pair.server.facts();
  EXPECT_EQ(client.tls_unique, server.tls_unique);
  EXPECT_EQ(client.tls_exporter, server.tls_exporter);
  EXPECT_THAT(client.tls_exporter, SizeIs(32));
  EXPECT_THAT(client.tls_unique, SizeIs(newest ? 0 : 12));
}

TEST_P(EachVersion, HasTheSameBindingsOnBothSides) {
  Pair pair(client_side(), server_side());
  ASSERT_TRUE(pair.done()) << pair.client.failure().what << pair.server.failure().what;
  expect_same_bindings(pair, newest());
  EXPECT_EQ(pair.client.facts().version, newest() ? "TLSv1.3" : "TLSv1.2");
  EXPECT_THAT(pair.client.facts().cipher_suite, Not(IsEmpty()));
  EXPECT_EQ(pair.server.facts().server_name, "localhost");
  EXPECT_FALSE(pair.client.facts().session_reused);
}

TEST_P(EachVersion, HasOtherBindingsOnAnotherConnection) {
  Pair one(client_side(), server_side());
  Pair other(client_side(), server_side());
  EXPECT_NE(one.client.facts().tls_exporter, other.client.facts().tls_exporter);
  if (!newest()) {
    EXPECT_NE(one.client.facts().tls_unique, other.client.facts().tls_unique);
  }
}

TEST_P(EachVersion, HasTheSameBindingsWhenResumed) {
  auto server_context = context(TlsRole::server, server_side());
  auto client = client_side();
  client.identity = certificates().client;
  Pair first(client, server_context);
  EXPECT_EQ(first.say("ticket, please"), "ticket, please");
  auto session = first.client.session();
  ASSERT_NE(session, nullptr);

  Pair resumed(client, server_context, session);
  ASSERT_TRUE(resumed.done()) << resumed.client.failure().what;
  EXPECT_TRUE(resumed.client.facts().session_reused);
  EXPECT_TRUE(resumed.server.facts().session_reused);
  expect_same_bindings(resumed, newest());
  EXPECT_NE(resumed.client.facts().tls_exporter, first.client.facts().tls_exporter);
  EXPECT_EQ(resumed.client.facts().peer_chain, first.client.facts().peer_chain);
  EXPECT_EQ(resumed.server.facts().peer_chain, first.server.facts().peer_chain);
  EXPECT_THAT(resumed.server.facts().peer_chain, SizeIs(2));
  EXPECT_TRUE(resumed.server.facts().peer_verified);
  EXPECT_TRUE(resumed.client.facts().peer_verified);
  EXPECT_EQ(resumed.server.facts().server_name, "localhost");
}

TEST_P(EachVersion, DoesNotResumeWhereThatIsOff) {
  auto settings = server_side();
  settings.session_resumption = false;
  auto server_context = context(TlsRole::server, settings);
  Pair first(client_side(), server_context);
  (void)first.say("no ticket");
  Pair second(client_side(), server_context, first.client.session());
  ASSERT_TRUE(second.done());
  EXPECT_FALSE(second.client.facts().session_reused);
}

TEST_P(EachVersion, DoesNotTrustAResumedSessionForAnotherHost) {
  auto server_context = context(TlsRole::server, server_side());
  Pair first(client_side(), server_context);
  (void)first.say("ticket");
  auto other = client_side();
  other.expected_host = "elsewhere.example";
  Pair resumed(other, server_context, first.client.session());
  EXPECT_EQ(resumed.client_outcome, Outcome::failed);
  EXPECT_THAT(resumed.client.failure().what, HasSubstr("ostname mismatch"));
}

TEST_P(EachVersion, ShowsTheChainLeafFirst) {
  auto client = client_side();
  client.identity = certificates().client;
  Pair pair(client, server_side());
  ASSERT_TRUE(pair.done());
  EXPECT_EQ(pair.client.facts().peer_chain,
            (std::vector{certificates().server.certificate.der(),
                         certificates().issuing.certificate.der()}));
  EXPECT_EQ(pair.server.facts().peer_chain,
            (std::vector{certificates().client.certificate.der(),
                         certificates().issuing.certificate.der()}));
  EXPECT_TRUE(pair.client.facts().peer_verified);
  EXPECT_TRUE(pair.server.facts().peer_verified);
  EXPECT_EQ(pair.server.facts().peer_verification_error, "");
}

TEST_P(EachVersion, TakesAnyClientAndTellsTheTruth) {
  auto client = client_side();
  client.identity = certificates().stranger;
  Pair pair(client, server_side());
  ASSERT_TRUE(pair.done());
  EXPECT_FALSE(pair.server.facts().peer_verified);
  EXPECT_THAT(pair.server.facts().peer_verification_error, HasSubstr("issuer certificate"));
  EXPECT_THAT(pair.server.facts().peer_verification_error, HasSubstr("stranger"));
  EXPECT_THAT(pair.server.facts().peer_chain, SizeIs(1));
}

TEST_P(EachVersion, TellsThatAServersCertificateIsNotForClients) {
  auto client = client_side();
  client.identity = certificates().server;
  Pair pair(client, server_side());
  ASSERT_TRUE(pair.done());
  EXPECT_FALSE(pair.server.facts().peer_verified);
  EXPECT_THAT(pair.server.facts().peer_verification_error, HasSubstr("purpose"));
}

TEST_P(EachVersion, TellsThatNoCertificateCame) {
  Pair pair(client_side(), server_side());
  ASSERT_TRUE(pair.done());
  EXPECT_FALSE(pair.server.facts().peer_verified);
  EXPECT_EQ(pair.server.facts().peer_verification_error, "no certificate was presented");
}

TEST_P(EachVersion, RefusesAStrangerWhenToldTo) {
  auto server = server_side();
  server.accept_any_client_certificate = false;
  auto client = client_side();
  client.identity = certificates().stranger;
  Pair pair(client, server);
  EXPECT_EQ(pair.server_outcome, Outcome::failed);
  EXPECT_THAT(pair.server.failure().what, HasSubstr("the client's certificate was not accepted"));
  Bytes plain;
  if (pair.client_outcome == Outcome::done) {  // TLS 1.3: the client is done before it is judged
    EXPECT_EQ(pair.client.read(plain, 1), Outcome::failed);
  }
  EXPECT_EQ(pair.client.failure().alert, std::optional(48));
}

TEST_P(EachVersion, RefusesNoCertificateWhenOneIsRequired) {
  auto server = server_side();
  server.require_client_certificate = true;
  Pair pair(client_side(), server);
  EXPECT_EQ(pair.server_outcome, Outcome::failed);
  Bytes plain;
  if (pair.client_outcome == Outcome::done) {
    EXPECT_EQ(pair.client.read(plain, 1), Outcome::failed);
  }
  EXPECT_EQ(pair.client.failure().alert, std::optional(newest() ? 116 : 40));
}

TEST_P(EachVersion, RefusesAnUntrustedServer) {
  auto client = client_side();
  client.trust = {certificates().client.certificate};
  Pair pair(client, server_side());
  EXPECT_EQ(pair.client_outcome, Outcome::failed);
  EXPECT_EQ(pair.client.failure().fate, Fate::closed_by_us);
  EXPECT_THAT(pair.client.failure().what,
              HasSubstr("the server's certificate was not accepted: unable to get"));
  EXPECT_THAT(pair.client.failure().what, HasSubstr("we sent alert 48 (unknown CA)"));
  EXPECT_EQ(pair.server.failure().fate, Fate::alert);
  EXPECT_EQ(pair.server.failure().what, "tls alert 48 (unknown CA)");
}

TEST_P(EachVersion, GoesOnWithAnUntrustedServerWhenToldTo) {
  auto client = client_side();
  client.trust = {};
  client.verify_server = false;
  Pair pair(client, server_side());
  ASSERT_TRUE(pair.done());
  EXPECT_FALSE(pair.client.facts().peer_verified);
  EXPECT_THAT(pair.client.facts().peer_verification_error, HasSubstr("issuer certificate"));
}

TEST_P(EachVersion, RefusesTheWrongHost) {
  auto client = client_side();
  client.expected_host = "elsewhere.example";
  Pair pair(client, server_side());
  EXPECT_EQ(pair.client_outcome, Outcome::failed);
  EXPECT_THAT(pair.client.failure().what, HasSubstr("ostname mismatch"));
  client.expected_host = "127.0.0.2";
  EXPECT_EQ(Pair(client, server_side()).client_outcome, Outcome::failed);
  client.expected_host = "127.0.0.1";
  EXPECT_EQ(Pair(client, server_side()).client_outcome, Outcome::done);
  client.expected_host = "::1";
  EXPECT_EQ(Pair(client, server_side()).client_outcome, Outcome::done);
}

TEST_P(EachVersion, AcceptsAnAnchorThatIsNotSelfSigned) {
  auto client = client_side();
  client.trust = {certificates().issuing.certificate};
  EXPECT_TRUE(Pair(client, server_side()).done());
}

TEST_P(EachVersion, EndsInCloseNotify) {
  Pair pair(client_side(), server_side());
  ASSERT_TRUE(pair.done());
  pair.server.say_close_notify();
  pair.client.feed(pair.server.take_output());
  Bytes plain;
  EXPECT_EQ(pair.client.read(plain, 1), Outcome::closed);
  EXPECT_EQ(pair.client.write(bytes_of("still open this way")), Outcome::done);
}

TEST(TlsEngine, ToldOfAnOldVersionAnswersWithAnAlert) {
  auto client = only(TlsVersion::tls1_1, client_settings());
  client.old_versions_allowed = true;
  Pair pair(client, server_settings());
  EXPECT_EQ(pair.client_outcome, Outcome::failed);
  EXPECT_EQ(pair.client.failure().fate, Fate::alert);
  EXPECT_EQ(pair.client.failure().alert, std::optional(70));
  EXPECT_EQ(pair.client.failure().what, "tls alert 70 (protocol version)");
}

TEST(TlsEngine, BindsToTheLatestHandshakeAfterRenegotiation) {
  auto settings = only(TlsVersion::tls1_2, server_settings());
  Pair pair(only(TlsVersion::tls1_2, client_settings()), settings);
  ASSERT_TRUE(pair.done());
  auto before = pair.client.facts().tls_unique;
  pair.server.ask_for_renegotiation();
  Bytes plain;
  for (int flight = 0; flight < 4; ++flight) {
    pair.client.feed(pair.server.take_output());
    EXPECT_EQ(pair.client.read(plain, 1), Outcome::wants_input);
    pair.server.feed(pair.client.take_output());
    EXPECT_EQ(pair.server.read(plain, 1), Outcome::wants_input);
  }
  EXPECT_NE(pair.client.facts().tls_unique, before);
  expect_same_bindings(pair, false);
  EXPECT_TRUE(pair.client.facts().peer_verified);
  EXPECT_TRUE(pair.client.facts().renegotiation_requested);
  EXPECT_FALSE(pair.server.facts().renegotiation_requested);
}

TEST(TlsEngine, OfAServerTellsThatTheClientRenegotiated) {
  auto settings = only(TlsVersion::tls1_2, server_settings());
  settings.client_renegotiation = true;
  Pair pair(only(TlsVersion::tls1_2, client_settings()), settings);
  ASSERT_TRUE(pair.done());
  EXPECT_FALSE(pair.server.facts().renegotiation_requested);
  pair.client.ask_for_renegotiation();
  Bytes plain;
  for (int flight = 0; flight < 4; ++flight) {
    pair.server.feed(pair.client.take_output());
    EXPECT_EQ(pair.server.read(plain, 1), Outcome::wants_input);
    pair.client.feed(pair.server.take_output());
    EXPECT_EQ(pair.client.read(plain, 1), Outcome::wants_input);
  }
  expect_same_bindings(pair, false);
  EXPECT_TRUE(pair.server.facts().renegotiation_requested);
  EXPECT_FALSE(pair.client.facts().renegotiation_requested);
}

TEST(TlsEngine, SpeaksOldVersionsWhenBothMay) {
  for (auto version : {TlsVersion::tls1_0, TlsVersion::tls1_1}) {
    auto client = only(version, client_settings());
    auto server = only(version, server_settings());
    client.old_versions_allowed = server.old_versions_allowed = true;
    Pair pair(client, server);
    ASSERT_TRUE(pair.done()) << pair.client.failure().what << pair.server.failure().what;
    expect_same_bindings(pair, false);
  }
}

TEST(TlsEngine, OffersAnonymousSuitesWhenToldTo) {
  auto server = only(TlsVersion::tls1_2, server_settings());
  server.cipher_list = "aNULL:@SECLEVEL=0";
  auto client = only(TlsVersion::tls1_2, client_settings());
  client.cipher_list = "aNULL:@SECLEVEL=0";
  client.verify_server = false;
  Pair pair(client, server);
  ASSERT_TRUE(pair.done()) << pair.client.failure().what;
  EXPECT_THAT(pair.client.facts().peer_chain, IsEmpty());
  client.verify_server = true;
  Pair refused(client, server);
  EXPECT_EQ(refused.client_outcome, Outcome::failed);
  EXPECT_THAT(refused.client.failure().what, HasSubstr("no certificate was presented"));
}

/// A client with this name and password before a server that knows "device" and "secret".
Pair by_password(const std::string& user, const std::string& password) {
  auto server = server_settings();
  server.srp_users = {{"device", "secret"}};
  auto client = client_settings();
  client.identity.reset();
  client.trust.clear();
  client.srp = SrpCredentials{user, password};
  return {client, server};
}

TEST(TlsEngine, AuthenticatesBothSidesByPassword) {
  const auto pair = by_password("device", "secret");
  ASSERT_TRUE(pair.done()) << pair.client.failure().what << pair.server.failure().what;
  for (const auto* facts : {&pair.client.facts(), &pair.server.facts()}) {
    EXPECT_EQ(facts->srp_user, "device");
    EXPECT_THAT(facts->cipher_suite, HasSubstr("SRP-"));
    EXPECT_THAT(facts->peer_chain, IsEmpty());
    EXPECT_FALSE(facts->peer_verified);
  }
  expect_same_bindings(pair, false);
}

TEST(TlsEngine, RefusesThePasswordThatIsWrong) {
  EXPECT_FALSE(by_password("device", "other").done());
  const auto stranger = by_password("nobody", "secret");
  EXPECT_EQ(stranger.client.failure().alert, std::optional(115));
}

TEST(TlsEngine, ServesCertificatesBesidePasswords) {
  auto server = server_settings();
  server.srp_users = {{"device", "secret"}};
  Pair pair(client_settings(), server);
  ASSERT_TRUE(pair.done()) << pair.client.failure().what << pair.server.failure().what;
  EXPECT_EQ(pair.client.facts().srp_user, "");
  EXPECT_EQ(pair.client.facts().version, "TLSv1.3");
}

TEST(TlsEngine, LeavesOutTheExtendedMasterSecretWhenToldTo) {
  auto server = only(TlsVersion::tls1_2, server_settings());
  server.extended_master_secret = false;
  Pair pair(only(TlsVersion::tls1_2, client_settings()), server);
  ASSERT_TRUE(pair.done());
  EXPECT_THAT(pair.client.facts().tls_exporter, IsEmpty());
  EXPECT_EQ(pair.client.facts().tls_unique, pair.server.facts().tls_unique);
}

TEST(TlsEngine, SaysWhatCameInPlaceOfTls) {
  TlsEngine client(context(TlsRole::client, client_settings()));
  EXPECT_EQ(client.handshake(), Outcome::wants_input);
  client.feed(bytes_of("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"));
  EXPECT_EQ(client.handshake(), Outcome::failed);
  EXPECT_EQ(client.failure().what, "what came is not TLS: \"HTTP/1.1 400 Bad Request\"");
}

TEST(TlsEngine, RefusesSuitesThatDoNotExist) {
  auto settings = client_settings();
  settings.cipher_suites = "TLS_NO_SUCH_SUITE";
  EXPECT_THROW(context(TlsRole::client, settings), OpensslError);
}

TEST(TlsEngine, RefusesAKeyThatIsNotTheCertificates) {
  auto settings = server_settings();
  settings.identity->key = certificates().client.key;
  EXPECT_THROW(context(TlsRole::server, settings), OpensslError);
}

TEST(TlsEngine, LogsKeys) {
  std::vector<std::string> lines;
  auto client_context = std::make_shared<TlsContext>(
      TlsRole::client, client_settings(), [&](std::string_view line) { lines.emplace_back(line); });
  TlsEngine client(client_context);
  TlsEngine server(context(TlsRole::server, server_settings()));
  (void)client.handshake();
  server.feed(client.take_output());
  (void)server.handshake();
  client.feed(server.take_output());
  (void)client.handshake();
  ASSERT_THAT(lines, Not(IsEmpty()));
  EXPECT_THAT(lines.front(), HasSubstr("SECRET"));
}

}  // namespace
}  // namespace inquest
