#include "harness/scenario/decryption_secrets.h"

#include "reference/codec/oids.h"
#include "reference/pki/authority.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

/// With a certificate that permits it, of a CA that means nothing else.
PrivateKey certified(const Key& key, const char* usage, Authority& authority, std::int64_t now) {
  auto contents =
      authority.prepare(encode_name("CN=decrypts keys"), key.public_key(), std::nullopt, now);
  for (auto& each : contents.extensions)
    if (each.id == oids::key_usage) each = extensions::key_usage({usage});
  return {key, authority.issue(contents)};
}

}  // namespace

DecryptionSecrets make_decryption_secrets(const Key& rsa, const Key& ec, std::int64_t now) {
  const auto authority = Authority::in_memory({}, now);
  constexpr std::size_t size = 32;  // octets, for AES-256 key wrap
  return {{bytes_of("inquest-shared-key"), Bytes(size, 0x4b)},
          certified(rsa, "keyEncipherment", *authority, now),
          certified(ec, "keyAgreement", *authority, now)};
}

}  // namespace inquest
