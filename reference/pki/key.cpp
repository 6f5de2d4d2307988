#include "reference/pki/key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/der.h"
#include "reference/codec/nearest.h"
#include "reference/codec/oids.h"
#include "reference/pki/memory_bio.h"
#include "reference/pki/repeatable_signature.h"

namespace inquest {
namespace {

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key, const std::string& doing) {
  if (key == nullptr) throw OpensslError(doing);
  return {key, EVP_PKEY_free};
}

/// Keys of no type that OpenSSL knew of old are those of further_names().
bool can_sign(const EVP_PKEY* key) {
  const int kind = EVP_PKEY_get_base_id(key);
  return kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC || kind == EVP_PKEY_ED25519 ||
         kind == EVP_PKEY_ED448 || (kind == EVP_PKEY_KEYMGMT && EVP_PKEY_can_sign(key) == 1);
}

EVP_PKEY* generate_native(const std::string& kind) {
  if (kind.starts_with("rsa-"))
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA",
                             static_cast<std::size_t>(std::stoul(kind.substr(4))));
  if (kind == "ec-p256") return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  if (kind == "ec-p384") return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
  if (kind == "ec-p521") return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521");
  // EVP_PKEY_Q_keygen() knows the names of its day alone.
  const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, kind.c_str(), nullptr));
  EVP_PKEY* key = nullptr;
  if (context && EVP_PKEY_keygen_init(context.get()) == 1) EVP_PKEY_generate(context.get(), &key);
  return key;
}

/// The digest that a key of ours signs with; nullptr where the algorithm brings its own.
const char* digest_for(const EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_EC:
      return bits > 384 ? "SHA512" : bits > 256 ? "SHA384" : "SHA256";
    case EVP_PKEY_RSA:
      return "SHA256";
    default:
      return nullptr;
  }
}

DigestContextPtr ready_to_sign(EVP_PKEY* key, bool pss) {
  DigestContextPtr context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* details = nullptr;
  if (!context || EVP_DigestSignInit_ex(context.get(), &details, digest_for(key), nullptr, nullptr,
                                        key, nullptr) != 1)
    throw OpensslError("preparing a signature");
  if (pss && (EVP_PKEY_CTX_set_rsa_padding(details, RSA_PKCS1_PSS_PADDING) != 1 ||
              EVP_PKEY_CTX_set_rsa_pss_saltlen(details, RSA_PSS_SALTLEN_DIGEST) != 1))
    throw OpensslError("preparing a signature by RSASSA-PSS");
  return context;
}

/// Whether a provider makes keys by the name of a signature algorithm.
bool makes_keys(const char* name) {
  EVP_KEYMGMT* management = EVP_KEYMGMT_fetch(nullptr, name, nullptr);
  EVP_KEYMGMT_free(management);
  ERR_clear_error();
  return management != nullptr;
}

std::vector<std::string> find_further_names() {
  // Ours by other names, what signs no certificate, and what wants parameters first.
  static const std::set<std::string> others{"rsa",  "ecdsa",   "ed25519",  "ed448", "dsa",
                                            "hmac", "siphash", "poly1305", "cmac",  "sm2"};
  std::vector<std::string> found;
  EVP_SIGNATURE_do_all_provided(
      nullptr,
      [](EVP_SIGNATURE* signature, void* list) {
        std::string name = EVP_SIGNATURE_get0_name(signature);
        if (!makes_keys(name.c_str())) return;
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (!others.contains(name)) static_cast<std::vector<std::string>*>(list)->push_back(name);
      },
      &found);
  std::sort(found.begin(), found.end());
  return found;
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
  auto known = names();
  known.insert(known.end(), further_names().begin(), further_names().end());
  if (std::find(known.begin(), known.end(), name_) != known.end()) return;
  throw std::invalid_argument(unknown_word("kind of key", name, known) + "; the library is " +
                              OpenSSL_version(OPENSSL_VERSION));
}

const std::vector<std::string>& KeyKind::further_names() {
  static const auto found = find_further_names();
  return found;
}

const std::vector<std::string>& KeyKind::names() {
  static const std::vector<std::string> all{"rsa-2048", "rsa-3072", "rsa-4096", "ec-p256",
                                            "ec-p384",  "ec-p521",  "ed25519",  "ed448"};
  return all;
}

// RFC7030-4.4-10: by OpenSSL's generator, a new one at each call.
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

Key Key::signing_by_pss() const {
  if (EVP_PKEY_get_base_id(native()) != EVP_PKEY_RSA)
    throw std::invalid_argument("only RSA keys sign by RSASSA-PSS");
  auto same = *this;
  same.pss_ = true;
  return same;
}

Bytes Key::signature_algorithm() const {
  const auto context = ready_to_sign(native(), pss_);
  Bytes identifier(256);
  OSSL_PARAM parameters[]{
      OSSL_PARAM_construct_octet_string(OSSL_SIGNATURE_PARAM_ALGORITHM_ID, identifier.data(),
                                        identifier.size()),
      OSSL_PARAM_construct_end(),
  };
  if (EVP_PKEY_CTX_get_params(EVP_MD_CTX_get_pkey_ctx(context.get()), parameters) != 1)
    throw OpensslError("naming a signature algorithm");
  identifier.resize(parameters[0].return_size);
  return identifier;
}

Bytes Key::sign(BytesView message) const {
  if (EVP_PKEY_get_base_id(native()) == EVP_PKEY_EC)
    return sign_repeatably(native(), digest_for(native()), message);
  const auto context = ready_to_sign(native(), pss_);
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
  const auto* digest = digest_for(native());
  char dotted[64];
  const auto* name = OBJ_nid2obj(OBJ_sn2nid(digest == nullptr ? "SHA512" : digest));
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
