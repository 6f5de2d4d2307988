#pragma once
#include <string>
#include <string_view>

#include "reference/codec/algorithm_identifier.h"
#include "reference/codec/cmc.h"

/// The values of CMC controls (RFC 5272 6). Each reader wants a control of one value, and counts
/// offsets within it; which type the control bears is the caller's choice.
namespace inquest {

CmcControl cmc_control(BodyPartId id, std::string_view type, const Element& value);

/// TransactionId ::= INTEGER (6.6). The contents octets, so that a transaction may be told by any
/// number; a magnitude of one's own is written with a zero octet where its sign bit is set.
CmcControl transaction_id_control(BodyPartId id, BytesView magnitude);
Result<Bytes> transaction_id(const CmcControl& control);

/// The controls that are an OCTET STRING: senderNonce and recipientNonce (6.6), dataReturn (6.4),
/// regInfo and responseInfo (6.12), queryPending (6.13), popLinkRandom and popLinkWitness (6.3.1),
/// identityProof (6.2.2).
CmcControl octets_control(BodyPartId id, std::string_view type, Bytes octets);
Result<Bytes> control_octets(const CmcControl& control);

/// Identification ::= UTF8String (6.2.3); the octets, of which nothing is checked.
CmcControl identification_control(BodyPartId id, std::string_view text);
Result<Bytes> identification(const CmcControl& control);

/// IdentifyProofV2 ::= SEQUENCE { hashAlgID, macAlgID, witness OCTET STRING } (6.2.1), and of the
/// same form PopLinkWitnessV2 ::= SEQUENCE { keyGenAlgorithm, macAlgorithm, witness } (6.3.1.1)
struct SharedSecretWitness {
  AlgorithmIdentifier hash;  ///< makes the key out of the shared secret
  AlgorithmIdentifier mac;
  Bytes witness;
  friend bool operator==(const SharedSecretWitness&, const SharedSecretWitness&) = default;
};
CmcControl witness_control(BodyPartId id, std::string_view type,
                           const SharedSecretWitness& witness);
Result<SharedSecretWitness> control_witness(const CmcControl& control);

}  // namespace inquest
