#pragma once
#include <string>

#include "reference/codec/http1.h"

namespace inquest {
class Stage;

/// Puts Authorization into the request as the profile has it, Basic or Digest: none where a word
/// says so, or where `authentication` chose a certificate (or TLS-SRP) that does without.
/// `credentials` is "valid", "none", "wrong-password" or "unknown-user".
void show_usual_credentials(HttpRequest& request, const std::string& authentication,
                            const std::string& credentials, Stage& stage);

}  // namespace inquest
