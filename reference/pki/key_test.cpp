#include "reference/pki/key.h"

#include <openssl/err.h>

#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/hex.h"
#include "reference/pki/key_pool.h"
#include "reference/pki/openssl.h"
#include "reference/pki/public_key.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const auto message = bytes_of("a message");

class EveryKindOfKey : public testing::TestWithParam<std::string> {
 protected:
  static Key made(std::uint64_t number = 0) {
    static KeyPool pool;
    return pool.key(KeyKind(GetParam()), number);
  }
};

TEST_P(EveryKindOfKey, SignsWhatVerifiesUnderItsPublicHalf) {
  const auto signature = made().sign(message);
  EXPECT_TRUE(
      verify_signature(made().public_key(), made().signature_algorithm(), message, signature));
}

TEST_P(EveryKindOfKey, RefusesWhatWasNotSigned) {
  const auto signature = made().sign(message);
  const auto algorithm = made().signature_algorithm();
  EXPECT_FALSE(
      verify_signature(made().public_key(), algorithm, bytes_of("another message"), signature));
  auto flipped = signature;
  flipped.back() ^= 1U;
  EXPECT_FALSE(verify_signature(made().public_key(), algorithm, message, flipped));
  auto longer = signature;
  longer.push_back(0);
  EXPECT_FALSE(verify_signature(made().public_key(), algorithm, message, longer));
  EXPECT_EQ(ERR_peek_error(), 0U) << "errors would surprise the next user of the queue";
}

TEST_P(EveryKindOfKey, SurvivesPem) {
  const auto again = Key::from_pem(made().to_pem());
  EXPECT_EQ(again.public_key(), made().public_key());
  EXPECT_EQ(again.to_pkcs8(), made().to_pkcs8());
  EXPECT_TRUE(verify_signature(made().public_key(), made().signature_algorithm(), message,
                               again.sign(message)));
}

TEST_P(EveryKindOfKey, SaysWhichKindItIs) {
  const auto facts = public_key_facts(made().public_key());
  ASSERT_TRUE(facts);
  const auto& kind = GetParam();
  EXPECT_EQ(facts->kind, kind.substr(0, kind.find('-')));
  const auto digits = kind.find_first_of("0123456789");
  if (facts->kind == "rsa" || facts->kind == "ec") {
    EXPECT_EQ(facts->bits, std::stoi(kind.substr(digits)));
  }
}

