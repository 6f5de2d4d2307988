#include "reference/pki/repeatable_signature.h"

#include <gtest/gtest.h>

#include "reference/codec/cursor.h"
#include "reference/codec/hex.h"
#include "reference/pki/key.h"

namespace inquest {
namespace {

// RFC 6979 A.2.5 and A.2.6: the keys, and what they make of "sample".
constexpr auto p256 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya+p2EW6dRZrXCFX\n"
    "Z7HWk05Qw9s26JsSe4piKxIPZyGhRANCAARg/tS6JVqdMclh63TGNW1owEm4kjth\n"
    "+mzmaWIuYPKftnkD/hAIuLyZpBrp6VYovGTy8bIMLX6fUXejwpTURiKZ\n"
    "-----END PRIVATE KEY-----\n";
constexpr auto p384 =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBrnT2tLhuMHAWxmHW2\n"
    "ZZ9N4jw7Znvyl7qapHdAeHE32JbVck5McKgl+HLJ6mDS7fWhZANiAATsOk5BW04Z\n"
    "pFaGGAKfQn+l2pqLxK6S4C4GquUoazAMZN748OqQVYZgZKJUUVSAvBOAFdm3LX1X\n"
    "JE6o75rAxiGJZwilk2f537n1TKhLPxydsSiLIxw64NT+c0T9JTMmRyA=\n"
    "-----END PRIVATE KEY-----\n";

TEST(SignRepeatably, GivesWhatRfc6979Gives) {
  EXPECT_EQ(encode_hex(Key::from_pem(p256).sign(bytes_of("sample"))),
            "3046022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
  EXPECT_EQ(encode_hex(Key::from_pem(p384).sign(bytes_of("sample"))),
            "306602310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44"
            "acf96e36dd1e80fabe46"
            "02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e"
            "7b82c71a38628ac8");
}

TEST(SignRepeatably, SignsAnythingByEveryCurve) {
  for (const auto* kind : {"ec-p256", "ec-p384", "ec-p521"}) {
    const auto key = Key::generate(KeyKind(kind));
    for (const auto* text : {"b", "a",
                             "a longer message than one block of any digest that we use, "
                             "so that there is more than one of them to be read"}) {
      const auto message = bytes_of(text);
      const auto signature = key.sign(message);
      EXPECT_TRUE(
          verify_signature(key.public_key(), key.signature_algorithm(), message, signature));
      EXPECT_EQ(signature, key.sign(message));
    }
  }
}

}  // namespace
}  // namespace inquest
