#pragma once
#include <algorithm>

#include "reference/codec/der.h"
#include "reference/pki/certificate.h"

/// For faults of those who do not know RSA.
namespace inquest {

/// Whether the certificate names sha256WithRSAEncryption, as one signed by the CA's RSA key does.
inline bool signed_by_rsa(const Certificate& certificate) {
  const auto algorithm = encode(oid("1.2.840.113549.1.1.11"));
  const auto& der = certificate.der();
  return std::search(der.begin(), der.end(), algorithm.begin(), algorithm.end()) != der.end();
}

}  // namespace inquest
