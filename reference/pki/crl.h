#pragma once
#include <cstdint>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/pki/certificate.h"
#include "reference/pki/key.h"

/// Certificate revocation lists (RFC 5280 5).
namespace inquest {

struct RevokedCertificate {
  Bytes serial;            ///< big-endian magnitude
  std::int64_t since = 0;  ///< seconds since 1970
};

/// What to put into a list; times are seconds since 1970.
struct CrlTemplate {
  std::int64_t number = 0;  ///< cRLNumber
  std::int64_t this_update = 0;
  std::int64_t next_update = 0;
  std::vector<RevokedCertificate> revoked;
};

/// A CertificateList, version 2, in the name of `issuer` and with its key identifier.
Bytes issue_crl(const CrlTemplate& contents, const Certificate& issuer, const Key& issuer_key);

}  // namespace inquest
