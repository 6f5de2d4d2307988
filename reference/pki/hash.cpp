#include "reference/pki/hash.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/objects.h>
#include <openssl/rand.h>

#include "reference/codec/hex.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

using MdPtr = std::unique_ptr<EVP_MD, OpensslDeleter<EVP_MD_free>>;

MdPtr digest_named(std::string_view algorithm) {
  MdPtr digest(EVP_MD_fetch(nullptr, std::string(algorithm).c_str(), nullptr));
  if (!digest) throw std::invalid_argument("no hash algorithm '" + std::string(algorithm) + "'");
  return digest;
}

}  // namespace

Bytes hash(std::string_view algorithm, BytesView message) {
  const auto digest = digest_named(algorithm);
  Bytes value(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (EVP_Digest(message.data(), message.size(), value.data(), &length, digest.get(), nullptr) != 1)
    throw OpensslError("hashing");
  value.resize(length);
  return value;
}

std::string hash_hex(std::string_view algorithm, std::string_view message) {
  return encode_hex(hash(algorithm, bytes_of(message)));
}

Bytes hmac(std::string_view algorithm, BytesView key, BytesView message) {
  const auto digest = digest_named(algorithm);
  Bytes value(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (HMAC(digest.get(), key.data(), static_cast<int>(key.size()), message.data(), message.size(),
           value.data(), &length) == nullptr)
    throw OpensslError("computing an HMAC");
  value.resize(length);
  return value;
}

Bytes random_octets(std::size_t count) {
  Bytes octets(count);
  if (RAND_bytes(octets.data(), static_cast<int>(count)) != 1)
    throw OpensslError("drawing random octets");
  return octets;
}

bool same_secret(std::string_view known, std::string_view offered) {
  return known.size() == offered.size() &&
         CRYPTO_memcmp(known.data(), offered.data(), known.size()) == 0;
}

}  // namespace inquest
