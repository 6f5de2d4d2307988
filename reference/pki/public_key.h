#pragma once
#include <optional>
#include <string>

#include "reference/codec/bytes.h"

namespace inquest {

/// What a SubjectPublicKeyInfo holds.
struct PublicKeyFacts {
  std::string kind;  ///< "rsa", "ec", "ed25519", "ed448", or as KeyKind::further_names() has it,
                     ///< else "other"
  int bits = 0;
};

/// Nothing when the key cannot be read, its curve is not one of P-256, P-384 and P-521, or it is
/// not a valid point or modulus by OpenSSL's public check.
std::optional<PublicKeyFacts> public_key_facts(BytesView public_key);

}  // namespace inquest
