#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"
#include "reference/codec/result.h"

/// The degenerate, certificates-only form of CMS SignedData that EST calls a certs-only Simple PKI
/// Response (RFC 5272 4.1; RFC 5652 5.1): no content, no signer.
namespace inquest {

/// What a ContentInfo of type signedData holds. Fields beyond `certificates` are what a judge asks
/// about; for a correct value leave them as they are.
struct CertsOnly {
  std::vector<Bytes> certificates;       ///< each a whole Certificate, in the order sent
  std::int64_t version = 1;              ///< RFC 5652 5.1: 1 for id-data and no others
  std::vector<Bytes> digest_algorithms;  ///< whole elements
  std::string content_type = "1.2.840.113549.1.7.1";  ///< eContentType, dotted
  std::optional<Bytes> content;                       ///< eContent, if present
  std::vector<Bytes> other_certificates;  ///< CertificateChoices that are no Certificate
  std::vector<Bytes> crls;                ///< whole elements
  std::vector<Bytes> signers;             ///< SignerInfos, whole elements
};

/// ContentInfo { id-signedData, [0] SignedData { version, digestAlgorithms, encapContentInfo,
/// [0] certificates, [1] crls, signerInfos } }. Certificates are written in the order given, since
/// they are not sorted by most senders.
Element encode(const CertsOnly& certs);

/// Reads any SignedData with DER lengths; whether it is *certs-only* is for is_certs_only().
Result<CertsOnly> decode_certs_only(BytesView input);

/// Why `certs` is not a certs-only Simple PKI Response, or nothing when it is (content absent, no
/// signers, at least one certificate).
std::optional<std::string> certs_only_defect(const CertsOnly& certs);

}  // namespace inquest
