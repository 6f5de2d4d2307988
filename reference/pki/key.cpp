#include "reference/pki/key.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"
#include "reference/codec/nearest.h"
#include "reference/codec/oids.h"
#include "reference/pki/memory_bio.h"

namespace inquest {
namespace {

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key, const std::string& doing) {
  if (key == nullptr) throw OpensslError(doing);
  return {key, EVP_PKEY_free};
}

bool can_sign(const EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key);
  return kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC || kind == EVP_PKEY_ED25519 ||
         kind == EVP_PKEY_ED448;
}

EVP_PKEY* generate_native(const std::string& kind) {
  if (kind.starts_with("rsa-"))
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA",
                             static_cast<std::size_t>(std::stoul(kind.substr(4))));
  if (kind == "ec-p256") return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  if (kind == "ec-p384") return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
  if (kind == "ec-p521") return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521");
  return EVP_PKEY_Q_keygen(nullptr, nullptr, kind == "ed25519" ? "ED25519" : "ED448");
}

/// How a key of ours signs: the digest (nullptr for EdDSA) and the algorithm's identifier.
struct Signing {
  const EVP_MD* digest;
  const char* algorithm;
  bool null_parameters;
};

Signing signing_of(EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return {nullptr, "1.3.101.112", false};
    case EVP_PKEY_ED448:
      return {nullptr, "1.3.101.113", false};
    case EVP_PKEY_EC: {
      const int bits = EVP_PKEY_get_bits(key);
      if (bits > 384) return {EVP_sha512(), "1.2.840.10045.4.3.4", false};
      if (bits > 256) return {EVP_sha384(), "1.2.840.10045.4.3.3", false};
      return {EVP_sha256(), "1.2.840.10045.4.3.2", false};
    }
    default:
      return {EVP_sha256(), "1.2.840.113549.1.1.11", true};
  }
}

using AlgorithmPtr = std::unique_ptr<X509_ALGOR, OpensslDeleter<X509_ALGOR_free>>;
using BitStringPtr = std::unique_ptr<ASN1_BIT_STRING, OpensslDeleter<ASN1_BIT_STRING_free>>;
using AnyPtr = std::unique_ptr<ASN1_TYPE, OpensslDeleter<ASN1_TYPE_free>>;

BitStringPtr whole_octets(BytesView octets) {
  BitStringPtr bits(ASN1_BIT_STRING_new());
  if (!bits || ASN1_STRING_set(bits.get(), octets.data(), static_cast<int>(octets.size())) != 1)
    throw OpensslError("taking over a signature");
  bits->flags |= ASN1_STRING_FLAG_BITS_LEFT;  // none unused, whatever the last octet is
  return bits;
}

/// An ASN.1 value that OpenSSL "encodes" as exactly these octets, since ASN1_item_verify(), which
/// knows every algorithm and its parameters, hashes only what it has encoded itself.
AnyPtr encoded_already(BytesView octets) {
  AnyPtr value(ASN1_TYPE_new());
  auto* string = ASN1_STRING_type_new(V_ASN1_OTHER);
  if (!value || string == nullptr ||
      ASN1_STRING_set(string, octets.data(), static_cast<int>(octets.size())) != 1) {
    ASN1_STRING_free(string);
    throw OpensslError("taking over a message");
  }
  ASN1_TYPE_set(value.get(), V_ASN1_OTHER, string);
  return value;
}

}  // namespace

KeyKind::KeyKind(std::string_view name) : name_(name) {
  if (std::find(names().begin(), names().end(), name_) == names().end())
    throw std::invalid_argument(unknown_word("kind of key", name, names()));
}

const std::vector<std::string>& KeyKind::names() {
  static const std::vector<std::string> all{"rsa-2048", "rsa-3072", "rsa-4096", "ec-p256",
                                            "ec-p384",  "ec-p521",  "ed25519",  "ed448"};
  return all;
}

Key Key::generate(const KeyKind& kind) {
  return Key(shared(generate_native(kind.name()), "generating a key of kind " + kind.name()));
}

Key Key::from_pem(std::string_view pem) {
  const auto bio = reading_bio(pem);
  // A key with a passphrase would make OpenSSL ask the terminal: we answer with none.
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  auto key = shared(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr),
                    "reading a private key (PEM, unencrypted)");
  ERR_clear_error();  // looking past other blocks of the PEM leaves some
  if (auto read = from_native(std::move(key))) return *std::move(read);
  ERR_raise(ERR_LIB_EVP, EVP_R_UNSUPPORTED_KEY_TYPE);
  throw OpensslError("reading a private key (PEM) of kind RSA, EC, Ed25519 or Ed448");
}

std::optional<Key> Key::from_native(std::shared_ptr<EVP_PKEY> key) {
  if (!can_sign(key.get())) return std::nullopt;
  return Key(std::move(key));
}

std::string Key::to_pem() const {
  const auto bio = writing_bio();
  if (PEM_write_bio_PKCS8PrivateKey(bio.get(), native(), nullptr, nullptr, 0, nullptr, nullptr) !=
      1)
    throw OpensslError("writing a private key");
  return written(bio.get());
}

Bytes Key::to_pkcs8() const {
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>> info(
      EVP_PKEY2PKCS8(native()));
  if (!info) throw OpensslError("writing a private key as PKCS#8");
  return der_of(info.get(), i2d_PKCS8_PRIV_KEY_INFO, "a private key");
}

Bytes Key::public_key() const { return der_of(native(), i2d_PUBKEY, "a public key"); }

Bytes Key::signature_algorithm() const {
  const auto signing = signing_of(native());
  std::vector<Element> fields{oid(signing.algorithm)};
  if (signing.null_parameters) fields.push_back(null());
  return encode(sequence(std::move(fields)));
}

Bytes Key::sign(BytesView message) const {
  const DigestContextPtr context(EVP_MD_CTX_new());
  const auto* digest = signing_of(native()).digest;
  if (!context || EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, native()) != 1)
    throw OpensslError("preparing a signature");
  std::size_t length = 0;
  if (EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()) != 1)
    throw OpensslError("signing");
  Bytes signature(length);
  if (EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) != 1)
    throw OpensslError("signing");
  signature.resize(length);
  return signature;
}

std::string Key::digest_algorithm() const {
  const auto* digest = signing_of(native()).digest;
  const auto* name = OBJ_nid2obj(EVP_MD_get_type(digest == nullptr ? EVP_sha512() : digest));
  char dotted[64];
  OBJ_obj2txt(dotted, sizeof dotted, name, 1);
  return dotted;
}

bool verify_signature(BytesView public_key, BytesView algorithm, BytesView message,
                      BytesView signature) {
  const unsigned char* at = public_key.data();
  const PkeyPtr key(d2i_PUBKEY(nullptr, &at, static_cast<long>(public_key.size())));
  bool verified = key && at == public_key.data() + public_key.size();
  at = algorithm.data();
  const AlgorithmPtr identifier(d2i_X509_ALGOR(nullptr, &at, static_cast<long>(algorithm.size())));
  verified = verified && identifier && at == algorithm.data() + algorithm.size();
  if (verified) {
    const auto bits = whole_octets(signature);
    const auto value = encoded_already(message);
    verified = ASN1_item_verify(ASN1_ITEM_rptr(ASN1_ANY), identifier.get(), bits.get(), value.get(),
                                key.get()) == 1;
  }
  ERR_clear_error();
  return verified;
}

}  // namespace inquest
