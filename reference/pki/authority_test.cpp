#include "reference/pki/authority.h"

#include <set>
#include <thread>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/key_pool.h"
#include "reference/pki/name.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;
using testing::SizeIs;

constexpr std::int64_t now = 1750000000;
constexpr std::int64_t day = 86400;
constexpr auto key_identifier = "2.5.29.14";
constexpr auto authority_identifier = "2.5.29.35";

Key device_key(const char* kind = "ec-p256") {
  static KeyPool pool;
  return pool.key(KeyKind(kind), 0);
}

CertificateTemplate prepared(Authority& authority, const char* subject = "CN=device-1") {
  return authority.prepare(encode_name(subject), device_key().public_key(), std::nullopt, now);
}

Certificate enrolled(Authority& authority) { return authority.issue(prepared(authority)); }

TEST(Authority, HasTwoLevelsThatRfc5280Allows) {
  const auto authority = Authority::in_memory({}, now);
  const auto& root = authority->root();
  const auto& issuing = authority->issuing();
  EXPECT_TRUE(root.self_signed());
  EXPECT_TRUE(issuing.issued_by(root));
  const auto usage = extensions::key_usage({"keyCertSign", "cRLSign"});
  EXPECT_EQ(root.extension(oids::key_usage), usage);
  EXPECT_EQ(issuing.extension(oids::key_usage), usage);
  EXPECT_EQ(root.extension(oids::basic_constraints), extensions::basic_constraints(true));
  EXPECT_EQ(issuing.extension(oids::basic_constraints), extensions::basic_constraints(true, 0));
  EXPECT_TRUE(root.extension(key_identifier));
  EXPECT_EQ(issuing.extension(authority_identifier),
            extensions::authority_key_identifier(root.public_key()));
  EXPECT_LE(issuing.not_after(), root.not_after());
}

TEST(Authority, IssuesWhatTheProfileSays) {
  const auto authority = Authority::in_memory({}, now);
  const auto certificate = enrolled(*authority);
  EXPECT_EQ(certificate.version(), 3);
  EXPECT_EQ(certificate.subject_text(), "CN=device-1");
  EXPECT_EQ(certificate.issuer(), authority->issuing().subject());
  EXPECT_EQ(certificate.public_key(), device_key().public_key());
  EXPECT_EQ(certificate.not_before(), now - 300);
  EXPECT_EQ(certificate.not_after(), now + 90 * day);
  EXPECT_FALSE(certificate.is_ca());
  EXPECT_EQ(certificate.extension(oids::key_usage), extensions::key_usage({"digitalSignature"}));
  EXPECT_EQ(certificate.extension(oids::extended_key_usage),
            extensions::extended_key_usage({oids::client_auth}));
  EXPECT_EQ(certificate.extension(authority_identifier),
            extensions::authority_key_identifier(authority->issuing().public_key()));
  EXPECT_TRUE(certificate.extension(key_identifier));
  EXPECT_FALSE(certificate.extension(oids::subject_alt_name));
  const auto path = verify_path(certificate, {authority->issuing()}, {authority->root()}, now,
                                Purpose::tls_client);
  EXPECT_TRUE(path.valid) << path.reason;
}

TEST(Authority, GivesSerialsThatArePositiveAndShortEnough) {
  const auto authority = Authority::in_memory({}, now);
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) {
    const auto serial = prepared(*authority).serial;
    EXPECT_THAT(serial, SizeIs(16));
    EXPECT_GT(serial[0], 0x00);
    EXPECT_LT(serial[0], 0x80);
    seen.insert(encode_hex(serial));
  }
  EXPECT_THAT(seen, SizeIs(500));
}

TEST(Authority, LetsRsaKeysEncipher) {
  const auto authority = Authority::in_memory({}, now);
  const auto usage = [&](const char* kind) {
    const auto contents =
        authority->prepare(encode_name("CN=a"), device_key(kind).public_key(), std::nullopt, now);
    return authority->issue(contents).extension(oids::key_usage);
  };
  EXPECT_EQ(usage("rsa-2048"), extensions::key_usage({"digitalSignature", "keyEncipherment"}));
  EXPECT_EQ(usage("ed25519"), extensions::key_usage({"digitalSignature"}));
}

