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

TEST(OpensslSecondReading, KnowsCsrAttributesByTheirMembers) {
  EXPECT_EQ(openssl_csr_attributes_defect(*decode_hex("3000")), std::nullopt);
  // An OID, and an attribute with an empty set of values.
  EXPECT_EQ(openssl_csr_attributes_defect(*decode_hex("300d 0603550403 3006 0602 2a03 3100")),
            std::nullopt);
  for (const auto* wrong : {"3100", "300201ff", "3003010100", "3004 30020500", "3000 00"})
    EXPECT_TRUE(openssl_csr_attributes_defect(*decode_hex(wrong))) << wrong;
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(OpensslSecondReading, KnowsExtensionsAndTheirValues) {
  const Extension usage{"2.5.29.15", true, *decode_hex("03020780")};
  EXPECT_EQ(openssl_extensions_defect(encode(encode(std::vector<Extension>{usage}))), std::nullopt);
  EXPECT_TRUE(openssl_extensions_defect(encode(encode(usage))));
  EXPECT_EQ(openssl_extension_value_defect(usage), std::nullopt);
  EXPECT_TRUE(openssl_extension_value_defect({"2.5.29.17", false, bytes_of("DNS:a")}));
  EXPECT_EQ(openssl_extension_value_defect({"1.2.3.4", false, bytes_of("any")}), std::nullopt);
}

TEST(OpensslSecondReading, KnowsPrivateKeysAndEnvelopesByTheirOutside) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  EXPECT_EQ(openssl_private_key_info_defect(key.to_pkcs8()), std::nullopt);
  EXPECT_TRUE(openssl_private_key_info_defect(encode(sequence({Element::raw(key.to_pkcs8())}))));
  EXPECT_TRUE(openssl_enveloped_data_defect(certs_only()));
  EXPECT_TRUE(openssl_enveloped_data_defect(key.to_pkcs8()));
}

}  // namespace
}  // namespace inquest