INSTANTIATE_TEST_SUITE_P(Key, EveryKindOfKey,
                         testing::Values("rsa-2048", "rsa-3072", "ec-p256", "ec-p384", "ec-p521",
                                         "ed25519", "ed448"),
                         [](const auto& kind) {
                           auto name = kind.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(KeyKind, ProposesTheOneThatWasMeant) {
  EXPECT_THAT([] { KeyKind("ec-p265"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("did you mean 'ec-p256'")));
  EXPECT_THROW(KeyKind(""), std::invalid_argument);
  EXPECT_EQ(KeyKind::names().size(), 8U);
}

TEST(KeyKind, SaysThatTheLibraryHasNoSuchAlgorithm) {
  EXPECT_THAT([] { KeyKind("ml-dsa-1000"); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("the library is OpenSSL")));
  for (const auto* parametrised : {"dsa", "sm2", "hmac", "x25519", "rsa"})
    EXPECT_THROW(KeyKind{parametrised}, std::invalid_argument) << parametrised;
}

/// None with OpenSSL 3.0; ML-DSA and SLH-DSA with 3.5.
TEST(KeyKind, TakesFurtherOnesOfTheLibrary) {
  for (const auto& name : KeyKind::further_names()) {
    const auto key = Key::generate(KeyKind(name));
    EXPECT_TRUE(
        verify_signature(key.public_key(), key.signature_algorithm(), message, key.sign(message)))
        << name;
    EXPECT_EQ(Key::from_pem(key.to_pem()).public_key(), key.public_key()) << name;
  }
}

TEST(Key, SignsByPssWhereThatIsAsked) {
  const auto plain = Key::generate(KeyKind("rsa-2048"));
  const auto pss = plain.signing_by_pss();
  EXPECT_EQ(pss.public_key(), plain.public_key());
  const auto algorithm = pss.signature_algorithm();
  EXPECT_THAT(encode_hex(algorithm), HasSubstr("06092a864886f70d01010a")) << "id-RSASSA-PSS";
  EXPECT_TRUE(verify_signature(pss.public_key(), algorithm, message, pss.sign(message)));
  EXPECT_FALSE(verify_signature(pss.public_key(), algorithm, message, plain.sign(message)));
  EXPECT_FALSE(
      verify_signature(pss.public_key(), plain.signature_algorithm(), message, pss.sign(message)));
  EXPECT_THROW((void)Key::generate(KeyKind("ec-p256")).signing_by_pss(), std::invalid_argument);
}

TEST(Key, SignsOnlyUnderItsOwnName) {
  const auto ours = Key::generate(KeyKind("ec-p256"));
  const auto other = Key::generate(KeyKind("ec-p256"));
  const auto signature = ours.sign(message);
  EXPECT_FALSE(
      verify_signature(other.public_key(), ours.signature_algorithm(), message, signature));
  EXPECT_FALSE(verify_signature(ours.public_key(),
                                Key::generate(KeyKind("ec-p384")).signature_algorithm(), message,
                                signature))
      << "the algorithm named must be the one that was used";
}

TEST(Key, TellsItsAlgorithmAsTheSpecificationsWriteIt) {
  const auto algorithm = [](const char* kind) {
    return encode_hex(Key::generate(KeyKind(kind)).signature_algorithm());
  };
  EXPECT_EQ(algorithm("rsa-2048"), "300d06092a864886f70d01010b0500") << "with NULL, RFC 4055 5";
  EXPECT_EQ(algorithm("ec-p256"), "300a06082a8648ce3d040302") << "without parameters, RFC 5758 3.2";
  EXPECT_EQ(algorithm("ec-p384"), "300a06082a8648ce3d040303");
  EXPECT_EQ(algorithm("ec-p521"), "300a06082a8648ce3d040304");
  EXPECT_EQ(algorithm("ed25519"), "300506032b6570");
  EXPECT_EQ(algorithm("ed448"), "300506032b6571");
}

TEST(KeyFromPem, ReadsBothFormsOfPem) {
  const auto pkcs8 = Key::from_pem(pki_vector("key-rsa-pkcs8.pem"));
  const auto traditional = Key::from_pem(pki_vector("key-rsa-traditional.pem"));
  EXPECT_EQ(pkcs8.public_key(), traditional.public_key());
  EXPECT_EQ(
      public_key_facts(Key::from_pem(pki_vector("key-ec-traditional.pem")).public_key())->bits,
      256);
}

TEST(KeyFromPem, LooksPastWhatElseThePemHolds) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  EXPECT_EQ(Key::from_pem(pki_vector("root.pem") + key.to_pem()).public_key(), key.public_key());
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(KeyFromPem, RefusesWhatIsNoUsableKey) {
  EXPECT_THROW(Key::from_pem(""), OpensslError);
  EXPECT_THROW(Key::from_pem("hello"), OpensslError);
  EXPECT_THROW(Key::from_pem(pki_vector("root.pem")), OpensslError);
  EXPECT_THROW(Key::from_pem(pki_vector("key-ec-encrypted.pem")), OpensslError)
      << "and asks no terminal for the passphrase";
  EXPECT_THAT([] { Key::from_pem(pki_vector("key-x25519.pem")); },
              ThrowsMessage<OpensslError>(HasSubstr("of kind RSA, EC, Ed25519 or Ed448")));
  EXPECT_THROW(Key::from_pem(pki_vector("key-rsa-pss.pem")), OpensslError);
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(VerifySignature, IsFalseForGarbageOfEverySort) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto good = key.sign(message);
  const auto garbage = bytes_of("garbage");
  const auto algorithm = key.signature_algorithm();
  EXPECT_FALSE(verify_signature({}, {}, {}, {}));
  EXPECT_FALSE(verify_signature(garbage, algorithm, message, good));
  EXPECT_FALSE(verify_signature(key.public_key(), garbage, message, good));
  EXPECT_FALSE(verify_signature(key.public_key(), algorithm, message, garbage));
  EXPECT_FALSE(verify_signature(key.public_key(), algorithm, message, {}));
  auto trailing = key.public_key();
  trailing.push_back(0);
  EXPECT_FALSE(verify_signature(trailing, algorithm, message, good));
  trailing = algorithm;
  trailing.push_back(0);
  EXPECT_FALSE(verify_signature(key.public_key(), trailing, message, good));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(VerifySignature, SurvivesEveryFlippedOctet) {
  const auto key = Key::generate(KeyKind("ec-p256"));
  const auto signature = key.sign(message);
  const auto spoil = [&](Bytes value, auto verify) {
    for (auto& octet : value) {
      octet ^= 0x15U;
      EXPECT_FALSE(verify(value));
      octet ^= 0x15U;
    }
  };
  spoil(signature, [&](const Bytes& spoiled) {
    return verify_signature(key.public_key(), key.signature_algorithm(), message, spoiled);
  });
  spoil(key.signature_algorithm(), [&](const Bytes& spoiled) {
    return verify_signature(key.public_key(), spoiled, message, signature);
  });
  spoil(key.public_key(), [&](const Bytes& spoiled) {
    return verify_signature(spoiled, key.signature_algorithm(), message, signature);
  });
}

TEST(VerifySignature, HashesOctetsAsTheyStand) {
  const auto key = Key::generate(KeyKind("ed25519"));
  for (const auto* hex : {"00", "30", "3003020101ff", "0202007f", "308003020101", "0500"}) {
    const auto odd = *decode_hex(hex);
    EXPECT_TRUE(verify_signature(key.public_key(), key.signature_algorithm(), odd, key.sign(odd)))
        << hex;
  }
}

}  // namespace
}  // namespace inquest
