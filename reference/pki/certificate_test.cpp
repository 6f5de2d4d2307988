#include "reference/pki/certificate.h"

#include <openssl/err.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/pki/openssl.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr std::int64_t day = 86400;
constexpr std::int64_t in_2025 = 1750000000;
constexpr std::int64_t begin_of_2050 = 2524608000;

Certificate vector(const std::string& name) { return Certificate::from_pem(pki_vector(name)); }

const Key& key() {
  static const Key made = Key::generate(KeyKind("ec-p256"));
  return made;
}

CertificateTemplate plain_template() {
  CertificateTemplate contents;
  contents.serial = {0x12, 0x34};
  contents.subject = encode_name("CN=device-1");
  contents.public_key = key().public_key();
  contents.not_before = in_2025;
  contents.not_after = in_2025 + 90 * day;
  contents.extensions = {extensions::basic_constraints(false),
                         extensions::subject_alt_name({"DNS:device-1.example"})};
  return contents;
}

Certificate issued(const CertificateTemplate& contents, const char* issuer = "CN=a CA") {
  auto certificate = Certificate::decode(issue_certificate(contents, encode_name(issuer), key()));
  if (!certificate) throw std::runtime_error(certificate.error().text());
  return *std::move(certificate);
}

TEST(Certificate, IsReadAsAnotherHandMadeIt) {
  const auto middle = vector("middle.pem");
  EXPECT_EQ(middle.subject_text(), "O=Vectors,CN=middle");
  EXPECT_EQ(middle.issuer_text(), "O=Vectors,CN=root");
  EXPECT_EQ(middle.version(), 3);
  EXPECT_EQ(middle.not_before(), 1590969600) << "2020-06-01, a UTCTime";
  EXPECT_EQ(middle.not_after(), 2695420800) << "2055-06-01, a GeneralizedTime";
  EXPECT_TRUE(middle.is_ca());
  EXPECT_FALSE(middle.self_signed());
  EXPECT_TRUE(middle.issued_by(vector("root.pem")));
  EXPECT_TRUE(vector("root.pem").self_signed());
  EXPECT_FALSE(vector("leaf-client.pem").is_ca());
  EXPECT_FALSE(vector("leaf-client.pem").issued_by(vector("root.pem")));
  EXPECT_EQ(vector("leaf-client.pem").extension(oids::extended_key_usage)->value,
            extensions::extended_key_usage({oids::client_auth}).value);
  EXPECT_FALSE(middle.extension("1.2.3"));
}

TEST(Certificate, ComesBackFromDerAndPem) {
  const auto certificate = vector("leaf-server.pem");
  EXPECT_EQ(Certificate::decode(certificate.der())->der(), certificate.der());
  EXPECT_EQ(Certificate::from_pem(certificate.to_pem()).der(), certificate.der());
  EXPECT_EQ(certificate.to_pem(), pki_vector("leaf-server.pem"));
  EXPECT_EQ(Certificate::from_native(certificate.native()).der(), certificate.der());
}

TEST(Certificate, IsNotReadFromAnythingElse) {
  auto der = vector("root.pem").der();
  der.push_back(0);
  const auto trailing = Certificate::decode(der);
  ASSERT_FALSE(trailing);
  EXPECT_EQ(trailing.error().offset, der.size() - 1);
  EXPECT_EQ(trailing.error().reason, "bytes follow the certificate");
  EXPECT_FALSE(Certificate::decode({}));
  EXPECT_FALSE(Certificate::decode(bytes_of("garbage")));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(Certificate, SurvivesTruncationAndFlippedBits) {
  const auto der = vector("leaf-server.pem").der();
  const auto issuer = vector("middle.pem");
  for (std::size_t length = 0; length < der.size(); ++length)
    EXPECT_FALSE(Certificate::decode(BytesView(der).first(length)));
  for (std::size_t i = 0; i < der.size() * 8; ++i) {
    auto spoiled = der;
    spoiled[i / 8] ^= static_cast<std::uint8_t>(1U << i % 8);
    const auto certificate = Certificate::decode(spoiled);
    if (!certificate) continue;
    (void)certificate->subject_text();
    (void)certificate->is_ca();
    (void)certificate->extensions();
    (void)certificate->not_after();
    (void)certificate->public_key();
    EXPECT_FALSE(certificate->issued_by(issuer)) << "bit " << i;
    ASSERT_EQ(ERR_peek_error(), 0U) << "bit " << i;
  }
}

TEST(Certificate, HasAFingerprintThatOpensslPrintsToo) {
  // openssl x509 -in root.pem -noout -fingerprint -sha256
  unsigned char digest[32];
  const auto root = vector("root.pem");
  X509_digest(root.native(), EVP_sha256(), digest, nullptr);
  EXPECT_EQ(root.fingerprint(), "sha256:" + encode_hex(digest));
}

TEST(CertificatesFromPem, ReadsAllInOrder) {
  const auto both = certificates_from_pem("text before\n" + pki_vector("middle.pem") +
                                          "\n# remark\n" + pki_vector("root.pem") + "text after\n");
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].subject_text(), "O=Vectors,CN=middle");
  EXPECT_EQ(both[1].subject_text(), "O=Vectors,CN=root");
}

