#pragma once
#include <cstdint>

#include "reference/protocol/client_identity.h"
#include "reference/protocol/operation.h"
#include "reference/protocol/server.h"

/// Who asks for a certificate, and whether such a client may (RFC 7030 3.2.3, 3.3.2, 3.7).
namespace inquest {

/// What TLS and HTTP show, through moments::identification. A certificate counts when the handshake
/// verified it and it leads to an anchor of the policy at `now`, a password when it is the right
/// one and came over TLS.
ClientIdentity identify(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                        const Deviations& deviations, std::int64_t now);

/// 401 for a client that showed nothing; 403 for a re-enrolment without a certificate that the
/// policy's CA issued; nothing else.
Judgement judge_client(Operation operation, const ClientIdentity& client,
                       const ServerPolicy& policy, std::int64_t now);

/// Whether a client is a Registration Authority (RFC 7030 3.7): its certificate is the policy's
/// CA's, and has id-kp-cmcRA.
bool is_ra(const Certificate& certificate, const ServerPolicy& policy);

/// The refusal of a client that showed nothing: 401 with the challenges that RFC 7235 3.1 demands,
/// or 403 where HTTP authentication is not offered at all.
/// `spent_nonce` tells a Digest client that its password is right (RFC 7616 3.3, stale).
Refusal unauthorized(const ServerPolicy& policy, bool spent_nonce, std::int64_t now);

}  // namespace inquest
