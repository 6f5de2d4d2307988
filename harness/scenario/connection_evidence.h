#pragma once
#include <string>
#include <vector>

#include "reference/transport/connection.h"
#include "reports/result/result.h"

namespace inquest {

/// A connection as a report shows it: bounded, and without secrets unless asked for.
ConnectionResult connection_evidence(const TlsFacts& tls, const std::vector<Transfer>& transfers,
                                     bool show_secrets);

}  // namespace inquest
