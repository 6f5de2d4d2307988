#include <algorithm>

#include "reference/client/both_peers_for_tests.h"
#include "reference/client/cmc_enrollment.h"

/// Both reference peers with each other: every operation, every way to say who asks, every version
/// of TLS, every kind of key. docs/interop.md shows the grid.
namespace inquest {
namespace {

enum class Who { basic, digest_sha256, digest_md5, certificate, certificate_and_password, tls_srp };
constexpr Who everybody[] = {Who::basic,
                             Who::digest_sha256,
                             Who::digest_md5,
                             Who::certificate,
                             Who::certificate_and_password,
                             Who::tls_srp};
constexpr const char* name_of(Who who) {
  switch (who) {
    case Who::basic:
      return "Basic";
    case Who::digest_sha256:
      return "DigestSha256";
    case Who::digest_md5:
      return "DigestMd5";
    case Who::certificate:
      return "Certificate";
    case Who::certificate_and_password:
      return "CertificateAndPassword";
    case Who::tls_srp:
      return "TlsSrp";
  }
  return "";
}

/// A kind of key, and how it signs.
struct Signing {
  const char* kind;
  bool pss = false;
};
constexpr Signing all_signing[] = {{"rsa-2048"}, {"rsa-2048", true}, {"ec-p256"}, {"ec-p384"},
                                   {"ec-p521"},  {"ed25519"},        {"ed448"}};

struct Cell {
  TlsVersion version;
  Who who;
  Signing signing;
};

/// All but what is not defined: TLS-SRP on TLS 1.3.
std::vector<Cell> cells() {
  std::vector<Cell> all;
  for (const auto version : {TlsVersion::tls1_2, TlsVersion::tls1_3})
    for (const auto who : everybody)
      for (const auto& signing : all_signing)
        if (who != Who::tls_srp || version == TlsVersion::tls1_2)
          all.push_back({version, who, signing});
  return all;
}

class Grid : public testing::TestWithParam<Cell> {
 protected:
  static const Cell& cell() { return GetParam(); }
  static bool has_certificate() {
    return cell().who == Who::certificate || cell().who == Who::certificate_and_password;
  }
  static Key new_key() {
    const auto key = Key::generate(KeyKind(cell().signing.kind));
    return cell().signing.pss ? key.signing_by_pss() : key;
  }

  void SetUp() override {
    AuthorityOptions authority;
    authority.root_key = authority.issuing_key = KeyKind(cell().signing.kind);
    authority.profile.rsa_pss = cell().signing.pss;
    peers.options.policy.authority = Authority::in_memory(authority, seconds_since_1970());
    peers.options.key = KeyKind(cell().signing.kind);
    peers.speak_only(cell().version);
    auto& policy = peers.options.policy;
    policy.key_generation.kind = KeyKind(cell().signing.kind);
    policy.csr_attributes.members = {std::string("1.2.840.10045.4.3.3")};
    policy.offers_basic = cell().who != Who::digest_sha256 && cell().who != Who::digest_md5;
    if (cell().who == Who::digest_sha256) policy.offers_digest = {DigestAlgorithm::sha256};
    if (cell().who == Who::digest_md5) policy.offers_digest = {DigestAlgorithm::md5};
    policy.certificate_suffices = policy.password_suffices =
        cell().who != Who::certificate_and_password;
    peers.start();
    options = peers.client(cell().who != Who::certificate && cell().who != Who::tls_srp);
    if (has_certificate()) options.tls.identity = peers.identity("CN=device", key);
    if (cell().who == Who::tls_srp) {
      options.tls.trust.clear();
      options.tls.srp = SrpCredentials{"device", "secret"};
    }
  }

