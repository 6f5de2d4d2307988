#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"
#include "reference/codec/pkcs10.h"
#include "reference/codec/result.h"
#include "reference/pki/key.h"

typedef struct x509_st X509;

/// X.509 certificates (RFC 5280): read by OpenSSL, asked by us; and made to order.
namespace inquest {

/// A certificate that OpenSSL could read. Cheap to copy; immutable; safe to share among threads.
class Certificate {
 public:
  /// DER; trailing bytes are an error.
  static Result<Certificate> decode(BytesView der);
  /// Throws OpensslError.
  static Certificate from_pem(std::string_view pem);
  /// Shares the object.
  static Certificate from_native(X509* x509);

  const Bytes& der() const { return *der_; }
  std::string to_pem() const;
  Bytes subject() const;  ///< Name, whole element
  Bytes issuer() const;   ///< Name, whole element
  std::string subject_text() const;
  std::string issuer_text() const;
  Bytes public_key() const;  ///< SubjectPublicKeyInfo, whole element
  std::string serial_hex() const;
  int version() const;              ///< 3 for v3
  std::int64_t not_before() const;  ///< seconds since 1970 UTC; 0 when it is no time
  std::int64_t not_after() const;   ///< likewise
  /// The (first) extension with that dotted id.
  std::optional<Extension> extension(std::string_view id) const;
  std::vector<Extension> extensions() const;
  bool is_ca() const;        ///< basicConstraints says so
  bool self_signed() const;  ///< subject equals issuer and the signature verifies under its own key
  bool issued_by(const Certificate& issuer) const;  ///< names match and the signature verifies
  /// "sha256:0123..." over the DER.
  std::string fingerprint() const;

  X509* native() const { return x509_.get(); }

 private:
  std::shared_ptr<X509> x509_;
  std::shared_ptr<const Bytes> der_;
};

/// All certificates of a PEM text, in order. Throws OpensslError when there is none or one is bad.
std::vector<Certificate> certificates_from_pem(std::string_view pem);

/// What to put into a certificate: valid by default; say only what differs.
struct CertificateTemplate {
  int version = 3;
  Bytes serial;      ///< big-endian magnitude; empty: 16 random bytes, the first below 0x80
  Bytes subject;     ///< Name, whole element
  Bytes public_key;  ///< SubjectPublicKeyInfo, whole element
  std::int64_t not_before = 0;  ///< seconds since 1970
  std::int64_t not_after = 0;
  std::vector<Extension> extensions;
};

/// Signs with `issuer_key` in the name `issuer` (a Name). Works on DER alone, so that nothing is
/// refused or put right: a template can be as wrong as a test wants it.
Bytes issue_certificate(const CertificateTemplate& contents, BytesView issuer,
                        const Key& issuer_key);

/// The two halves of issue_certificate(), for deviations that no template can say: the tree of the
/// TBSCertificate ([0] version unless it is 1, then serial, signature, issuer, validity, subject,
/// key, [3] extensions unless there are none), and the certificate that its encoding becomes.
Element to_be_signed(const CertificateTemplate& contents, BytesView issuer, const Key& issuer_key);
Bytes sign_certificate(const Element& to_be_signed, const Key& issuer_key);

// -- extension values, whole Extension values ready for a template --
namespace extensions {
Extension basic_constraints(bool ca, std::optional<int> path_length = std::nullopt);
/// Bit names of RFC 5280 4.2.1.3: {"digitalSignature", "keyCertSign"}.
Extension key_usage(const std::vector<std::string>& bits);
/// Dotted OIDs.
Extension extended_key_usage(const std::vector<std::string>& purposes);
/// "DNS:host", "IP:127.0.0.1", "email:a@b", "URI:..."
Extension subject_alt_name(const std::vector<std::string>& names, bool critical = false);
Extension subject_key_identifier(BytesView public_key);
Extension authority_key_identifier(BytesView issuer_public_key);
}  // namespace extensions

}  // namespace inquest
