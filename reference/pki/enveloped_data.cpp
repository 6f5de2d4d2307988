#include "reference/pki/enveloped_data.h"

#include <openssl/cms.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/pki/memory_bio.h"
#include "reference/pki/openssl.h"

namespace inquest {
namespace {

using CmsPtr = std::unique_ptr<CMS_ContentInfo, OpensslDeleter<CMS_ContentInfo_free>>;

/// AES in the uses that CMS makes of it, by the octets of its key.
struct Aes {
  std::size_t octets;
  const char* cbc;
  const char* gcm;
  const char* wrap;
};
constexpr std::array sizes{
    Aes{16, "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.6", "2.16.840.1.101.3.4.1.5"},
    Aes{24, "2.16.840.1.101.3.4.1.22", "2.16.840.1.101.3.4.1.26", "2.16.840.1.101.3.4.1.25"},
    Aes{32, "2.16.840.1.101.3.4.1.42", "2.16.840.1.101.3.4.1.46", "2.16.840.1.101.3.4.1.45"},
};

/// What a sender decided.
struct Choice {
  const char* content = nullptr;
  const char* wrap = nullptr;  ///< for shared and for agreed keys
  bool oaep = false;           ///< for RSA
};

bool names(const Capabilities& capabilities, std::string_view id) {
  return std::find(capabilities.begin(), capabilities.end(), id) != capabilities.end();
}

/// The size whose `use` comes first in the list.
const Aes* first_named(const Capabilities& capabilities, const char* Aes::*use) {
  for (const auto& id : capabilities)
    for (const auto& size : sizes)
      if (id == size.*use) return &size;
  return nullptr;
}

// RFC7030-4.4.2-15, RFC7030-4.4.2-21: AES, of the strength that the client prefers.
const char* content_algorithm(const Capabilities& capabilities) {
  if (const auto* size = first_named(capabilities, &Aes::cbc)) return size->cbc;
  if (const auto* size = first_named(capabilities, &Aes::gcm)) return size->gcm;
  if (const auto* size = first_named(capabilities, &Aes::wrap)) return size->cbc;
  return nullptr;
}

/// A sender's decision, or why there is none to take.
using Decision = std::variant<Choice, std::string>;

Decision decide(const SharedKey& shared, const Capabilities& capabilities, Choice choice) {
  const auto* const size = std::find_if(sizes.begin(), sizes.end(), [&](const Aes& each) {
    return each.octets == shared.key.size();
  });
  if (size == sizes.end())
    return "a shared key of " + std::to_string(shared.key.size()) + " octets is none for AES";
  choice.wrap = size->wrap;
  // RFC7030-4.4.2-13
  if (first_named(capabilities, &Aes::wrap) != nullptr && !names(capabilities, choice.wrap))
    return "no key wrap algorithm in common: the shared key is for " + std::string(choice.wrap);
  return choice;
}

// RFC7030-4.4.2-19
Decision decide_for_rsa(const Capabilities& capabilities, Choice choice) {
  choice.oaep = names(capabilities, oids::rsaes_oaep) && !names(capabilities, oids::rsa_encryption);
  return choice;
}

// RFC7030-4.4.2-24
Decision decide_for_ec(const Capabilities& capabilities, Choice choice) {
  const auto* size = first_named(capabilities, &Aes::wrap);
  if (size == nullptr)
    size = std::find_if(sizes.begin(), sizes.end(), [&](const Aes& each) {
      return std::string_view(choice.content) == each.cbc ||
             std::string_view(choice.content) == each.gcm;
    });
  choice.wrap = size->wrap;
  return choice;
}

// RFC7030-4.4.1.2-04: its keyUsage permits it, or is absent.
Decision decide(const CertifiedKey& certified, const Capabilities& capabilities, Choice choice) {
  const auto* key = X509_get0_pubkey(certified.certificate.native());
  const auto usage = X509_get_key_usage(certified.certificate.native());
  const int kind = key == nullptr ? EVP_PKEY_NONE : EVP_PKEY_get_base_id(key);
  ERR_clear_error();
  const auto who = "the certificate of " + certified.certificate.subject_text();
  if (certified.named_by_key_identifier &&
      !certified.certificate.extension(oids::subject_key_identifier))
    return who + " has no subjectKeyIdentifier to be named by";
  if (kind != EVP_PKEY_RSA && kind != EVP_PKEY_EC)
    return who + " has a key that can neither transport nor agree on keys";
  if (kind == EVP_PKEY_RSA && (usage & KU_KEY_ENCIPHERMENT) == 0)
    return who + " does not allow keyEncipherment";
  if (kind == EVP_PKEY_EC && (usage & KU_KEY_AGREEMENT) == 0)
    return who + " does not allow keyAgreement";
  return kind == EVP_PKEY_RSA ? decide_for_rsa(capabilities, choice)
                              : decide_for_ec(capabilities, choice);
}

Decision decide(const Recipient& recipient, const Capabilities& capabilities) {
  Choice choice;
  choice.content = content_algorithm(capabilities);
  if (choice.content == nullptr)
    return std::string("no content encryption algorithm in common: AES-CBC and AES-GCM are known");
  return std::visit([&](const auto& each) { return decide(each, capabilities, choice); },
                    recipient);
}

const EVP_CIPHER* cipher_of(const char* id) {
  const auto* cipher = EVP_get_cipherbynid(OBJ_txt2nid(id));
  if (cipher == nullptr) throw OpensslError(std::string("finding the cipher ") + id);
  return cipher;
}

unsigned char* duplicate_of(BytesView octets) {
  return static_cast<unsigned char*>(OPENSSL_memdup(octets.data(), octets.size()));
}

void add(CMS_ContentInfo* cms, const SharedKey& shared, const Choice& choice) {
  // Takes over both copies.
  // RFC7030-4.4.2-09, RFC7030-4.4.2-10, RFC7030-4.4.2-11, RFC7030-4.4.2-12, RFC5652-6.2.3-01:
  // kekri, of version 4, named by the identifier of the request.
  if (CMS_add0_recipient_key(cms, OBJ_txt2nid(choice.wrap), duplicate_of(shared.key),
                             shared.key.size(), duplicate_of(shared.identifier),
                             shared.identifier.size(), nullptr, nullptr, nullptr) == nullptr)
    throw OpensslError("adding a recipient with a shared key");
}

void use_oaep(CMS_RecipientInfo* recipient) {
  auto* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  if (context == nullptr || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) != 1)
    throw OpensslError("choosing OAEP");
}

/// dhSinglePass-stdDH-sha256kdf-scheme, since OpenSSL's default hashes with SHA-1. It sets the type
/// of the derivation itself, later, and fails where it is set already.
void use_agreement(CMS_RecipientInfo* recipient, const char* wrap) {
  auto* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  auto* wrapping = CMS_RecipientInfo_kari_get0_ctx(recipient);
  if (context == nullptr || wrapping == nullptr ||
      EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) != 1)
    throw OpensslError("choosing a key agreement");
  EVP_CIPHER_CTX_set_flags(wrapping, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  if (EVP_EncryptInit_ex(wrapping, cipher_of(wrap), nullptr, nullptr, nullptr) != 1)
    throw OpensslError("choosing a key wrap");
}

void add(CMS_ContentInfo* cms, const CertifiedKey& certified, const Choice& choice) {
  // RFC7030-4.4.2-16, RFC7030-4.4.2-17, RFC7030-4.4.2-18, RFC7030-4.4.2-22, RFC7030-4.4.2-23,
  // RFC7030-4.4.2-25, RFC5652-6.2.1-01, RFC5652-6.2.2-01: ktri for RSA and kari for EC; named by
  // the identifier of the request, or by issuer and serial number.
  const unsigned flags = CMS_KEY_PARAM | (certified.named_by_key_identifier ? CMS_USE_KEYID : 0U);
  auto* recipient = CMS_add1_recipient_cert(cms, certified.certificate.native(), flags);
  if (recipient == nullptr) throw OpensslError("adding a recipient with a certificate");
  if (choice.oaep) use_oaep(recipient);
  if (choice.wrap != nullptr) use_agreement(recipient, choice.wrap);
}

CmsPtr read_cms(BytesView input) {
  const unsigned char* at = input.data();
  CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(input.size())));
  ERR_clear_error();
  if (at != input.data() + input.size()) return nullptr;
  return cms;
}

