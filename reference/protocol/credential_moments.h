#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/pkcs10.h"
#include "reference/protocol/digest.h"
#include "reference/protocol/moments.h"

/// The moments of what makes a client known, and of what links its request to its connection.
namespace inquest {

/// What there is to say of Digest credentials, but for their nonce. All must be so.
struct DigestFindings {
  const HttpRequest* request = nullptr;
  bool complete = false;        ///< every parameter is there, in form, and as it was offered
  bool same_realm = false;      ///< as in the challenge
  bool known_user = false;      ///< there is such a user
  bool right_response = false;  ///< the digest is what the user's password gives
  bool all() const { return complete && same_realm && known_user && right_response; }
};

/// By what a request says that it is linked to its connection.
struct LinkingClaims {
  const RequestInfo* info;
  const TlsFacts* tls;
  std::string expected;  ///< the channel binding in base64; empty where there is none
  struct Claim {
    std::string attribute;            ///< its type, dotted
    std::optional<std::string> text;  ///< nothing where it cannot be read
  };
  std::vector<Claim> claims;
};

namespace moments {

inline constexpr Moment<Judgement> digest_target{
    "digest-target", "the uri of Digest credentials was compared with the request's target"};
inline constexpr Moment<DigestFindings> digest_findings{
    "digest-findings", "Digest credentials were looked at, but for their nonce"};
inline constexpr Moment<DigestNonces::Use> digest_nonce_use{
    "digest-nonce-use", "whether the nonce of right Digest credentials may be used was looked up"};
inline constexpr Moment<LinkingClaims> linking_claims{
    "linking-claims", "what should link the request was read, and will be compared"};

}  // namespace moments
}  // namespace inquest
