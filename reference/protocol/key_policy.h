#pragma once
#include "reference/protocol/moments.h"

namespace inquest {

/// Whether a SubjectPublicKeyInfo holds a key that is certified here: RSA of 2048 bits or more with
/// an odd exponent above 2, a point on P-256, P-384 or P-521, Ed25519, Ed448. 400 with the reason
/// else.
Judgement judge_key(BytesView public_key);

}  // namespace inquest