bool is_enveloped(CMS_ContentInfo* cms) {
  const int type = OBJ_obj2nid(CMS_get0_type(cms));
  return type == NID_pkcs7_enveloped || type == NID_id_smime_ct_authEnvelopedData;
}

// -- reading without the key --

std::string algorithm(Cursor& in) { return in.sequence("keyEncryptionAlgorithm").oid("algorithm"); }

/// KeyTransRecipientInfo ::= SEQUENCE { version, rid, keyEncryptionAlgorithm, encryptedKey }
RecipientInfo read_key_transport(Cursor fields) {
  RecipientInfo info;
  info.management = "ktri";
  info.version = fields.integer("version");
  if (fields.peek() == context(0, false))
    info.key_identifier = copy_of(fields.contents("rid", context(0, false)));
  else
    info.issuer_and_serial = copy_of(fields.element("rid", Tag::sequence));
  info.key_algorithm = algorithm(fields);
  return info;
}

/// KeyAgreeRecipientInfo ::= [1] SEQUENCE { version, originator [0], ukm [1] OPTIONAL,
/// keyEncryptionAlgorithm, recipientEncryptedKeys SEQUENCE OF { rid, encryptedKey } }
RecipientInfo read_key_agreement(Cursor fields) {
  RecipientInfo info;
  info.management = "kari";
  info.version = fields.integer("version");
  fields.element("originator");
  if (fields.peek() == context(1)) fields.element("ukm");
  auto agreement = fields.sequence("keyEncryptionAlgorithm");
  info.key_algorithm = agreement.oid("algorithm");
  if (agreement.peek() == Tag::sequence)
    info.key_wrap = agreement.sequence("parameters").oid("algorithm");
  auto key = fields.sequence("recipientEncryptedKeys").sequence("recipientEncryptedKey");
  if (auto named = key.open_if("rid", context(0)))
    info.key_identifier = copy_of(named->octet_string("subjectKeyIdentifier"));
  else
    info.issuer_and_serial = copy_of(key.element("rid", Tag::sequence));
  return info;
}

