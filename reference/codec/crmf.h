#pragma once
#include <optional>
#include <variant>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"
#include "reference/codec/extension.h"
#include "reference/codec/result.h"

/// Certificate requests of CRMF (RFC 4211), as far as full CMC carries them: RFC 5272 3.2.1.2.2
/// quotes CertReqMsg, CertRequest and CertTemplate.
namespace inquest {

/// CertTemplate ::= SEQUENCE {
///   version [0], serialNumber [1], signingAlg [2], issuer [3] Name, validity [4], subject [5]
///   Name, publicKey [6] SubjectPublicKeyInfo, issuerUID [7], subjectUID [8], extensions [9]
///   Extensions }
/// each OPTIONAL; a Name, being a CHOICE, is tagged explicitly.
struct CertTemplate {
  std::optional<Bytes> issuer;      ///< a Name, whole element
  std::optional<Bytes> subject;     ///< a Name, whole element
  std::optional<Bytes> public_key;  ///< a SubjectPublicKeyInfo, whole element, tagged SEQUENCE
  std::optional<std::vector<Extension>> extensions;
  std::vector<Bytes> others;  ///< the fields not named here, whole elements with their tags
};

/// CertRequest ::= SEQUENCE { certReqId INTEGER, certTemplate, controls SEQUENCE OF ANY OPTIONAL }
struct CertRequest {
  std::int64_t id = 0;
  CertTemplate wanted;
  std::vector<Bytes> controls;  ///< AttributeTypeAndValues, whole elements
};

/// ProofOfPossession ::= CHOICE { raVerified [0] NULL, signature [1] POPOSigningKey,
///   keyEncipherment [2] POPOPrivKey, keyAgreement [3] POPOPrivKey }
struct PossessionRaVerified {};
/// POPOSigningKey ::= SEQUENCE { poposkInput [0] OPTIONAL, algorithmIdentifier, signature }
struct PossessionSignature {
  std::optional<Bytes> input;  ///< whole element with its tag; RFC 5272 3.2.1.2.2: MUST NOT be used
  Bytes algorithm;             ///< an AlgorithmIdentifier, whole element
  Bytes signature;             ///< the bits; over request_der when there is no input
};
/// POPOPrivKey ::= CHOICE { thisMessage [0], subsequentMessage [1], dhMAC [2], agreeMAC [3],
///   encryptedKey [4] }
struct PossessionOfKeyForEncipherment {
  Bytes method;  ///< whole element with its tag
};
struct PossessionOfKeyForAgreement {
  Bytes method;  ///< whole element with its tag
};
using ProofOfPossession = std::variant<PossessionRaVerified, PossessionSignature,
                                       PossessionOfKeyForEncipherment, PossessionOfKeyForAgreement>;

/// CertReqMsg ::= SEQUENCE {
///   certReq CertRequest, popo ProofOfPossession OPTIONAL,
///   regInfo SEQUENCE SIZE(1..MAX) OF AttributeTypeAndValue OPTIONAL }
struct CertRequestMessage {
  CertRequest request;
  Bytes request_der;  ///< the octets of `request`, as they came; written as they are
  std::optional<ProofOfPossession> proof;
  std::vector<Bytes>
      registration;  ///< regInfo, whole elements; RFC 5272 3.2.1.2.2: MUST NOT be used
};

/// The method by which an enciphering key is proven later, by decrypting a challenge:
/// subsequentMessage with challengeResp (1).
Bytes challenge_response_follows();

/// The CertRequest that is to be signed.
Element encode(const CertRequest& request);
Element encode(const CertRequestMessage& message);
Result<CertRequestMessage> decode_cert_request_message(BytesView input);
/// The fields of the SEQUENCE that `fields` reads, whatever its tag was.
CertRequestMessage read_cert_request_message(Cursor& fields);

}  // namespace inquest
