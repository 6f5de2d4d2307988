#include "reference/protocol/client_credentials.h"

namespace inquest {
namespace {

/// RFC 7616 3.3: the flag is read whatever its case.
bool says_stale(const AuthWords& challenge) {
  const auto stale = challenge.find("stale").value_or("");
  return stale.size() == 4 && (stale[0] | 0x20) == 't';
}

}  // namespace

bool ClientCredentials::take_up(const HttpResponse& response) {
  if (!credentials_) return false;
  if (auto challenge = strongest_digest(response)) {
    // A second challenge means a wrong password, unless it says that only the nonce was spent.
    if (digest_ && !says_stale(*challenge)) return false;
    digest_ = std::move(challenge);
    count_ = 0;
    return true;
  }
  if (basic_ || !asks_for(response, "basic")) return false;
  basic_ = true;
  return true;
}

void ClientCredentials::sign(HttpRequest& request, const std::string& cnonce) {
  if (!credentials_) return;
  if (digest_)
    request.headers.set("Authorization",
                        digest_authorization(*digest_, *credentials_, request, ++count_, cnonce));
  else if (basic_)
    request.headers.set("Authorization",
                        basic_authorization(credentials_->user, credentials_->password));
}

}  // namespace inquest
