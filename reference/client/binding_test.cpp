#include "reference/client/both_peers_for_tests.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/linking.h"

/// Channel bindings between both peers (RFC 7030 3.5, RFC 5929, RFC 9266): the one that a request
/// bears must be that of the latest handshake, whatever handshakes there were.
namespace inquest {
namespace {

/// How a connection came to be what it is.
enum class History { full, resumed, renegotiated, resumed_and_renegotiated };

struct Way {
  TlsVersion version;
  bool extended_master_secret;
  History history;
};

const std::vector<Way>& ways() {
  static const std::vector<Way> all = [] {
    std::vector<Way> made{{TlsVersion::tls1_3, true, History::full},
                          {TlsVersion::tls1_3, true, History::resumed}};
    for (const bool extended : {true, false})
      for (const auto history : {History::full, History::resumed, History::renegotiated,
                                 History::resumed_and_renegotiated})
        made.push_back({TlsVersion::tls1_2, extended, history});
    return made;
  }();
  return all;
}

std::string name_of(const Way& way) {
  std::string name = way.version == TlsVersion::tls1_3 ? "Tls13" : "Tls12";
  if (!way.extended_master_secret) name += "WithoutExtendedMasterSecret";
  switch (way.history) {
    case History::full:
      return name + "Full";
    case History::resumed:
      return name + "Resumed";
    case History::renegotiated:
      return name + "Renegotiated";
    case History::resumed_and_renegotiated:
      return name + "ResumedAndRenegotiated";
  }
  return name;
}

class Binding : public testing::TestWithParam<Way> {
 protected:
  const Way& way() const { return GetParam(); }

  void start(Linking linking) {
    peers.speak_only(way().version);
    peers.options.policy.linking = linking;
    peers.options.deviations = {};
    peers.options.deviations.add<TlsSettings>(moments::server_tls, [this](TlsSettings& tls) {
      tls.extended_master_secret = way().extended_master_secret;
      tls.client_renegotiation = true;
    });
    peers.start();
    tls = peers.tls();
    tls.extended_master_secret = way().extended_master_secret;
    tls.lowest = tls.highest = way().version;
  }

  /// A connection with that history, and the bindings that it and its forerunners had before.
  std::unique_ptr<Connection> connect() {
    earlier.clear();
    auto connection = peers.connect(tls);
    if (way().history == History::resumed || way().history == History::resumed_and_renegotiated) {
      if (!connection->exchange(cacerts_request(peers.http(), {}), {}, BothPeers::soon()))
        throw std::runtime_error("no answer");
      earlier.push_back(linking_text(connection->tls()));
      connection = peers.connect(tls, connection->session());
      if (!connection->tls().session_reused) throw std::runtime_error("not resumed");
    }
    if (way().history == History::renegotiated ||
        way().history == History::resumed_and_renegotiated) {
      earlier.push_back(linking_text(connection->tls()));
      const auto done = connection->renegotiate(BothPeers::soon());
      if (!done || !*done) throw std::runtime_error("not renegotiated: " + done.failure().what);
    }
    return connection;
  }
  int ask(Connection& connection, const char* type, const std::string& text) const {
    auto contents = named("CN=device");
    if (!text.empty()) contents.attributes.push_back(challenge_attribute(type, text));
    const auto answer = connection.exchange(
        enroll_request(Operation::simpleenroll, make_request(contents, key, {}), peers.http(), {}),
        {}, BothPeers::soon());
    if (!answer) throw std::runtime_error(answer.failure().what);
    return answer->response.status;
  }