TEST(Authority, TakesOverSubjectAltName) {
  const auto authority = Authority::in_memory({}, now);
  const auto names = extensions::subject_alt_name({"DNS:a.example"}, true);
  const auto issued = [&](const char* subject) {
    return authority->issue(
        authority->prepare(encode_name(subject), device_key().public_key(), names, now));
  };
  EXPECT_EQ(issued("CN=a").extension(oids::subject_alt_name)->value, names.value);
  EXPECT_FALSE(issued("CN=a").extension(oids::subject_alt_name)->critical);
  EXPECT_TRUE(issued("").extension(oids::subject_alt_name)->critical) << "RFC 5280 4.2.1.6";
}

TEST(Authority, ClipsValidityToItsOwn) {
  AuthorityOptions options;
  options.root_lifetime = 10 * day;
  const auto authority = Authority::in_memory(options, now);
  EXPECT_EQ(prepared(*authority).not_after, authority->issuing().not_after());
  EXPECT_EQ(authority->issuing().not_after(), now + 10 * day);
  const auto early = authority->prepare(encode_name("CN=a"), device_key().public_key(),
                                        std::nullopt, now - 30 * day);
  EXPECT_EQ(early.not_before, authority->issuing().not_before());
}

TEST(Authority, KnowsWhatItIssued) {
  const auto authority = Authority::in_memory({}, now);
  const auto only_prepared = prepared(*authority);
  EXPECT_EQ(authority->issued_count(), 0U);
  EXPECT_FALSE(authority->issued(encode_hex(only_prepared.serial)));
  const auto certificate = enrolled(*authority);
  EXPECT_EQ(authority->issued_count(), 1U);
  EXPECT_TRUE(authority->issued(certificate.serial_hex()));
  EXPECT_FALSE(authority->issued("01"));
}

TEST(Authority, IssuesServersWhatClientsCheck) {
  const auto authority = Authority::in_memory({}, now);
  const auto certificate = authority->issue_server_certificate(
      device_key("rsa-2048"), {"DNS:localhost", "IP:127.0.0.1"}, now);
  EXPECT_TRUE(names_host(certificate, "localhost"));
  EXPECT_TRUE(names_host(certificate, "127.0.0.1"));
  EXPECT_EQ(certificate.extension(oids::extended_key_usage),
            extensions::extended_key_usage({oids::server_auth, oids::cmc_ra}));
  EXPECT_TRUE(verify_path(certificate, {authority->issuing()}, {authority->root()}, now,
                          Purpose::tls_server)
                  .valid);
}

TEST(Authority, SignsElsewhereWithoutARecord) {
  const auto authority = Authority::in_memory({}, now);
  const auto certificate = Authority::issue_elsewhere(prepared(*authority),
                                                      authority->issuing().subject(), device_key());
  EXPECT_EQ(certificate.issuer(), authority->issuing().subject());
  EXPECT_FALSE(certificate.issued_by(authority->issuing()));
  EXPECT_EQ(authority->issued_count(), 0U);
}

TEST(Authority, WorksWithEveryKindOfKey) {
  for (const auto* kind : {"rsa-2048", "ec-p384", "ec-p521", "ed25519", "ed448"}) {
    AuthorityOptions options;
    options.root_key = options.issuing_key = KeyKind(kind);
    const auto authority = Authority::in_memory(options, now);
    EXPECT_TRUE(verify_path(enrolled(*authority), {authority->issuing()}, {authority->root()}, now,
                            Purpose::tls_client)
                    .valid)
        << kind;
  }
}

class AuthorityOnDisk : public testing::Test {
 protected:
  std::shared_ptr<Authority> open() const { return Authority::open(directory, {}, now); }

  const TemporaryFolder folder;
  const fs::path directory = folder.path() / "ca";
};

