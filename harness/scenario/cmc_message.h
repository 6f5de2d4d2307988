#pragma once
#include <optional>
#include <string>

#include "reference/codec/cmc.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/client.h"
#include "reference/protocol/full_cmc.h"

/// PKI Requests (RFC 5272 3.2) with whatever a case wants in them.
namespace inquest {

/// What a message is made of; what is not there is left out.
struct CmcContents {
  explicit CmcContents(Key to_certify) : key(std::move(to_certify)) {}
  RequestContents request;
  Key key;            ///< to be certified; it signs the request
  bool crmf = false;  ///< the request in the form of RFC 4211, and not PKCS#10
  std::optional<Bytes> transaction_id;
  std::optional<Bytes> nonce;
  std::optional<Bytes> data_return;
  std::optional<CmcSecret> secret;  ///< proves who asks, by the controls below
  enum class IdentityProof { none, v1, v2 } identity_proof = IdentityProof::none;
  std::optional<Bytes> pop_link_random;  ///< links the request to the secret
};

/// Signed by `signer`, or by the key itself, which the request then names by its
/// subjectKeyIdentifier (RFC 5272 3.2). Passes the moments of a CSR, cmc_request and
/// signed_cmc_request.
Bytes make_cmc_message(const CmcContents& contents, const std::optional<TlsIdentity>& signer,
                       const Deviations& deviations);

}  // namespace inquest
