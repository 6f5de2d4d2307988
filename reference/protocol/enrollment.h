#pragma once
#include <cstdint>
#include <variant>
#include <vector>

#include "reference/protocol/client_identity.h"
#include "reference/protocol/operation.h"
#include "reference/protocol/requested_names.h"
#include "reference/protocol/server.h"

namespace inquest {

/// POST /simpleenroll and /simplereenroll (RFC 7030 4.2), from the request to the answer.
HttpResponse answer_enrollment(Operation operation, const HttpRequest& request, const TlsFacts& tls,
                               const ServerPolicy& policy, const Deviations& deviations,
                               std::int64_t now);

// -- its parts, of which /serverkeygen is made as well --

/// A request by somebody who may, for what he may have.
struct GrantedRequest {
  RequestInfo info;
  RequestedNames names;  ///< for the certificate
  ClientIdentity client;
};

std::variant<GrantedRequest, Refusal> judge_enrollment(
    Operation operation, const HttpRequest& request, const TlsFacts& tls,
    const ServerPolicy& policy, const Deviations& deviations, std::int64_t now);

/// 202 while somebody has yet to approve, 403 where it was denied. `csr` is for who decides.
Judgement judge_approval(const RequestInfo& info, BytesView csr, const ServerPolicy& policy,
                         std::int64_t now);

/// The certificate for a request that was granted, DER. A one-time password is to be spent before.
Bytes certify(const GrantedRequest& granted, BytesView public_key, const ServerPolicy& policy,
              const Deviations& deviations, std::int64_t now);

/// What the answer holds: that certificate, through moments::enroll_certificates.
std::vector<Bytes> certificates_to_answer(Bytes issued, const ServerPolicy& policy,
                                          const Deviations& deviations);

}  // namespace inquest
