#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/attribute.h"
#include "reference/codec/bytes.h"
#include "reference/codec/der.h"
#include "reference/codec/extension.h"
#include "reference/codec/result.h"

/// PKCS#10 certification requests (RFC 2986), both directions.
namespace inquest {

/// CertificationRequestInfo ::= SEQUENCE { version, subject, subjectPKInfo, attributes [0] }
struct RequestInfo {
  std::int64_t version = 0;
  Bytes subject;     ///< a Name, whole element
  Bytes public_key;  ///< a SubjectPublicKeyInfo, whole element
  std::vector<Attribute> attributes;

  const Attribute* attribute(std::string_view type) const;
};

/// CertificationRequest ::= SEQUENCE { info, signatureAlgorithm, signature BIT STRING }
struct CertificationRequest {
  RequestInfo info;
  Bytes info_der;             ///< the octets that the signature covers, as they came
  Bytes signature_algorithm;  ///< an AlgorithmIdentifier, whole element
  Bytes signature;            ///< the bits
};

/// The tree whose encoding is to be signed: [0] version, [1] subject, [2] key, [3] attributes.
Element encode(const RequestInfo& info);
/// [0] info, [1] signatureAlgorithm, [2] signature. `info_der` is written as it is.
Element encode(const CertificationRequest& request);

/// Strict DER; trailing bytes are an error. The signature is not verified here (pki does).
Result<CertificationRequest> decode_certification_request(BytesView input);
/// The request that comes next, for decoders of structures that hold one.
CertificationRequest read_certification_request(Cursor& in);

/// The extensions of an extensionRequest attribute; none when the attribute is absent.
Result<std::vector<Extension>> requested_extensions(const RequestInfo& info);
/// The attribute that requests them.
Attribute extension_request(const std::vector<Extension>& extensions);

}  // namespace inquest
