#pragma once
#include <string>

#include "reference/codec/http1.h"

namespace inquest {
class Stage;

/// What a word's fields say of HTTP authentication.
struct CredentialChoice {
  std::string authentication;           ///< "basic", "digest", ...; empty: what the profile has
  std::string credentials = "valid";    ///< "none", "wrong-password", "unknown-user", "malformed"
  std::string challenge = "strongest";  ///< which of several of Digest is answered, or "last"
  std::string authorization = "right";  ///< how the Authorization field is spoiled
  std::string authorization_of = {};    ///< the answer whose request is shown once more
};

/// Puts Authorization into the request, where the choice and the profile want one. Inconclusive
/// where Digest is wanted and the peer has no challenge for it.
void show_credentials(HttpRequest& request, const CredentialChoice& choice, Stage& stage);

}  // namespace inquest