/// KEKRecipientInfo ::= [2] SEQUENCE { version, kekid, keyEncryptionAlgorithm, encryptedKey }
RecipientInfo read_shared_key(Cursor fields) {
  RecipientInfo info;
  info.management = "kekri";
  info.version = fields.integer("version");
  info.key_identifier = copy_of(fields.sequence("kekid").octet_string("keyIdentifier"));
  info.key_algorithm = algorithm(fields);
  return info;
}

RecipientInfo read_recipient(Cursor& in) {
  if (in.peek() == Tag::sequence) return read_key_transport(in.sequence("ktri"));
  if (in.peek() == context(1)) return read_key_agreement(in.open("kari", context(1)));
  if (in.peek() == context(2)) return read_shared_key(in.open("kekri", context(2)));
  in.element("recipientInfo");
  RecipientInfo other;
  other.management = "other";
  return other;
}

EnvelopedData read_enveloped(Cursor& in) {
  auto info = in.sequence("ContentInfo");
  EnvelopedData read;
  read.authenticated = info.oid("contentType") != oids::cms_enveloped_data;
  auto content = info.open("content", context(0));
  auto fields = content.sequence("EnvelopedData");
  read.version = fields.integer("version");
  read.originator_info = fields.open_if("originatorInfo", context(0)).has_value();
  auto recipients = fields.set("recipientInfos");
  while (recipients.more()) read.recipients.push_back(read_recipient(recipients));
  auto encrypted = fields.sequence("encryptedContentInfo");
  read.content_type = encrypted.oid("contentType");
  read.content_algorithm = encrypted.sequence("contentEncryptionAlgorithm").oid("algorithm");
  read.unprotected_attributes = fields.peek() == context(1);
  return read;
}

