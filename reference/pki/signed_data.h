#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/certs_only.h"
#include "reference/codec/result.h"
#include "reference/pki/certificate.h"
#include "reference/pki/key.h"

/// CMS SignedData (RFC 5652 5) around content of any type: made, read, verified.
namespace inquest {

/// Who signs, and how readers find the key: by issuer and serial number of a certificate, which is
/// carried along, or by these octets as subjectKeyIdentifier, for a key that nobody has certified
/// yet (RFC 5272 3.2).
struct CmsSigner {
  Key key;
  std::variant<Certificate, Bytes> identity;
};

/// Signs `content` of the type `content_type` (dotted) with the attributes that RFC 5652 5.3 wants
/// and no others. To be written by encode() of certs_only.h, where it can be spoiled before.
CertsOnly sign_data(std::string_view content_type, BytesView content, const CmsSigner& signer,
                    const std::vector<Certificate>& certificates = {});

/// IssuerAndSerialNumber
struct IssuerAndSerial {
  Bytes issuer;  ///< Name, whole element
  Bytes serial;  ///< INTEGER, whole element
  friend bool operator==(const IssuerAndSerial&, const IssuerAndSerial&) = default;
};

struct SignerInfo {
  std::variant<IssuerAndSerial, Bytes> identity;  ///< Bytes: subjectKeyIdentifier
  std::optional<Certificate> certificate;         ///< that of the SignedData which it names
  std::string digest_algorithm;                   ///< dotted
  std::optional<Bytes> signed_attributes;         ///< as signed: a SET, whole element
  Bytes signature_algorithm;                      ///< AlgorithmIdentifier, whole element
  Bytes signature;
};

struct SignedData {
  std::string content_type;  ///< eContentType, dotted
  std::optional<Bytes> content;
  std::vector<Certificate> certificates;
  std::vector<SignerInfo> signers;
  std::int64_t version = 0;
};

/// Reads a ContentInfo with SignedData in DER, or in whatever BER OpenSSL reads; certificates that
/// OpenSSL cannot read are an error. Signatures are not verified here.
Result<SignedData> decode_signed_data(BytesView input);

/// Why the signature of `signer`, one of those of `data`, does not verify under the
/// SubjectPublicKeyInfo `public_key`, or nothing when it does. Whether the key may be trusted is
/// another question.
std::optional<std::string> signature_defect(const SignedData& data, const SignerInfo& signer,
                                            BytesView public_key);
/// The same under the key of the certificate that the signer names.
std::optional<std::string> signature_defect(const SignedData& data, const SignerInfo& signer);

}  // namespace inquest
