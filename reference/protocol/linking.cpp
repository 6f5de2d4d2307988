#include "reference/protocol/linking.h"

#include "reference/codec/base64.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"

namespace inquest {

// RFC7030-3.5-06, RFC7030-3.5-09, RFC9266-3-01
std::string linking_text(const TlsFacts& tls) {
  return encode_base64(tls.tls_unique.empty() ? tls.tls_exporter : tls.tls_unique);
}

Judgement judge_linking(const RequestInfo& info, const TlsFacts& tls, Linking policy, bool by_ra) {
  // RFC7030-3.7-05, RFC7894-4-08
  if (policy == Linking::ignored || by_ra) return std::nullopt;
  const auto expected = linking_text(tls);
  bool linked = false;
  for (const auto* type : {oids::challenge_password, oids::est_identity_linking}) {
    const auto* attribute = info.attribute(type);
    // RFC7030-3.5-11
    if (attribute == nullptr) continue;
    const auto text = challenge_text(*attribute);
    if (!text) return Refusal{400, "The attribute that links the request cannot be read.\n", {}};
    // RFC7030-3.5-04, RFC7030-4.2-09, RFC7894-4-06, RFC7894-4-07, RFC7894-3.3-01: where it is there
    // it is verified, each by itself.
    if (expected.empty() || !same_secret(expected, *text))
      return Refusal{403,
                     "The request is linked to another TLS connection: its challenge password is "
                     "not the channel binding of this one.\n",
                     {}};
    linked = true;
  }
  // RFC7030-3.5-01, RFC7030-3.5-05
  if (linked || policy == Linking::verified) return std::nullopt;
  return Refusal{403,
                 // RFC7030-3.5-15
                 "Linking of identity and proof-of-possession is required: the request must bear "
                 "the channel binding of its TLS connection as challenge password.\n",
                 {}};
}

}  // namespace inquest
