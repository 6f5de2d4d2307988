#pragma once
#include <vector>

#include "reference/client/client.h"

namespace inquest {

/// What a client does with the answer to /cacerts, which it has accepted (RFC 7030 4.1.3): the
/// current root joins its explicit trust anchors, and where implicit ones were in use they are
/// switched off, which the server is told in TLS from now on. Throws std::invalid_argument when
/// none of the certificates is a root.
void adopt_anchors(ClientOptions& options, const std::vector<Certificate>& cacerts);

/// Tells servers in TLS that the explicit anchors alone will do (RFC 6066 6).
void indicate_trust(ClientOptions& options);

}  // namespace inquest
