#include "reference/pki/second_reader.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "reference/pki/openssl.h"

namespace inquest {
namespace {

using CmsPtr = std::unique_ptr<CMS_ContentInfo, OpensslDeleter<CMS_ContentInfo_free>>;

void free_types(ASN1_SEQUENCE_ANY* types) { sk_ASN1_TYPE_pop_free(types, ASN1_TYPE_free); }
void free_extensions(X509_EXTENSIONS* all) { sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free); }

using TypesPtr = std::unique_ptr<ASN1_SEQUENCE_ANY, OpensslDeleter<free_types>>;
using ExtensionsPtr = std::unique_ptr<X509_EXTENSIONS, OpensslDeleter<free_extensions>>;
using AttributePtr = std::unique_ptr<X509_ATTRIBUTE, OpensslDeleter<X509_ATTRIBUTE_free>>;
using PrivateKeyInfoPtr =
    std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>>;

/// Reads all of `input` by one of OpenSSL's functions d2i_...; empty where it cannot.
template <class Pointer, class Decode>
Pointer read_all(BytesView input, Decode decode) {
  const unsigned char* at = input.data();
  Pointer read(decode(nullptr, &at, static_cast<long>(input.size())));
  ERR_clear_error();
  if (at != input.data() + input.size()) return nullptr;
  return read;
}

/// AttrOrOID ::= CHOICE { oid, attribute }
bool is_attribute_or_oid(const ASN1_TYPE& member) {
  if (member.type == V_ASN1_OBJECT) return true;
  if (member.type != V_ASN1_SEQUENCE) return false;
  const auto* whole = member.value.sequence;
  const BytesView octets(ASN1_STRING_get0_data(whole),
                         static_cast<std::size_t>(ASN1_STRING_length(whole)));
  return read_all<AttributePtr>(octets, d2i_X509_ATTRIBUTE) != nullptr;
}

}  // namespace

Result<Bytes> openssl_signed_data(BytesView input) {
  const unsigned char* at = input.data();
  CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(input.size())));
  ERR_clear_error();
  const auto read = static_cast<std::size_t>(at - input.data());
  if (!cms) return ParseError{read, "OpenSSL reads no CMS ContentInfo here"};
  if (OBJ_obj2nid(CMS_get0_type(cms.get())) != NID_pkcs7_signed)
    return ParseError{0, "the ContentInfo is not signedData"};
  if (read != input.size()) return ParseError{read, "bytes follow the ContentInfo"};
  const int length = i2d_CMS_ContentInfo(cms.get(), nullptr);
  if (length <= 0) {
    ERR_clear_error();
    return ParseError{0, "OpenSSL cannot write what it read"};
  }
  Bytes encoded(static_cast<std::size_t>(length));
  unsigned char* to = encoded.data();
  i2d_CMS_ContentInfo(cms.get(), &to);
  return encoded;
}

std::optional<std::string> openssl_csr_attributes_defect(BytesView input) {
  const auto members = read_all<TypesPtr>(input, d2i_ASN1_SEQUENCE_ANY);
  if (!members) return "OpenSSL reads no SEQUENCE here";
  for (int i = 0; i < sk_ASN1_TYPE_num(members.get()); ++i)
    if (!is_attribute_or_oid(*sk_ASN1_TYPE_value(members.get(), i)))
      return "OpenSSL reads neither an OID nor an attribute in member " + std::to_string(i);
  return std::nullopt;
}

std::optional<std::string> openssl_extensions_defect(BytesView input) {
  if (read_all<ExtensionsPtr>(input, d2i_X509_EXTENSIONS)) return std::nullopt;
  return "OpenSSL reads no Extensions here";
}

std::optional<std::string> openssl_private_key_info_defect(BytesView input) {
  if (read_all<PrivateKeyInfoPtr>(input, d2i_PKCS8_PRIV_KEY_INFO)) return std::nullopt;
  return "OpenSSL reads no PrivateKeyInfo here";
}

std::optional<std::string> openssl_enveloped_data_defect(BytesView input) {
  const auto cms = read_all<CmsPtr>(input, d2i_CMS_ContentInfo);
  if (!cms) return "OpenSSL reads no ContentInfo here";
  const int type = OBJ_obj2nid(CMS_get0_type(cms.get()));
  if (type == NID_pkcs7_enveloped || type == NID_id_smime_ct_authEnvelopedData) return std::nullopt;
  return "the ContentInfo is not envelopedData";
}

std::optional<std::string> openssl_extension_value_defect(const Extension& extension) {
  const auto der = encode(encode(extension));
  const auto read = read_all<X509ExtensionPtr>(der, d2i_X509_EXTENSION);
  if (!read) return "OpenSSL reads no Extension here";
  if (X509V3_EXT_get(read.get()) == nullptr) return std::nullopt;
  const X509V3_EXT_METHOD* method = X509V3_EXT_get(read.get());
  void* value = X509V3_EXT_d2i(read.get());
  ERR_clear_error();
  if (value == nullptr) return "OpenSSL cannot read the value of this extension";
  if (method->it != nullptr)
    ASN1_item_free(static_cast<ASN1_VALUE*>(value), ASN1_ITEM_ptr(method->it));
  else
    method->ext_free(value);
  return std::nullopt;
}

}  // namespace inquest
