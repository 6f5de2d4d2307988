#include "reference/pki/hash.h"

#include <gtest/gtest.h>

#include "reference/codec/hex.h"

namespace inquest {
namespace {

TEST(Hash, KnowsTheVectorsOfItsStandards) {
  EXPECT_EQ(hash_hex("md5", "abc"), "900150983cd24fb0d6963f7d28e17f72");
  const auto sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(hash_hex("sha256", "abc"), sha256);
  EXPECT_EQ(hash_hex("2.16.840.1.101.3.4.2.1", "abc"), sha256);
}

TEST(Hash, NamesTheAlgorithmThatItDoesNotHave) {
  try {
    (void)hash("md17", {});
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "no hash algorithm 'md17'");
  }
}

TEST(Hash, KeysAMessageAsRfc4231Does) {
  EXPECT_EQ(encode_hex(hmac("sha256", bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Secret, IsTheSameOnlyInFull) {
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_TRUE(same_secret("secret", "secret"));
  EXPECT_FALSE(same_secret("secret", "secre"));
  EXPECT_FALSE(same_secret("secret", "secrex"));
}

}  // namespace
}  // namespace inquest
