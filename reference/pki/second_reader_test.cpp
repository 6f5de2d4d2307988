#include "reference/pki/second_reader.h"

#include <openssl/err.h>

#include "reference/codec/certs_only.h"
#include "reference/codec/hex.h"
#include "reference/pki/certificate.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

Bytes certs_only() {
  CertsOnly value;
  for (const auto* name : {"middle.pem", "root.pem"})
    value.certificates.push_back(Certificate::from_pem(pki_vector(name)).der());
  return encode(encode(value));
}

TEST(OpensslSignedData, ReadsWhatWeWrite) {
  const auto again = openssl_signed_data(certs_only());
  ASSERT_TRUE(again) << again.error().text();
  const auto ours = decode_certs_only(*again);
  ASSERT_TRUE(ours) << ours.error().text();
  EXPECT_EQ(ours->certificates.size(), 2U);
}

TEST(OpensslSignedData, TurnsIndefiniteLengthsIntoDer) {
  auto tree = *decode_der(certs_only());
  tree.write_length_indefinite();
  const auto again = openssl_signed_data(encode(tree));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(decode_certs_only(*again));
}

TEST(OpensslSignedData, SaysWhyItCannotRead) {
  auto trailing = certs_only();
  trailing.push_back(0);
  EXPECT_EQ(openssl_signed_data(trailing).error().reason, "bytes follow the ContentInfo");
  EXPECT_FALSE(openssl_signed_data({}));
  EXPECT_FALSE(openssl_signed_data(bytes_of("garbage")));
  const auto data = *decode_hex("300f06092a864886f70d010701a0020400");
  EXPECT_EQ(openssl_signed_data(data).error().reason, "the ContentInfo is not signedData");
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(OpensslSignedData, SurvivesSignedDataWithoutContent) {
  // A real server once answered with the type alone.
  const auto bare = *decode_hex("300b06092a864886f70d010702");
  (void)openssl_signed_data(bare);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace inquest