  BothPeers peers;
  TlsSettings tls;
  std::vector<std::string> earlier;
  Key key = Key::generate(KeyKind("ec-p256"));
};

constexpr const char* attributes[] = {oids::challenge_password, oids::est_identity_linking};

TEST_P(Binding, MustBeThatOfTheLatestHandshake) {
  start(Linking::verified);
  for (const auto* type : attributes) {
    const auto connection = connect();
    // RFC 5929 3: tls-unique below TLS 1.3; RFC 9266: tls-exporter there.
    EXPECT_EQ(connection->tls().tls_unique.empty(), way().version == TlsVersion::tls1_3);
    const auto right = linking_text(connection->tls());
    ASSERT_NE(right, "");
    for (const auto& wrong : earlier) {
      EXPECT_NE(wrong, right);
      EXPECT_EQ(ask(*connection, type, wrong), 403);
    }
    EXPECT_EQ(ask(*connection, type, linking_text(peers.connect(tls)->tls())), 403);
    EXPECT_EQ(ask(*connection, type, right), 200);
    EXPECT_EQ(ask(*connection, type, ""), 200);
  }
}

TEST_P(Binding, MayBeRequired) {
  start(Linking::required);
  for (const auto* type : attributes) {
    const auto connection = connect();
    EXPECT_EQ(ask(*connection, type, ""), 403);
    EXPECT_EQ(ask(*connection, type, "nonsense"), 403);
    EXPECT_EQ(ask(*connection, type, linking_text(connection->tls())), 200);
  }
}

TEST_P(Binding, MayBeIgnored) {
  start(Linking::ignored);
  for (const auto* type : attributes) {
    const auto connection = connect();
    for (const auto& text :
         {std::string("nonsense"), std::string(), linking_text(connection->tls())})
      EXPECT_EQ(ask(*connection, type, text), 200);
  }
}

INSTANTIATE_TEST_SUITE_P(Of, Binding, testing::ValuesIn(ways()),
                         [](const auto& one) { return name_of(one.param); });

/// What the reference client makes of the policies by itself.
class LinkingClient : public testing::TestWithParam<TlsVersion> {
 protected:
  LinkingClient() { peers.speak_only(GetParam()); }
  std::string enroll_by(LinkRequests link, LinkAttribute attribute) {
    auto options = peers.client();
    options.link = link;
    options.link_attribute = attribute;
    return outcome_of(enroll(options, Operation::simpleenroll, named("CN=device"), key));
  }
  BothPeers peers;
  Key key = Key::generate(KeyKind("ec-p256"));
};

TEST_P(LinkingClient, LinksByWhicheverAttributeItIsTold) {
  peers.options.policy.linking = Linking::required;
  peers.start();
  for (const auto attribute : {LinkAttribute::challenge_password,
                               LinkAttribute::est_identity_linking, LinkAttribute::both}) {
    EXPECT_EQ(enroll_by(LinkRequests::always, attribute), "granted");
    EXPECT_NE(enroll_by(LinkRequests::never, attribute), "granted");
    EXPECT_EQ(enroll_by(LinkRequests::by_tls_unique, attribute) == "granted",
              GetParam() == TlsVersion::tls1_2);
  }
}

TEST_P(LinkingClient, LinksOverTlsSrpToo) {
  if (GetParam() == TlsVersion::tls1_3) GTEST_SKIP() << "TLS-SRP is TLS 1.2's";
  peers.options.policy.linking = Linking::required;
  peers.start();
  auto options = peers.client(false);
  options.tls.trust.clear();
  options.tls.srp = SrpCredentials{"device", "secret"};
  EXPECT_EQ(outcome_of(enroll(options, Operation::simpleenroll, named("CN=device"), key)),
            "granted");
}

TEST_P(LinkingClient, LinksAKeyThatTheServerMakesAndFullCmc) {
  peers.options.policy.linking = Linking::required;
  peers.start();
  auto options = peers.client();
  options.link = LinkRequests::always;
  EXPECT_EQ(outcome_of(fetch_server_key(options, named("CN=device"))), "granted");
  EXPECT_EQ(outcome_of(enroll_by_cmc(options, named("CN=device"), key)), "granted");
  // RFC 5272 6.3: a shared secret links by itself.
  options.link = LinkRequests::never;
  EXPECT_NE(outcome_of(enroll_by_cmc(options, named("CN=device"), key)), "granted");
  EXPECT_EQ(outcome_of(enroll_by_cmc(options, named("CN=device"), key, CmcSecret{"est", "pw"})),
            "granted");
}

INSTANTIATE_TEST_SUITE_P(Tls, LinkingClient,
                         testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& one) {
                           return one.param == TlsVersion::tls1_2 ? "Tls12" : "Tls13";
                         });

}  // namespace
}  // namespace inquest
