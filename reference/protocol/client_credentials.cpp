#include "reference/protocol/client_credentials.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "reference/protocol/client_moments.h"

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

ClientCredentials::ClientCredentials(std::optional<BasicCredentials> credentials,
                                     const Deviations& deviations)
    : credentials_(std::move(credentials)), deviations_(deviations) {
  // RFC7617-2-03
  if (credentials_ &&
      (has_control_character(credentials_->user) || has_control_character(credentials_->password)))
    throw std::invalid_argument("a user name or a password with a control character");
}

// RFC7030-3.2.1-07, RFC7030-3.2.3-05, RFC7030-3.3.2-02, RFC7030-3.3.2-11: Digest and Basic, when
// the server asks for them.
bool ClientCredentials::take_up(const HttpResponse& response) {
  if (!credentials_) return false;
  ChallengeTaken taken{&response, digest_ || basic_, strongest_digest(response), false};
  taken.basic = !taken.digest && !taken.answered_before && asks_for(response, "basic");
  // A second challenge means a wrong password, unless it says that only the nonce was spent.
  if (taken.digest && digest_ && !says_stale(*taken.digest)) taken.digest.reset();
  taken = deviations_.at(moments::challenge_taken, std::move(taken));
  if (!taken.digest && !taken.basic) return false;
  basic_ = !taken.digest;
  digest_ = std::move(taken.digest);
  count_ = 0;
  return true;
}

// RFC7235-4.2-01
void ClientCredentials::sign(HttpRequest& request, const std::string& cnonce) {
  if (!credentials_) return;
  if (digest_)
    request.headers.set(
        "Authorization",
        // RFC7616-3.4-03, RFC7616-3.4-04: a cnonce, and the count of requests with
        // this nonce.
        digest_authorization(*digest_, *credentials_, request, ++count_, cnonce, deviations_));
  else if (basic_)
    request.headers.set("Authorization",
                        basic_authorization(credentials_->user, credentials_->password));
}

}  // namespace inquest
