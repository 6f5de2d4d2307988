#include "reference/pki/public_key.h"

#include <openssl/err.h>

#include "reference/pki/key.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

TEST(PublicKeyFacts, AreNothingForAKeyThatCannotBeRead) {
  EXPECT_FALSE(public_key_facts({}));
  EXPECT_FALSE(public_key_facts(bytes_of("garbage")));
  auto trailing = Key::generate(KeyKind("ed25519")).public_key();
  trailing.push_back(0);
  EXPECT_FALSE(public_key_facts(trailing));
}

TEST(PublicKeyFacts, AreNothingForAPointThatIsNotOnItsCurve) {
  auto key = Key::generate(KeyKind("ec-p256")).public_key();
  ASSERT_TRUE(public_key_facts(key));
  key.back() ^= 1U;
  EXPECT_FALSE(public_key_facts(key));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(PublicKeyFacts, AreNothingForACurveThatEstPeersDoNotUse) {
  const Key key({EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"), EVP_PKEY_free});
  EXPECT_FALSE(public_key_facts(key.public_key()));
}

TEST(PublicKeyFacts, CallOtherKindsOther) {
  const Key key({EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), EVP_PKEY_free});
  EXPECT_EQ(public_key_facts(key.public_key())->kind, "other");
}

}  // namespace
}  // namespace inquest
