#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "reference/codec/http1.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/moments.h"

/// HTTP Digest authentication (RFC 7616), which RFC 7030 3.2.3 allows beside Basic.
namespace inquest {

enum class DigestAlgorithm { md5, sha256 };
/// As in the algorithm parameter: "MD5", "SHA-256".
std::string_view name_of(DigestAlgorithm algorithm);

/// All that a response is computed from.
struct DigestInput {
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  bool session = false;  ///< the algorithm's "-sess" form
  std::string user;
  std::string realm;
  std::string password;
  std::string nonce;
  std::uint32_t count = 1;  ///< nc
  std::string cnonce;
  std::string qop;  ///< "auth"; empty: the form of RFC 2069, without nc and cnonce
  std::string method;
  std::string uri;
};
/// The response parameter, in hexadecimal (RFC 7616 3.4.1 to 3.4.3).
std::string digest_response(const DigestInput& input);

/// -- client --

/// The strongest Digest challenge that can be answered here, or nothing: MD5 and SHA-256 with or
/// without "-sess", qop "auth" or none at all.
std::optional<AuthWords> strongest_digest(const HttpResponse& response);
/// The Authorization field that answers it for this request, through moments::digest_input
/// (client_moments.h).
std::string digest_authorization(const AuthWords& challenge, const BasicCredentials& credentials,
                                 const HttpRequest& request, std::uint32_t count,
                                 const std::string& cnonce, const Deviations& deviations = {});

/// -- server --

/// The nonces that a server gave out, each good for a while and, count by count, once. Safe to use
/// from many threads.
class DigestNonces {
 public:
  /// `lifetime` in seconds. Of more than `most` nonces the oldest are forgotten, which makes them
  /// stale.
  explicit DigestNonces(std::int64_t lifetime = 300, std::size_t most = 10'000);
  std::string issue(std::int64_t now);
  enum class Use {
    fresh,
    stale,     ///< too old, or never given out
    replayed,  ///< with this count or a later one already
  };
  Use use(const std::string& nonce, std::uint32_t count, std::int64_t now);

 private:
  struct Given {
    std::int64_t at;
    std::uint32_t last_count;
  };
  void forget(std::int64_t now);

  std::int64_t lifetime_;
  std::size_t most_;
  std::mutex mutex_;
  std::map<std::string, Given> given_;
  std::multimap<std::int64_t, std::string> by_age_;
};

enum class DigestVerdict {
  absent,  ///< the request has no Digest credentials
  wrong,   ///< unknown user, wrong password, another request's, or unreadable
  stale,   ///< right, but for a nonce that is spent
  valid,
};
struct DigestCheck {
  DigestVerdict verdict = DigestVerdict::absent;
  std::string user;  ///< when valid
};
DigestCheck check_digest(const HttpRequest& request,
                         const std::map<std::string, std::string>& users, const std::string& realm,
                         DigestNonces& nonces, std::int64_t now);

/// The value of WWW-Authenticate.
std::string digest_challenge(DigestAlgorithm algorithm, const std::string& realm,
                             const std::string& nonce, bool stale);

}  // namespace inquest