// -- opening --

bool unlock(CMS_ContentInfo* cms, const SharedKey& shared) {
  auto key = shared.key;
  return CMS_decrypt_set1_key(cms, key.data(), key.size(), shared.identifier.data(),
                              shared.identifier.size()) == 1;
}

bool unlock(CMS_ContentInfo* cms, const PrivateKey& secret) {
  return CMS_decrypt_set1_pkey(cms, secret.key.native(),
                               secret.certificate ? secret.certificate->native() : nullptr) == 1;
}

}  // namespace

std::optional<std::string> recipient_defect(const Recipient& recipient,
                                            const Capabilities& capabilities) {
  const auto decision = decide(recipient, capabilities);
  if (const auto* reason = std::get_if<std::string>(&decision)) return *reason;
  return std::nullopt;
}

Bytes envelop(std::string_view content_type, BytesView content, const Recipient& recipient,
              const Capabilities& capabilities) {
  const auto decision = decide(recipient, capabilities);
  if (const auto* reason = std::get_if<std::string>(&decision))
    throw std::invalid_argument(*reason);
  const auto& choice = std::get<Choice>(decision);
  const auto in = reading_bio(text_of(content));
  const unsigned flags = CMS_BINARY | CMS_PARTIAL;
  // RFC7030-4.4.2-14, RFC7030-4.4.2-20, RFC5652-6.1-01, RFC5652-6.1-02, RFC5652-6.3-01: OpenSSL
  // makes the content key at random, pads, and writes the versions.
  const CmsPtr cms(CMS_encrypt(nullptr, in.get(), cipher_of(choice.content), flags));
  const std::unique_ptr<ASN1_OBJECT, OpensslDeleter<ASN1_OBJECT_free>> type(
      OBJ_txt2obj(std::string(content_type).c_str(), 1));
  if (!cms || !type || CMS_set1_eContentType(cms.get(), type.get()) != 1)
    throw OpensslError("preparing EnvelopedData");
  std::visit([&](const auto& each) { add(cms.get(), each, choice); }, recipient);
  if (CMS_final(cms.get(), in.get(), nullptr, flags) != 1)
    throw OpensslError("encrypting EnvelopedData");
  return der_of(cms.get(), i2d_CMS_ContentInfo, "EnvelopedData");
}

Result<EnvelopedData> decode_enveloped_data(BytesView input) {
  const auto cms = read_cms(input);
  if (!cms || !is_enveloped(cms.get()))
    return ParseError{0, "OpenSSL reads no ContentInfo with EnvelopedData here"};
  return read(der_of(cms.get(), i2d_CMS_ContentInfo, "EnvelopedData"), read_enveloped);
}

Result<Bytes> open_envelope(BytesView input, const std::variant<SharedKey, PrivateKey>& secret) {
  const auto cms = read_cms(input);
  if (!cms || !is_enveloped(cms.get()))
    return ParseError{0, "OpenSSL reads no ContentInfo with EnvelopedData here"};
  const bool unlocked = std::visit([&](const auto& key) { return unlock(cms.get(), key); }, secret);
  const auto out = writing_bio();
  const bool opened =
      unlocked && CMS_decrypt(cms.get(), nullptr, nullptr, nullptr, out.get(), 0) == 1;
  ERR_clear_error();
  if (!unlocked) return ParseError{0, "the key at hand opens it for none of its recipients"};
  if (!opened) return ParseError{0, "the content cannot be decrypted with the key that it names"};
  return bytes_of(written(out.get()));
}

}  // namespace inquest