  BothPeers peers;
  ClientOptions options;
  Key key = new_key();
};

TEST_P(Grid, HasEveryOperation) {
  EXPECT_EQ(outcome_of(fetch_cacerts(options)), "granted");
  const auto wanted = fetch_csr_attributes(options);
  ASSERT_EQ(outcome_of(wanted), "granted");
  EXPECT_TRUE(std::get<CsrAttributes>(wanted).names("1.2.840.10045.4.3.3"));

  const auto enrolled = enroll(options, Operation::simpleenroll, named("CN=device"), key);
  ASSERT_EQ(outcome_of(enrolled), "granted");
  EXPECT_EQ(std::get<Certificate>(enrolled).public_key(), key.public_key());
  const auto received = fetch_server_key(options, named("CN=device"));
  ASSERT_EQ(outcome_of(received), "granted");
  const auto& generated = std::get<ReceivedKey>(received);
  EXPECT_EQ(generated.certificate.public_key(), generated.key.public_key());
  EXPECT_EQ(outcome_of(enroll_by_cmc(options, named("CN=device"), key)), "granted");
  if (options.credentials) {
    EXPECT_EQ(outcome_of(enroll_by_cmc(options, named("CN=device"), key, CmcSecret{"est", "pw"})),
              "granted");
  }

  // RFC 7030 4.2.2: what renews is the certificate that TLS shows.
  const auto renewed = enroll(options, Operation::simplereenroll, named("CN=device"), new_key());
  EXPECT_EQ(outcome_of(renewed) == "granted", has_certificate()) << outcome_of(renewed);
  if (!has_certificate()) return;
  EXPECT_EQ(outcome_of(enroll(options, Operation::simplereenroll, named("CN=device"), key)),
            "granted");
  // And what was had authenticates in its turn.
  options.tls.identity->key = generated.key;
  options.tls.identity->certificate = generated.certificate;
  EXPECT_EQ(outcome_of(enroll(options, Operation::simplereenroll, named("CN=device"), key)),
            "granted");
}

INSTANTIATE_TEST_SUITE_P(Cell, Grid, testing::ValuesIn(cells()), [](const auto& one) {
  std::string kind = one.param.signing.kind;
  std::replace(kind.begin(), kind.end(), '-', '_');
  return std::string(one.param.version == TlsVersion::tls1_2 ? "Tls12" : "Tls13") +
         name_of(one.param.who) + "_" + kind + (one.param.signing.pss ? "_pss" : "");
});

/// Kinds that only the OpenSSL at hand knows of, ML-DSA where it is 3.5: enrolled and renewed,
/// their certificates shown in TLS where it has a code point for them. With none there is nothing
/// to do.
TEST(FurtherKeys, AreEnrolledLikeAllOthers) {
  BothPeers peers;
  peers.start();
  for (const auto& name : KeyKind::further_names()) {
    const auto key = Key::generate(KeyKind(name));
    const auto enrolled = enroll(peers.client(), Operation::simpleenroll, named("CN=device"), key);
    EXPECT_EQ(outcome_of(enrolled), "granted") << name;
    EXPECT_EQ(outcome_of(enroll_by_cmc(peers.client(), named("CN=device"), key)), "granted")
        << name;
  }
  ::testing::Test::RecordProperty("kinds", static_cast<int>(KeyKind::further_names().size()));
}

/// Full CMC that has to wait: asked for by token until somebody has approved.
class CmcThatWaits : public testing::TestWithParam<TlsVersion> {};

TEST_P(CmcThatWaits, IsAskedForByTokenAndThenHad) {
  BothPeers peers;
  peers.speak_only(GetParam());
  peers.options.policy.approvals = approvals_by_patience(3);
  peers.options.policy.linking = Linking::required;
  peers.start();
  const auto key = Key::generate(KeyKind("ec-p256"));
  CmcEnrollment enrollment(peers.client(), named("CN=device"), key, CmcSecret{"est", "pw"});
  for (int asked = 1; asked < 3; ++asked) {
    const auto accepted = enrollment.ask();
    ASSERT_NE(outcome_of(accepted), "granted");
    EXPECT_EQ(std::get<NotAccepted>(accepted).why, NotAccepted::Why::retry_later);
    EXPECT_EQ(std::get<NotAccepted>(accepted).retry_after, 5);
  }
  const auto accepted = enrollment.ask();
  ASSERT_EQ(outcome_of(accepted), "granted");
  EXPECT_EQ(std::get<Certificate>(accepted).public_key(), key.public_key());
}

TEST_P(CmcThatWaits, IsSentAgainWhereTheServerGaveNoToken) {
  BothPeers peers;
  peers.speak_only(GetParam());
  peers.options.policy.approvals = approvals_by_patience(2);
  peers.options.policy.pending.reset();
  peers.start();
  CmcEnrollment enrollment(peers.client(), named("CN=device"), Key::generate(KeyKind("rsa-2048")));
  EXPECT_NE(outcome_of(enrollment.ask()), "granted");
  EXPECT_EQ(outcome_of(enrollment.ask()), "granted");
}

INSTANTIATE_TEST_SUITE_P(Tls, CmcThatWaits, testing::Values(TlsVersion::tls1_2, TlsVersion::tls1_3),
                         [](const auto& one) {
                           return one.param == TlsVersion::tls1_2 ? "Tls12" : "Tls13";
                         });

}  // namespace
}  // namespace inquest
