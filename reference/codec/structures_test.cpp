#include <gtest/gtest.h>

#include <random>

#include "reference/codec/certs_only.h"
#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/codec/tree_text.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

TEST(CertificationRequest, ReadsTheExamplesOfRfc7030) {
  for (const auto* name : {"a.3-enroll-request", "a.4-serverkeygen-request"}) {
    const auto der = vector_of(std::string("rfc7030/") + name);
    const auto request = decode_certification_request(der);
    ASSERT_TRUE(request) << name << ": " << request.error().text();
    EXPECT_EQ(request->info.version, 0);
    EXPECT_EQ(encode(encode(*request)), der) << name;
  }
}

TEST(CertsOnly, ReadsTheExamplesOfRfc7030) {
  const std::pair<const char*, std::size_t> examples[] = {
      {"a.1-cacerts-response", 4}, {"a.3-enroll-response", 1}, {"a.4-serverkeygen-certificate", 1}};
  for (const auto& [name, count] : examples) {
    const auto der = vector_of(std::string("rfc7030/") + name);
    const auto certs = decode_certs_only(der);
    ASSERT_TRUE(certs) << name << ": " << certs.error().text();
    EXPECT_EQ(certs->certificates.size(), count) << name;
    EXPECT_EQ(certs_only_defect(*certs), std::nullopt) << name;
  }
}

TEST(CertsOnly, IsNotDeceivedByASignedDataWithoutContent) {
  // Crashed several clients in use: an OID and nothing else.
  const auto der = decode_base64("MAsGCSqGSIb3DQEHAg==");
  ASSERT_TRUE(der);
  const auto certs = decode_certs_only(*der);
  ASSERT_FALSE(certs);
  EXPECT_EQ(certs.error().text(), "13: ContentInfo.content: missing");
}

TEST(CertsOnly, SaysWhatItIsNot) {
  CertsOnly certs;
  EXPECT_EQ(certs_only_defect(certs), "it holds no certificate");
  certs.certificates = {Bytes{0x30, 0x00}};
  EXPECT_EQ(certs_only_defect(certs), std::nullopt);
  certs.signers = {Bytes{0x30, 0x00}};
  EXPECT_EQ(certs_only_defect(certs), "1 signers sign it");
  certs.content = Bytes{1};
  EXPECT_EQ(certs_only_defect(certs), "the SignedData has content");
}

TEST(CertsOnly, KeepsWhatItFinds) {
  CertsOnly certs;
  certs.certificates = {Bytes{0x30, 0x00}, Bytes{0x30, 0x03, 0x02, 0x01, 0x05}};
  certs.other_certificates = {Bytes{0xa1, 0x00}};
  certs.crls = {Bytes{0x30, 0x00}};
  certs.content = Bytes{1, 2, 3};
  certs.digest_algorithms = {Bytes{0x30, 0x00}};
  const auto again = decode_certs_only(encode(encode(certs)));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->certificates, certs.certificates);
  EXPECT_EQ(again->other_certificates, certs.other_certificates);
  EXPECT_EQ(again->crls, certs.crls);
  EXPECT_EQ(again->content, certs.content);
}

TEST(Extensions, AreFoundInAnExtensionRequest) {
  RequestInfo info;
  EXPECT_TRUE(requested_extensions(info)->empty());
  const std::vector<Extension> asked{{oids::key_usage, true, {3, 2, 7, 0x80}},
                                     {oids::subject_alt_name, false, {0x30, 0}}};
  info.attributes = {extension_request(asked)};
  EXPECT_EQ(*requested_extensions(info), asked);
  info.attributes[0].values.push_back({0x30, 0x00});
  EXPECT_FALSE(requested_extensions(info));
}

/// Values with everything that the structure allows, made by one seed.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return random_() % limit; }
  Bytes octets(std::size_t most) {
    Bytes made(below(most + 1));
    for (auto& octet : made) octet = static_cast<std::uint8_t>(random_());
    return made;
  }
  Bytes element() {
    std::vector<Element> children;
    for (auto count = below(4); count > 0; --count) children.push_back(octet_string(octets(200)));
    return encode(sequence(std::move(children)));
  }
  CertificationRequest request() {
    CertificationRequest made;
    made.info.subject = element();
    made.info.public_key = element();
    for (auto count = below(4); count > 0; --count)
      made.info.attributes.push_back({"1.3.6.1.4.1." + std::to_string(below(100000)), {element()}});
    made.info_der = encode(encode(made.info));
    made.signature_algorithm = element();
    made.signature = octets(300);
    return made;
  }
  CertsOnly certs() {
    CertsOnly made;
    for (auto count = below(5); count > 0; --count) made.certificates.push_back(element());
    for (auto count = below(3); count > 0; --count) made.crls.push_back(element());
    if (below(2) == 0) made.content = octets(50);
    for (auto count = below(3); count > 0; --count) made.signers.push_back(element());
    return made;
  }

 private:
  std::mt19937 random_;
};

TEST(Structures, GoThereAndBackWhateverTheyHold) {
  Maker maker(7);
  for (int i = 0; i < 2000; ++i) {
    const auto request = encode(encode(maker.request()));
    const auto read_request = decode_certification_request(request);
    ASSERT_TRUE(read_request) << read_request.error().text();
    ASSERT_EQ(encode(encode(*read_request)), request);
    const auto certs = encode(encode(maker.certs()));
    const auto read_certs = decode_certs_only(certs);
    ASSERT_TRUE(read_certs) << read_certs.error().text();
    ASSERT_EQ(encode(encode(*read_certs)), certs);
  }
}

TEST(Structures, AreRefusedWhenTheyAreCutAnywhere) {
  for (const auto* name : {"a.3-enroll-request", "a.3-enroll-response"}) {
    const auto der = vector_of(std::string("rfc7030/") + name);
    for (std::size_t length = 0; length < der.size(); ++length) {
      const BytesView cut(der.data(), length);
      ASSERT_FALSE(decode_certification_request(cut)) << length;
      ASSERT_FALSE(decode_certs_only(cut)) << length;
    }
  }
}

TEST(Structures, PutUpWithAnyFlippedBit) {
  std::mt19937 random(3);
  for (const auto* name : {"a.1-cacerts-response", "a.3-enroll-request", "a.3-enroll-response"}) {
    const auto der = vector_of(std::string("rfc7030/") + name);
    for (int i = 0; i < 3000; ++i) {
      auto spoiled = der;
      spoiled[random() % spoiled.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
      // Whatever is accepted must say the same when it is written again.
      if (const auto request = decode_certification_request(spoiled)) {
        ASSERT_EQ(encode(encode(*request)), spoiled);
      }
      (void)decode_certs_only(spoiled);
      ASSERT_FALSE(tree_text(spoiled).empty());
    }
  }
}

TEST(TreeText, ShowsOffsetsAndStopsAtADefect) {
  EXPECT_EQ(tree_text(Bytes{0x30, 0x03, 0x02, 0x01, 0x05}),
            "    0     3 SEQUENCE\n    2     1   INTEGER 05\n");
  const auto cut = tree_text(Bytes{0x30, 0x05, 0x02, 0x01});
  EXPECT_NE(cut.find("5 bytes claimed where 2 are left"), std::string::npos) << cut;
  const auto ber = tree_text(Bytes{0x30, 0x80, 0x05, 0x00, 0x00, 0x00});
  EXPECT_NE(ber.find("indefinite length"), std::string::npos) << ber;
}

}  // namespace
}  // namespace inquest
