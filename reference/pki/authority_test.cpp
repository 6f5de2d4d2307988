#include "reference/pki/authority.h"

#include <openssl/x509.h>

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
  EXPECT_TRUE(root.extension(oids::subject_key_identifier));
  EXPECT_EQ(issuing.extension(oids::authority_key_identifier),
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
  EXPECT_EQ(certificate.extension(oids::authority_key_identifier),
            extensions::authority_key_identifier(authority->issuing().public_key()));
  EXPECT_TRUE(certificate.extension(oids::subject_key_identifier));
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

TEST(Authority, RevokesWhatItIssued) {
  const auto authority = Authority::in_memory({}, now);
  const auto certificate = enrolled(*authority);
  EXPECT_FALSE(authority->revoked(certificate.serial_hex()));
  authority->revoke(certificate.serial_hex(), now);
  EXPECT_TRUE(authority->revoked(certificate.serial_hex()));
  EXPECT_TRUE(authority->issued(certificate)) << "it stays known";
  EXPECT_THAT([&] { authority->revoke("0123", now); },
              testing::ThrowsMessage<std::invalid_argument>(testing::HasSubstr("serial 0123")));
}

TEST(Authority, RollsOver) {
  const auto authority = Authority::in_memory({}, now);
  const auto before = authority->lineage();
  const auto old_device = enrolled(*authority);
  ASSERT_THAT(authority->certificates_for_cacerts(), SizeIs(2));
  authority->roll_over({.root_key = KeyKind("ec-p384")}, now);
  EXPECT_NE(authority->root().der(), before->current.root.der());
  const auto new_device = enrolled(*authority);
  EXPECT_TRUE(new_device.issued_by(authority->issuing()));
  const auto certificates = authority->certificates_for_cacerts();
  for (const auto& device : {old_device, new_device})
    for (const auto& root : {before->current.root, authority->root()})
      EXPECT_TRUE(verify_path(device, certificates, {root}, now, Purpose::tls_client).valid);
}

TEST(Authority, KnowsWhatItIssuedBeforeARollover) {
  const auto authority = Authority::in_memory({}, now);
  const auto device = enrolled(*authority);
  const auto foreign = Authority::issue_elsewhere(prepared(*authority),
                                                  authority->issuing().subject(), device_key());
  authority->roll_over({}, now);
  authority->roll_over({}, now);
  EXPECT_TRUE(authority->issued(device));
  EXPECT_TRUE(authority->issued(enrolled(*authority)));
  EXPECT_FALSE(authority->issued(foreign));
  EXPECT_TRUE(verify_path(device, authority->issuing_authorities(), authority->roots(), now,
                          Purpose::tls_client)
                  .valid);
}

TEST(Authority, IssuesAfterARolloverWhatWasPreparedBefore) {
  const auto authority = Authority::in_memory({}, now);
  const auto contents = prepared(*authority);
  authority->roll_over({}, now);
  const auto certificate = authority->issue(contents);
  EXPECT_EQ(certificate.extension(oids::authority_key_identifier),
            extensions::authority_key_identifier(authority->issuing().public_key()));
  EXPECT_TRUE(verify_path(certificate, {authority->issuing()}, {authority->root()}, now,
                          Purpose::tls_client)
                  .valid);
}

TEST(Authority, LeadsClientsOfTheOldRootToNewCertificates) {
  const auto authority = Authority::in_memory({}, now);
  const auto old_root = authority->root();
  EXPECT_THAT(authority->chain(), SizeIs(1));
  authority->roll_over({}, now);
  const auto server = authority->issue_server_certificate(device_key(), {"DNS:localhost"}, now);
  for (const auto& root : {old_root, authority->root()})
    EXPECT_TRUE(verify_path(server, authority->chain(), {root}, now, Purpose::tls_server).valid);
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

TEST(Authority, SignsByPssWhereTheProfileSaysSo) {
  for (const auto* kind : {"rsa-2048", "ec-p256"}) {
    AuthorityOptions options;
    options.issuing_key = KeyKind(kind);
    options.profile.rsa_pss = true;
    const auto authority = Authority::in_memory(options, now);
    const auto certificate = enrolled(*authority);
    const auto path = verify_path(certificate, {authority->issuing()}, {authority->root()}, now,
                                  Purpose::tls_client);
    EXPECT_TRUE(path.valid) << path.reason;
    EXPECT_EQ(X509_get_signature_nid(certificate.native()) == NID_rsassaPss,
              std::string(kind) == "rsa-2048");
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

TEST_F(AuthorityOnDisk, SeesWhatAnotherDoesInItsDirectory) {
  const auto server = open();
  const auto command = open();
  const auto device = enrolled(*command);
  EXPECT_TRUE(server->issued(device));
  EXPECT_FALSE(server->issued("../root"));
  command->roll_over({}, now);
  EXPECT_EQ(server->root().der(), command->root().der());
  EXPECT_TRUE(enrolled(*server).issued_by(command->issuing()));
  EXPECT_TRUE(server->issued(device));
}

TEST_F(AuthorityOnDisk, SeesWhatAnotherRevokes) {
  const auto server = open();
  const auto serial = enrolled(*server).serial_hex();
  open()->revoke(serial, now);
  EXPECT_TRUE(server->revoked(serial));
  EXPECT_TRUE(open()->revoked(serial));
}

TEST_F(AuthorityOnDisk, RollsOverWhileOthersIssue) {
  const auto authority = open();
  std::vector<std::vector<Certificate>> certificates(4);
  std::vector<std::thread> threads;
  for (auto& mine : certificates)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) mine.push_back(enrolled(*authority));
    });
  for (int i = 0; i < 5; ++i) authority->roll_over({}, now);
  for (auto& thread : threads) thread.join();
  for (const auto& mine : certificates)
    for (const auto& each : mine) {
      EXPECT_TRUE(authority->issued(each));
      EXPECT_TRUE(verify_path(each, authority->issuing_authorities(), authority->roots(), now,
                              Purpose::tls_client)
                      .valid);
    }
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
