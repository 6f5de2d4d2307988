#pragma once
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/pki/openssl.h"

/// The certificates that a peer presented, as DER. Private to this folder.
namespace inquest {

/// Leaf first; empty when none was presented. On a resumed session, what was presented when the
/// session was made.
std::vector<Bytes> presented_chain(SSL* ssl);

/// One after the other: each DER element tells its own length.
Bytes encode_chain(const std::vector<Bytes>& chain);

}  // namespace inquest
