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
/// done, 202 while it waits for approval, and 400 or 403 with a CMC error else. Understood are
/// PKCS#10 and CRMF requests, the controls transactionId, senderNonce, identification,
/// identityProofV2 and identityProof, popLinkRandom with its witnesses in the requests,
/// dataReturn and queryPending. The message
/// is signed by an RA, by a certificate that could authenticate in TLS, or by the key of a request
/// in it.
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

/// The attribute that links a request to who knows the secret: it goes into the PKCS#10 request
/// before that is signed, and `random` beside it into the message (RFC 5272 6.3.1.1).
Attribute pop_link_witness(const CmcSecret& secret, BytesView random);

/// What a PKI Request holds beside its request.
struct CmcRequestOptions {
  std::optional<CmcSecret> secret;  ///< for an identity proof
  Bytes link_random;                ///< of pop_link_witness(); empty: the request has none
};
/// A PKI Request for one PKCS#10 request, signed by `signer`, through the moments cmc_request and
/// signed_cmc_request.
Bytes make_cmc_request(BytesView csr, const CmsSigner& signer, const CmcTransaction& transaction,
                       const CmcRequestOptions& options = {}, const Deviations& deviations = {});
/// One that asks what became of another, whose answer had this token (RFC 5272 6.13).
Bytes make_cmc_query(BytesView token, const CmsSigner& signer, const CmcTransaction& transaction,
                     const Deviations& deviations = {});

HttpRequest full_cmc_request(BytesView message, const HttpOptions& options,
                             const Deviations& deviations);

/// The certificate issued for `key`: the response is signed by one whose certificate leads to
/// `anchors` (unless these are empty), is of this transaction, and says success. A Simple PKI
/// Response is accepted as well (RFC 7030 4.3.2). One that waits is told as retry_later, with the
/// token to ask by where the server gave one. Through the moments answer_octets, cmc_findings and
/// own_certificate (client_moments.h).
Accepted<Certificate> accept_full_cmc(const HttpResponse& response, const Key& key,
                                      const CmcTransaction& transaction,
                                      const TrustAnchors& anchors, std::int64_t now,
                                      const Deviations& deviations = {});

}  // namespace inquest
