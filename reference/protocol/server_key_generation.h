#pragma once
#include <cstdint>

#include "reference/protocol/server.h"

namespace inquest {

/// POST /serverkeygen (RFC 7030 4.4): a key made here and its certificate, as multipart/mixed.
HttpResponse answer_server_key_generation(const HttpRequest& request, const TlsFacts& tls,
                                          const ServerPolicy& policy, const Deviations& deviations,
                                          std::int64_t now);

}  // namespace inquest
