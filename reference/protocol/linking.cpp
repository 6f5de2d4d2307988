#include "reference/protocol/linking.h"

#include "reference/codec/base64.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"

namespace inquest {

std::string linking_text(const TlsFacts& tls) {
  return encode_base64(tls.tls_unique.empty() ? tls.tls_exporter : tls.tls_unique);
}

Judgement judge_linking(const RequestInfo& info, const TlsFacts& tls, Linking policy, bool by_ra) {
  if (policy == Linking::ignored || by_ra) return std::nullopt;
  const auto expected = linking_text(tls);
  bool linked = false;
  for (const auto* type : {oids::challenge_password, oids::est_identity_linking}) {
    const auto* attribute = info.attribute(type);
    if (attribute == nullptr) continue;
    const auto text = challenge_text(*attribute);
    if (!text) return Refusal{400, "The attribute that links the request cannot be read.\n", {}};
    // RFC 7030 3.5: where it is there it is verified. RFC 7894 4: each independently.
    if (expected.empty() || !same_secret(expected, *text))
      return Refusal{403,
                     "The request is linked to another TLS connection: its challenge password is "
                     "not the channel binding of this one.\n",
                     {}};
    linked = true;
  }
  if (linked || policy == Linking::verified) return std::nullopt;
  return Refusal{403,
                 "Linking of identity and proof-of-possession is required: the request must bear "
                 "the channel binding of its TLS connection as challenge password.\n",
                 {}};
}

}  // namespace inquest
