#pragma once
#include "reference/codec/cmc_controls.h"

/// Proofs of a shared secret: the witnesses of CMC's identity proof and POP link (RFC 5272 6.2 and
/// 6.3).
namespace inquest {

/// By SHA-256, and HMAC with it.
SharedSecretWitness prove_secret(BytesView secret, BytesView message);

/// Whether `proof` is of this secret over `message`, by SHA-1 or SHA-2 and HMAC with either.
bool proves_secret(const SharedSecretWitness& proof, BytesView secret, BytesView message);

/// The same for the older controls, whose algorithms are SHA-1 and HMAC-SHA1 (6.2.2 and 6.3.1.2).
bool proves_secret_by_sha1(BytesView witness, BytesView secret, BytesView message);

}  // namespace inquest
