#include "reference/protocol/client_credentials.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace inquest {
namespace {

/// RFC 7616 3.3: the flag is read whatever its case.
bool says_stale(const AuthWords& challenge) {
  const auto stale = challenge.find("stale").value_or("");
  return stale.size() == 4 && (stale[0] | 0x20) == 't';
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

ClientCredentials::ClientCredentials(std::optional<BasicCredentials> credentials)
    : credentials_(std::move(credentials)) {
  // RFC7617-2-03
  if (credentials_ &&
      (has_control_character(credentials_->user) || has_control_character(credentials_->password)))
    throw std::invalid_argument("a user name or a password with a control character");
}

// RFC7030-3.2.1-07, RFC7030-3.2.3-05, RFC7030-3.3.2-02, RFC7030-3.3.2-11: Digest and Basic, when
// the server asks for them.
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

// RFC7235-4.2-01
void ClientCredentials::sign(HttpRequest& request, const std::string& cnonce) {
  if (!credentials_) return;
  if (digest_)
    request.headers.set("Authorization",
                        // RFC7616-3.4-03, RFC7616-3.4-04: a cnonce, and the count of requests with
                        // this nonce.
                        digest_authorization(*digest_, *credentials_, request, ++count_, cnonce));
  else if (basic_)
    request.headers.set("Authorization",
                        basic_authorization(credentials_->user, credentials_->password));
}

}  // namespace inquest
