#pragma once
#include <cstdint>

#include "reference/protocol/operation.h"
#include "reference/protocol/server.h"

namespace inquest {

/// POST /simpleenroll and /simplereenroll (RFC 7030 4.2), from the request to the answer.
HttpResponse answer_enrollment(Operation operation, const HttpRequest& request, const TlsFacts& tls,
                               const ServerPolicy& policy, const Deviations& deviations,
                               std::int64_t now);

}  // namespace inquest
