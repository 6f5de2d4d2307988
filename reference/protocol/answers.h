#pragma once
#include "reference/protocol/server.h"

namespace inquest {

/// The value of Retry-After that asks to wait for `seconds`, in the policy's form (RFC 9110
/// 10.2.3).
std::string come_back(std::int64_t seconds, const ServerPolicy& policy, std::int64_t now);

/// A refusal as a response with a text/plain body, through moments::refusal_response.
HttpResponse answer_refusal(const Refusal& refusal, const Deviations& deviations);

/// A certs-only Simple PKI Response around `certificates`, encoded for the wire, through the
/// moments from certs_only to response_body. The smime-type parameter is there (RFC 7030 4.2.3).
HttpResponse answer_certificates(const std::vector<Bytes>& certificates, const ServerPolicy& policy,
                                 const Deviations& deviations);

}  // namespace inquest
