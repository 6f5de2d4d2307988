#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "reference/protocol/digest.h"
#include "reference/protocol/moments.h"

/// A client's answers to HTTP authentication challenges (RFC 7235 2.1, RFC 7030 3.2.3): Digest
/// where it is offered, the strongest first, else Basic.
namespace inquest {

/// For one server; holds what was agreed on, so that later requests bear credentials unasked.
class ClientCredentials {
 public:
  /// Throws std::invalid_argument for a user name or password with control characters.
  explicit ClientCredentials(std::optional<BasicCredentials> credentials,
                             const Deviations& deviations = {});

  /// Sends Basic without waiting for a challenge, for servers that do not ask.
  void offer_basic_unasked() { basic_ = credentials_ && !digest_; }

  /// Takes up the challenge of a 401. False when there is nothing new to answer: no credentials, no
  /// scheme that is known here, or the server did not take what it was given.
  bool take_up(const HttpResponse& response);

  /// Adds Authorization, as agreed. `cnonce` is drawn anew for each request (RFC 7616 3.4).
  void sign(HttpRequest& request, const std::string& cnonce);

 private:
  std::optional<BasicCredentials> credentials_;
  Deviations deviations_;
  bool basic_ = false;
  std::optional<AuthWords> digest_;
  std::uint32_t count_ = 0;
};

}  // namespace inquest
