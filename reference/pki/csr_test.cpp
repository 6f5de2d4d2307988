#include "reference/pki/csr.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <filesystem>

#include "cmake/source_folder.h"
#include "reference/pki/memory_bio.h"
#include "reference/pki/name.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

RequestInfo plain_request(const Key& key) {
  RequestInfo info;
  info.subject = encode_name("CN=device-1");
  info.public_key = key.public_key();
  return info;
}

/// DER of the request in a PEM text.
Bytes request_of(const std::string& pem) {
  const auto bio = reading_bio(pem);
  const X509ReqPtr request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
  if (!request) throw OpensslError("reading a request");
  return der_of(request.get(), i2d_X509_REQ, "a request");
}

TEST(SignRequest, MakesWhatBothReadersRead) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  auto info = plain_request(key);
  info.attributes = {{"1.2.840.113549.1.9.7", {encode(utf8_string("challenge"))}}};
  const auto request = sign_request(info, key);
  const auto der = encode(encode(request));
  EXPECT_TRUE(proves_possession(request));
  EXPECT_EQ(openssl_request_defect(der), std::nullopt);
  const auto again = decode_certification_request(der);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(proves_possession(*again));
  EXPECT_EQ(again->info.attributes, info.attributes);
}

TEST(SignRequest, SignsByPss) {
  const auto key = Key::generate(KeyKind("rsa-2048")).signing_by_pss();
  const auto request = sign_request(plain_request(key), key);
  EXPECT_TRUE(proves_possession(request));
  EXPECT_EQ(openssl_request_defect(encode(encode(request))), std::nullopt);
}

TEST(ProvesPossession, HoldsForRequestsOfEveryAlgorithmMadeByAnotherHand) {
  int verified = 0;
  const std::filesystem::path vectors(std::string(source_folder) + "/scenarios/vectors/pki");
  for (const auto& entry : std::filesystem::directory_iterator(vectors)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("request-")) continue;
    auto request = decode_certification_request(request_of(read_file(entry.path())));
    ASSERT_TRUE(request) << name << ": " << request.error().text();
    EXPECT_TRUE(proves_possession(*request)) << name;
    auto spoiled = *request;
    spoiled.info_der.back() ^= 1U;
    EXPECT_FALSE(proves_possession(spoiled)) << name;
    spoiled = *request;
    spoiled.signature[spoiled.signature.size() / 2] ^= 1U;
    EXPECT_FALSE(proves_possession(spoiled)) << name;
    ++verified;
  }
  EXPECT_EQ(verified, 20);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(ProvesPossession, IsDeniedToTheWrongKey) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  EXPECT_FALSE(
      proves_possession(sign_request(plain_request(key), Key::generate(KeyKind("ec-p256")))));
  EXPECT_FALSE(proves_possession(CertificationRequest{}));
}

TEST(OpensslRequestDefect, TellsWhatIsWrong) {
  const auto key = Key::generate(KeyKind("ed25519"));
  auto der = encode(encode(sign_request(plain_request(key), key)));
  der.push_back(0);
  EXPECT_EQ(openssl_request_defect(der), "bytes follow the certification request");
  EXPECT_EQ(openssl_request_defect(bytes_of("garbage")),
            "OpenSSL reads no certification request here");
  EXPECT_EQ(openssl_request_defect({}), "OpenSSL reads no certification request here");
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace inquest
