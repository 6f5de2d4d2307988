#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "reference/pki/certificate.h"

/// Trust anchors and path validation (RFC 5280 6).
namespace inquest {

using TrustAnchors = std::vector<Certificate>;

enum class Purpose { any, tls_client, tls_server };

struct PathVerdict {
  bool valid = false;
  std::string reason;              ///< why not, in OpenSSL's words with the certificate's subject
  std::vector<Certificate> chain;  ///< leaf to anchor, when valid
};

/// Whether `leaf` leads over some of `intermediates` to one of `anchors` at the time `now` (seconds
/// since 1970). An anchor need not be self-signed. Revocation is not looked at.
PathVerdict verify_path(const Certificate& leaf, const std::vector<Certificate>& intermediates,
                        const TrustAnchors& anchors, std::int64_t now, Purpose purpose);

/// Whether the certificate names `host`: a DNS name by RFC 6125 section 6.4 (the common name counts
/// only where there is no DNS name in subjectAltName), an IP address by an iPAddress in
/// subjectAltName alone.
bool names_host(const Certificate& certificate, const std::string& host);

/// Whether extendedKeyUsage (RFC 5280 4.2.1.12) names this purpose, a dotted OID, itself:
/// anyExtendedKeyUsage does not count.
bool has_purpose(const Certificate& certificate, const std::string& purpose);

}  // namespace inquest