TEST_F(AuthorityOnDisk, KeepsEverythingWhenOpenedAgain) {
  auto authority = open();
  const auto root = authority->root().der();
  const auto certificate = enrolled(*authority);
  const auto reserved = encode_hex(prepared(*authority).serial);
  authority = open();
  EXPECT_EQ(authority->root().der(), root);
  EXPECT_TRUE(authority->issued(certificate.serial_hex()));
  EXPECT_FALSE(authority->issued(reserved));
  EXPECT_EQ(authority->issued_count(), 1U);
  EXPECT_TRUE(enrolled(*authority).issued_by(authority->issuing()));
}

TEST_F(AuthorityOnDisk, KeepsEachCertificateAsAFile) {
  const auto certificate = enrolled(*open());
  const auto file = directory / "issued" / (certificate.serial_hex() + ".pem");
  EXPECT_EQ(Certificate::from_pem(read_file(file)).der(), certificate.der());
  EXPECT_EQ(fs::status(directory / "issued").permissions(), fs::perms::owner_all);
}

TEST_F(AuthorityOnDisk, ReservesASerialBeforeItIsSigned) {
  const auto authority = open();
  const auto name = encode_hex(prepared(*authority).serial) + ".pem";
  ASSERT_TRUE(fs::exists(directory / "issued" / name));
  EXPECT_EQ(fs::file_size(directory / "issued" / name), 0U);
}

TEST_F(AuthorityOnDisk, KeepsBothWhenAFaultRepeatsASerial) {
  auto authority = open();
  auto contents = prepared(*authority);
  contents.serial = {0x01};
  const auto first = authority->issue(contents);
  contents.subject = encode_name("CN=device-2");
  const auto second = authority->issue(contents);
  const auto stored = [&](const char* name) {
    return Certificate::from_pem(read_file(directory / "issued" / name)).der();
  };
  EXPECT_EQ(stored("01.pem"), first.der());
  EXPECT_EQ(stored("01-2.pem"), second.der());
  EXPECT_EQ(authority->issued_count(), 2U);
  authority = open();
  EXPECT_EQ(authority->issued_count(), 2U);
  contents.subject = encode_name("CN=device-3");
  const auto third = authority->issue(contents);
  EXPECT_EQ(stored("01-3.pem"), third.der());
}

TEST_F(AuthorityOnDisk, NumbersATemplateWithoutASerial) {
  const auto authority = open();
  auto contents = prepared(*authority);
  contents.serial.clear();
  const auto certificate = authority->issue(contents);
  EXPECT_THAT(certificate.serial_hex(), SizeIs(32));
  EXPECT_TRUE(fs::exists(directory / "issued" / (certificate.serial_hex() + ".pem")));
}

TEST_F(AuthorityOnDisk, SweepsUpOnlyWhenNobodyElseIsThere) {
  auto authority = open();
  const auto leftover = directory / "issued" / "01.pem.1-0.tmp";
  write_file(leftover, "cut off");
  const auto second = open();
  EXPECT_TRUE(fs::exists(leftover)) << "it might be the other's";
}

TEST_F(AuthorityOnDisk, SweepsUpWhatACrashCutOff) {
  open().reset();
  const auto leftover = directory / "issued" / "01.pem.1-0.tmp";
  write_file(leftover, "cut off");
  open().reset();
  EXPECT_FALSE(fs::exists(leftover));
}

TEST_F(AuthorityOnDisk, IssuesFromManyThreads) {
  const auto authority = open();
  std::vector<std::vector<std::string>> serials(8);
  std::vector<std::thread> threads;
  for (auto& mine : serials)
    threads.emplace_back([&] {
      for (int i = 0; i < 10; ++i) {
        mine.push_back(enrolled(*authority).serial_hex());
        EXPECT_TRUE(authority->issued(mine.back()));
      }
    });
  for (auto& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : serials) all.insert(mine.begin(), mine.end());
  EXPECT_THAT(all, SizeIs(80));
  EXPECT_EQ(authority->issued_count(), 80U);
  EXPECT_EQ(open()->issued_count(), 80U);
}

}  // namespace
}  // namespace inquest
