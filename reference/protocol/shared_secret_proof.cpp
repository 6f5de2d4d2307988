#include "reference/protocol/shared_secret_proof.h"

#include <algorithm>
#include <array>

#include "reference/codec/oids.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

struct Named {
  std::string_view oid;
  std::string_view hash;
};
constexpr std::array<Named, 4> hashes{{
    {"1.3.14.3.2.26", "sha1"},
    {"2.16.840.1.101.3.4.2.1", "sha256"},
    {"2.16.840.1.101.3.4.2.2", "sha384"},
    {"2.16.840.1.101.3.4.2.3", "sha512"},
}};
constexpr std::array<Named, 5> macs{{
    {"1.3.6.1.5.5.8.1.2", "sha1"},  // RFC 3370 3.1, which CMC's own texts use
    {"1.2.840.113549.2.7", "sha1"},
    {"1.2.840.113549.2.9", "sha256"},
    {"1.2.840.113549.2.10", "sha384"},
    {"1.2.840.113549.2.11", "sha512"},
}};

template <class All>
std::string_view hash_of(const All& all, std::string_view oid) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Named& each) { return each.oid == oid; });
  return found == all.end() ? std::string_view{} : found->hash;
}

bool is_proof(BytesView witness, std::string_view key_hash, std::string_view mac_hash,
              BytesView secret, BytesView message) {
  const auto expected = hmac(mac_hash, hash(key_hash, secret), message);
  return same_secret(text_of(expected), text_of(witness));
}

}  // namespace

SharedSecretWitness prove_secret(BytesView secret, BytesView message) {
  return {{oids::sha256, {}},
          {oids::hmac_with_sha256, {}},
          hmac("sha256", hash("sha256", secret), message)};
}

bool proves_secret(const SharedSecretWitness& proof, BytesView secret, BytesView message) {
  const auto key_hash = hash_of(hashes, proof.hash.algorithm);
  const auto mac_hash = hash_of(macs, proof.mac.algorithm);
  return !key_hash.empty() && !mac_hash.empty() &&
         is_proof(proof.witness, key_hash, mac_hash, secret, message);
}

bool proves_secret_by_sha1(BytesView witness, BytesView secret, BytesView message) {
  return is_proof(witness, "sha1", "sha1", secret, message);
}

}  // namespace inquest
