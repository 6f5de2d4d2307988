#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/bytes.h"

typedef struct evp_pkey_st EVP_PKEY;

/// Private keys of every kind that EST peers use, and signatures with them.
namespace inquest {

/// Named as in scenario files: "rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384", "ec-p521",
/// "ed25519", "ed448"; or as OpenSSL names what only later versions of it have ("ml-dsa-65").
class KeyKind {
 public:
  /// Throws std::invalid_argument naming the known kinds.
  explicit KeyKind(std::string_view name);
  const std::string& name() const { return name_; }
  /// Those that are always there.
  static const std::vector<std::string>& names();
  /// In lower case, the other signature algorithms of the OpenSSL at hand that make keys without
  /// parameters of their own.
  static const std::vector<std::string>& further_names();
  friend bool operator==(const KeyKind&, const KeyKind&) = default;
  friend auto operator<=>(const KeyKind&, const KeyKind&) = default;

 private:
  std::string name_;
};

/// A private key with its public half. Cheap to copy: copies share one EVP_PKEY, which is never
/// changed after it was made.
class Key {
 public:
  static Key generate(const KeyKind& kind);
  /// Unencrypted PKCS#8 or traditional PEM. Throws OpensslError, also for keys that cannot sign as
  /// below (X25519, DSA, RSA keys bound to PSS...).
  static Key from_pem(std::string_view pem);

  /// PKCS#8, unencrypted. For files, use write_private_file() (atomic_file.h).
  std::string to_pem() const;
  Bytes to_pkcs8() const;
  /// SubjectPublicKeyInfo, whole element.
  Bytes public_key() const;

  /// The AlgorithmIdentifier (whole element) that sign() uses: SHA-256 with RSA PKCS#1 v1.5 and
  /// P-256, SHA-384 and SHA-512 with the larger curves, and pure EdDSA.
  Bytes signature_algorithm() const;
  /// The same RSA key, but sign() uses RSASSA-PSS with SHA-256 and 32 octets of salt. Nothing of it
  /// is in the PEM. Throws std::invalid_argument for a key that is not RSA.
  Key signing_by_pss() const;
  Bytes sign(BytesView message) const;
  /// The digest of sign(), dotted, for structures that name it apart; SHA-512 for EdDSA, which has
  /// none of its own.
  std::string digest_algorithm() const;

  /// Nothing when it is of a kind that cannot sign as above.
  static std::optional<Key> from_native(std::shared_ptr<EVP_PKEY> key);
  EVP_PKEY* native() const { return key_.get(); }
  explicit Key(std::shared_ptr<EVP_PKEY> key) : key_(std::move(key)) {}

 private:
  std::shared_ptr<EVP_PKEY> key_;
  bool pss_ = false;
};

/// Whether `signature` over `message` verifies under the SubjectPublicKeyInfo `public_key` with the
/// AlgorithmIdentifier `algorithm`: RSA (PKCS#1 v1.5 or PSS) and ECDSA with SHA-1 or SHA-2, and
/// EdDSA. False as well when any of them cannot be read, and for an empty message.
bool verify_signature(BytesView public_key, BytesView algorithm, BytesView message,
                      BytesView signature);

}  // namespace inquest