TEST(CertificatesFromPem, RefusesNoneAndBadOnes) {
  EXPECT_THROW(certificates_from_pem(""), OpensslError);
  EXPECT_THROW(certificates_from_pem("hello"), OpensslError);
  EXPECT_THROW(
      certificates_from_pem(pki_vector("root.pem") + pki_vector("middle.pem").substr(0, 200)),
      OpensslError);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(IssueCertificate, WritesWhatTheTemplateSays) {
  const auto certificate = issued(plain_template());
  EXPECT_EQ(certificate.version(), 3);
  EXPECT_EQ(certificate.serial_hex(), "1234");
  EXPECT_EQ(certificate.subject(), encode_name("CN=device-1"));
  EXPECT_EQ(certificate.issuer(), encode_name("CN=a CA"));
  EXPECT_EQ(certificate.public_key(), key().public_key());
  EXPECT_EQ(certificate.not_before(), in_2025);
  EXPECT_EQ(certificate.not_after(), in_2025 + 90 * day);
  EXPECT_EQ(certificate.extensions(), plain_template().extensions);
  EXPECT_TRUE(issued(plain_template(), "CN=device-1").self_signed());
}

TEST(IssueCertificate, WritesTimesOfBothCenturies) {
  auto contents = plain_template();
  contents.not_before = begin_of_2050 - 1;
  contents.not_after = begin_of_2050;
  const auto der = issue_certificate(contents, encode_name("CN=a CA"), key());
  EXPECT_THAT(encode_hex(der), HasSubstr(encode_hex(bytes_of("\x17\x0d"
                                                             "491231235959Z"))));
  EXPECT_THAT(encode_hex(der), HasSubstr(encode_hex(bytes_of("\x18\x0f"
                                                             "20500101000000Z"))));
  EXPECT_EQ(issued(contents).not_before(), begin_of_2050 - 1);
  EXPECT_EQ(issued(contents).not_after(), begin_of_2050);
  contents.not_before = 0;
  contents.not_after = 253402300799;
  EXPECT_EQ(issued(contents).not_before(), 0);
  EXPECT_EQ(issued(contents).not_after(), 253402300799) << "9999-12-31, RFC 5280 4.1.2.5";
}

TEST(IssueCertificate, MakesUpASerialWhereNoneIsGiven) {
  auto contents = plain_template();
  contents.serial.clear();
  const auto first = issued(contents).serial_hex();
  EXPECT_THAT(first, SizeIs(32));
  EXPECT_NE(first, issued(contents).serial_hex());
}

TEST(IssueCertificate, PutsNothingRight) {
  auto contents = plain_template();
  contents.version = 1;
  contents.serial = {0};
  contents.subject = encode_name("");
  contents.not_before = contents.not_after + day;
  contents.extensions.push_back(contents.extensions[0]);
  const auto certificate = issued(contents);
  EXPECT_EQ(certificate.version(), 1);
  EXPECT_EQ(certificate.serial_hex(), "00");
  EXPECT_EQ(certificate.subject_text(), "(empty name)");
  EXPECT_GT(certificate.not_before(), certificate.not_after());
  EXPECT_THAT(certificate.extensions(), SizeIs(3));
}

TEST(IssueCertificate, SignsAnEditedTree) {
  auto tree = to_be_signed(plain_template(), encode_name("CN=device-1"), key());
  tree[1] = integer(-5);
  const auto certificate = Certificate::decode(sign_certificate(tree, key()));
  ASSERT_TRUE(certificate);
  EXPECT_EQ(certificate->serial_hex(), "-05");
  EXPECT_TRUE(certificate->self_signed()) << "the signature covers the edit";
}

TEST(IssueCertificate, SignsWithEveryKindOfKey) {
  for (const auto* kind : {"rsa-2048", "ec-p384", "ec-p521", "ed25519", "ed448"}) {
    const auto issuer_key = Key::generate(KeyKind(kind));
    auto contents = plain_template();
    contents.public_key = issuer_key.public_key();
    const auto certificate =
        Certificate::decode(issue_certificate(contents, contents.subject, issuer_key));
    ASSERT_TRUE(certificate) << kind;
    EXPECT_TRUE(certificate->self_signed()) << kind;
  }
}

}  // namespace
}  // namespace inquest
