#pragma once
#include "reference/codec/csr_attributes.h"
#include "reference/protocol/client.h"
#include "reference/protocol/server.h"

/// GET /csrattrs (RFC 7030 4.5) at both peers.
namespace inquest {

/// What the policy asks for: its own list, and the attributes that link requests to connections
/// where it requires that (RFC 7030 4.5.2, RFC 7894 4).
CsrAttributes wanted_attributes(const ServerPolicy& policy);

/// 200 with what is wanted, or 204 where nothing is.
HttpResponse answer_csr_attributes(const ServerPolicy& policy, const Deviations& deviations);

HttpRequest csr_attributes_request(const HttpOptions& options, const Deviations& deviations);

/// What the server asks for. No list at all (204, 404) means the same as an empty one.
/// Through moments::received_attributes (client_moments.h).
Accepted<CsrAttributes> accept_csr_attributes(const HttpResponse& response,
                                              const Deviations& deviations = {});

}  // namespace inquest
