#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "reference/pki/trust.h"

/// What a client makes of the certificates of /cacerts (RFC 7030 4.1.3, RFC 4210 4.4).
namespace inquest {

/// The self-signed certificate with the latest notAfter: the trust anchor from now on. Nothing when
/// none is self-signed.
std::optional<Certificate> current_root(const std::vector<Certificate>& cacerts);

/// The others that lead to `root`, and may be used to build paths: issuing CAs, and after a
/// rollover the old root's key as the new root certified it (OldWithNew).
std::vector<Certificate> usable_authorities(const std::vector<Certificate>& cacerts,
                                            const Certificate& root, std::int64_t now);

/// Whether `cacerts` by itself proves that `root` replaces one of `known`: a certificate of its
/// name and key leads there (NewWithOld). For an answer that came over a connection nobody
/// verified.
bool proves_rollover(const Certificate& root, const TrustAnchors& known,
                     const std::vector<Certificate>& cacerts, std::int64_t now);

}  // namespace inquest
