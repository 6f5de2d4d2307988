#include "reference/protocol/shared_secret_proof.h"

#include <gtest/gtest.h>

#include "reference/pki/hash.h"

namespace inquest {
namespace {

const Bytes secret = bytes_of("a secret of 16 and more");
const Bytes message = bytes_of("what is proven");

TEST(SharedSecretProof, IsOfItsSecretAndItsMessage) {
  const auto proof = prove_secret(secret, message);
  EXPECT_TRUE(proves_secret(proof, secret, message));
  EXPECT_FALSE(proves_secret(proof, bytes_of("another"), message));
  EXPECT_FALSE(proves_secret(proof, secret, bytes_of("another")));
}

/// RFC 5274 4.1: SHA-1 and HMAC-SHA1 must be known, SHA-256 should be.
TEST(SharedSecretProof, IsReadByEveryPairOfAlgorithms) {
  for (const auto* key_hash : {"sha1", "sha256", "sha384", "sha512"})
    for (const auto& [mac, mac_hash] :
         std::vector<std::pair<std::string, std::string>>{{"1.3.6.1.5.5.8.1.2", "sha1"},
                                                          {"1.2.840.113549.2.7", "sha1"},
                                                          {"1.2.840.113549.2.9", "sha256"},
                                                          {"1.2.840.113549.2.11", "sha512"}}) {
      const std::map<std::string, std::string> oids{{"sha1", "1.3.14.3.2.26"},
                                                    {"sha256", "2.16.840.1.101.3.4.2.1"},
                                                    {"sha384", "2.16.840.1.101.3.4.2.2"},
                                                    {"sha512", "2.16.840.1.101.3.4.2.3"}};
      const SharedSecretWitness proof{
          {oids.at(key_hash), {}}, {mac, {}}, hmac(mac_hash, hash(key_hash, secret), message)};
      EXPECT_TRUE(proves_secret(proof, secret, message)) << key_hash << " " << mac;
    }
}

TEST(SharedSecretProof, IsNoneByAlgorithmsThatNobodyKnows) {
  auto proof = prove_secret(secret, message);
  proof.hash.algorithm = "1.2.3";
  EXPECT_FALSE(proves_secret(proof, secret, message));
  proof = prove_secret(secret, message);
  proof.mac.algorithm = "1.2.3";
  EXPECT_FALSE(proves_secret(proof, secret, message));
}

TEST(SharedSecretProof, HasAnOlderForm) {
  const auto witness = hmac("sha1", hash("sha1", secret), message);
  EXPECT_TRUE(proves_secret_by_sha1(witness, secret, message));
  EXPECT_FALSE(proves_secret_by_sha1(witness, message, secret));
}

}  // namespace
}  // namespace inquest
