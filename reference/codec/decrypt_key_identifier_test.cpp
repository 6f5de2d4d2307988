#include "reference/codec/decrypt_key_identifier.h"

#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

Result<Bytes> decoded(const std::string& hex) {
  return decrypt_key_identifier({oids::decrypt_key_id, {*decode_hex(hex)}});
}

TEST(DecryptKeyIdentifier, GoesThereAndBack) {
  const auto symmetric = decrypt_key_attribute(oids::decrypt_key_id, bytes_of("key-1"));
  EXPECT_EQ(symmetric.type, "1.2.840.113549.1.9.16.2.37");
  EXPECT_EQ(encode_hex(symmetric.values.at(0)), "04056b65792d31");
  EXPECT_EQ(*decrypt_key_identifier(symmetric), bytes_of("key-1"));
  const auto asymmetric = decrypt_key_attribute(oids::asymmetric_decrypt_key_id, {});
  EXPECT_EQ(asymmetric.type, "1.2.840.113549.1.9.16.2.54");
  EXPECT_TRUE(decrypt_key_identifier(asymmetric)->empty());
}

TEST(DecryptKeyIdentifier, SaysWhatIsWrong) {
  EXPECT_EQ(decoded("0c0161").error().text(), "0: keyIdentifier: tag 0x0c where 0x04 was expected");
  EXPECT_EQ(decoded("040161 00").error().text(), "3: 1 bytes are left over");
  EXPECT_EQ(decoded("0402 61").error().text(),
            "0: keyIdentifier: 2 bytes claimed where 1 are left");
  EXPECT_FALSE(decrypt_key_identifier({oids::decrypt_key_id, {}}));
  EXPECT_FALSE(decrypt_key_identifier({oids::decrypt_key_id, {{0x04, 0x00}, {0x04, 0x00}}}));
}

}  // namespace
}  // namespace inquest
