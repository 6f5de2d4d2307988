#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "reference/server/server.h"

namespace inquest {

/// What the certificate of a server of the harness can be like: "right", a few that are right as
/// well, and many with one thing wrong. Unlike the right one none of them has id-kp-cmcRA, which
/// would make up for a wrong name (RFC 7030 3.6.1), unless it is called after it.
std::vector<std::string> server_certificate_kinds();

/// Has the server of `options` show a certificate of that kind, where `when` is so as it is made.
/// Its host is localhost or 127.0.0.1.
void show_certificate(
    const std::string& kind, ServerOptions& options, std::int64_t now,
    const std::function<bool()>& when = [] { return true; });

}  // namespace inquest
