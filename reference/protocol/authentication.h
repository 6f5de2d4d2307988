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

/// 401 for a client that showed nothing, or no password where both are wanted; 403 for a
/// re-enrolment without a certificate that the policy's CA issued; nothing else.
Judgement judge_client(Operation operation, const ClientIdentity& client,
                       const ServerPolicy& policy, std::int64_t now);

/// What the policy's `authorize` says, but for an RA, which it does not concern.
Judgement judge_authorization(const ClientIdentity& client, const RequestInfo& info,
                              const ServerPolicy& policy);
/// An `authorize` by which a user, known by its password, may have certificates for the common name
/// that is the user's, and no others.
Judgement only_its_own_name(const ClientIdentity& client, const RequestInfo& info);

/// Whether a client is a Registration Authority (RFC 7030 3.7): its certificate is the policy's
/// CA's, and has id-kp-cmcRA.
bool is_ra(const Certificate& certificate, const ServerPolicy& policy);

/// The refusal of a client that showed nothing that counts: 401 with the challenges that RFC
/// 7235 3.1 demands, or 403 where HTTP authentication is not offered at all. A Digest client whose
/// nonce alone was wrong is told so (RFC 7616 3.3, stale).
Refusal unauthorized(const ServerPolicy& policy, const ClientIdentity& client, std::int64_t now);

}  // namespace inquest
