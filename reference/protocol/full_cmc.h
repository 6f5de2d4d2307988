#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "reference/codec/cmc.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/client.h"
#include "reference/protocol/server.h"

/// POST /fullcmc (RFC 7030 4.3, RFC 5272) at both peers.
namespace inquest {

// -- server --

/// A Full PKI Response for every PKI Request that can be read as one: 200 when everything in it was
/// done, and 400 or 403 with a CMC error else. Understood are PKCS#10 and CRMF requests, the
/// controls transactionId, senderNonce, identification and identityProofV2. The message is signed
/// by an RA, by a certificate that could authenticate in TLS, or by the key of a request in it.
HttpResponse answer_full_cmc(const HttpRequest& request, const TlsFacts& tls,
                             const ServerPolicy& policy, const Deviations& deviations,
                             std::int64_t now);

// -- client --

/// What binds an answer to its request (RFC 5272 6.6).
struct CmcTransaction {
  Bytes id;     ///< magnitude of the transaction's number
  Bytes nonce;  ///< of the sender
};

/// A shared secret that proves who asks (RFC 5272 6.2.1).
struct CmcSecret {
  std::string identification;
  std::string secret;
};

/// A PKI Request for one PKCS#10 request, signed by `signer`.
Bytes make_cmc_request(BytesView csr, const CmsSigner& signer, const CmcTransaction& transaction,
                       const std::optional<CmcSecret>& secret = std::nullopt);

HttpRequest full_cmc_request(BytesView message, const HttpOptions& options,
                             const Deviations& deviations);

/// The certificate issued for `key`: the response is signed by one whose certificate leads to
/// `anchors` (unless these are empty), is of this transaction, and says success. A Simple PKI
/// Response is accepted as well (RFC 7030 4.3.2).
Accepted<Certificate> accept_full_cmc(const HttpResponse& response, const Key& key,
                                      const CmcTransaction& transaction,
                                      const TrustAnchors& anchors, std::int64_t now);

}  // namespace inquest
