#include "reference/pki/signed_data.h"

#include <algorithm>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/codec/pkcs10.h"
#include "reference/pki/memory_bio.h"
#include "reference/pki/openssl.h"
#include "reference/pki/second_reader.h"

namespace inquest {
namespace {

/// Nothing when OpenSSL has no digest of that dotted name, or one whose length would have to be
/// agreed on (SHAKE).
std::optional<Bytes> digest_of(BytesView message, const std::string& algorithm) {
  const auto* digest = EVP_get_digestbynid(OBJ_txt2nid(algorithm.c_str()));
  if (digest == nullptr || (EVP_MD_get_flags(digest) & EVP_MD_FLAG_XOF) != 0) return std::nullopt;
  Bytes octets(EVP_MAX_MD_SIZE);
  unsigned length = 0;
  if (EVP_Digest(message.data(), message.size(), octets.data(), &length, digest, nullptr) != 1)
    throw OpensslError("hashing signed content");
  octets.resize(length);
  return octets;
}

Element attribute(std::string_view type, const Element& value) {
  return encode(Attribute{std::string(type), {encode(value)}});
}

IssuerAndSerial issuer_and_serial(const Certificate& certificate) {
  return {
      .issuer = certificate.issuer(),
      .serial = der_of(X509_get0_serialNumber(certificate.native()), i2d_ASN1_INTEGER, "a serial"),
  };
}

Element signer_identifier(const CmsSigner& signer) {
  if (const auto* identifier = std::get_if<Bytes>(&signer.identity))
    return {context(0, false), *identifier};
  auto name = issuer_and_serial(std::get<Certificate>(signer.identity));
  return sequence({Element::raw(std::move(name.issuer)), Element::raw(std::move(name.serial))});
}

/// SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs [0], signatureAlgorithm,
/// signature }   RFC 5652 5.3
Element signer_info(std::string_view content_type, BytesView content, const CmsSigner& signer) {
  // RFC5652-5.3-01, RFC5652-5.3-02: the type of the content, and its digest.
  auto attributes = set_of({
      attribute(oids::content_type, oid(content_type)),
      attribute(oids::message_digest,
                octet_string(digest_of(content, signer.key.digest_algorithm()).value())),
  });
  // RFC5652-5.6-01: what is signed is a SET OF (5.4), what is sent bears the tag [0].
  const auto signature = signer.key.sign(encode(attributes));
  attributes.retag(context(0));
  const bool by_certificate = std::holds_alternative<Certificate>(signer.identity);
  return sequence({
      integer(by_certificate ? 1 : 3),
      signer_identifier(signer),
      sequence({oid(signer.key.digest_algorithm())}),
      std::move(attributes),
      Element::raw(signer.key.signature_algorithm()),
      octet_string(signature),
  });
}

std::variant<IssuerAndSerial, Bytes> read_identity(Cursor& in) {
  if (in.peek() == context(0, false)) return copy_of(in.contents("sid", context(0, false)));
  auto both = in.sequence("sid");
  IssuerAndSerial named;
  named.issuer = copy_of(both.element("issuer"));
  named.serial = copy_of(both.element("serialNumber", Tag::integer));
  both.end();
  return named;
}

SignerInfo read_signer(Cursor& in) {
  auto fields = in.sequence("SignerInfo");
  SignerInfo signer;
  fields.integer("version");
  signer.identity = read_identity(fields);
  signer.digest_algorithm = fields.sequence("digestAlgorithm").oid("algorithm");
  if (fields.peek() == context(0)) {
    signer.signed_attributes = copy_of(fields.element("signedAttrs"));
    signer.signed_attributes->front() = static_cast<std::uint8_t>(Tag::set);
  }
  signer.signature_algorithm = copy_of(fields.element("signatureAlgorithm", Tag::sequence));
  signer.signature = copy_of(fields.octet_string("signature"));
  if (fields.peek() == context(1)) fields.element("unsignedAttrs");
  fields.end();
  return signer;
}

bool names(const SignerInfo& signer, const Certificate& certificate) {
  if (const auto* identifier = std::get_if<Bytes>(&signer.identity)) {
    const auto extension = certificate.extension(oids::subject_key_identifier);
    return extension && extension->value == encode(octet_string(*identifier));
  }
  return std::get<IssuerAndSerial>(signer.identity) == issuer_and_serial(certificate);
}

Result<SignedData> values_of(const CertsOnly& read_data) {
  SignedData data{read_data.content_type, read_data.content, {}, {}, read_data.version};
  for (const auto& each : read_data.certificates) {
    auto certificate = Certificate::decode(each);
    if (!certificate) return certificate.error();
    data.certificates.push_back(*std::move(certificate));
  }
  for (const auto& each : read_data.signers) {
    auto signer = read(each, read_signer);
    if (!signer) return signer.error();
    data.signers.push_back(*std::move(signer));
    const auto found =
        std::find_if(data.certificates.begin(), data.certificates.end(),
                     [&](const Certificate& one) { return names(data.signers.back(), one); });
    if (found != data.certificates.end()) data.signers.back().certificate = *found;
  }
  return data;
}

/// The value of a signed attribute that must be there once, with one value.
std::optional<Bytes> only_value(const std::vector<Attribute>& attributes, std::string_view type) {
  const auto is = [&](const Attribute& each) { return each.type == type; };
  if (std::count_if(attributes.begin(), attributes.end(), is) != 1) return std::nullopt;
  const auto& values = std::find_if(attributes.begin(), attributes.end(), is)->values;
  return values.size() == 1 ? std::optional(values.front()) : std::nullopt;
}

Result<std::vector<Attribute>> read_attributes(BytesView input) {
  return read(input, [](Cursor& in) {
    auto members = in.set("signedAttrs");
    std::vector<Attribute> all;
    while (members.more()) {
      auto fields = members.sequence("Attribute");
      all.push_back({fields.oid("attrType"), {}});
      auto values = fields.set("attrValues");
      while (values.more()) all.back().values.push_back(copy_of(values.element("value")));
      fields.end();
    }
    return all;
  });
}

/// Why the signed attributes do not stand for this content (RFC 5652 5.6).
std::optional<std::string> attributes_defect(const SignedData& data, const SignerInfo& signer,
                                             const Bytes& digest) {
  const auto attributes = read_attributes(*signer.signed_attributes);
  if (!attributes) return "its signed attributes cannot be read: " + attributes.error().text();
  // RFC5652-5.6-02
  if (only_value(*attributes, oids::content_type) != encode(oid(data.content_type)))
    return "its content-type attribute is not the type of the content";
  if (only_value(*attributes, oids::message_digest) != encode(octet_string(digest)))
    return "its message-digest attribute is not the digest of the content";
  return std::nullopt;
}

/// RFC 5652 10.1.2 lets a signature algorithm be named without its digest ("rsaEncryption"); then
/// the digest that stands beside it completes the name.
Bytes whole_algorithm(const SignerInfo& signer) {
  const auto name = read(signer.signature_algorithm, [](Cursor& in) {
    auto fields = in.sequence("signatureAlgorithm");
    return fields.oid("algorithm");
  });
  if (!name) return signer.signature_algorithm;
  int whole = NID_undef;
  const int digest = OBJ_txt2nid(signer.digest_algorithm.c_str());
  if (OBJ_find_sigid_by_algs(&whole, digest, OBJ_txt2nid(name->c_str())) != 1)
    return signer.signature_algorithm;
  char text[80];
  OBJ_obj2txt(text, sizeof text, OBJ_nid2obj(whole), 1);
  std::vector<Element> fields{oid(text)};
  if (*name == oids::rsa_encryption) fields.push_back(null());
  return encode(sequence(std::move(fields)));
}

}  // namespace

CertsOnly sign_data(std::string_view content_type, BytesView content, const CmsSigner& signer,
                    const std::vector<Certificate>& certificates) {
  CertsOnly data;
  const auto* own = std::get_if<Certificate>(&signer.identity);
  if (own != nullptr) data.certificates.push_back(own->der());
  for (const auto& each : certificates) data.certificates.push_back(each.der());
  // RFC5652-5.1-01: 1 is for id-data whose signers are named by certificates.
  data.version = own != nullptr && content_type == oids::cms_data ? 1 : 3;
  data.digest_algorithms = {encode(sequence({oid(signer.key.digest_algorithm())}))};
  data.content_type = content_type;
  data.content = copy_of(content);
  // RFC5272-3.2-06: one signer.
  data.signers = {encode(signer_info(content_type, content, signer))};
  return data;
}

Result<SignedData> decode_signed_data(BytesView input) {
  // As it came, where that is DER: OpenSSL would sort the attributes, which some senders do not.
  if (const auto strict = decode_certs_only(input)) return values_of(*strict);
  const auto der = openssl_signed_data(input);
  if (!der) return der.error();
  const auto data = decode_certs_only(*der);
  if (!data) return data.error();
  return values_of(*data);
}

std::optional<std::string> signature_defect(const SignedData& data, const SignerInfo& signer,
                                            BytesView public_key) {
  if (!data.content) return "there is no content";
  const auto digest = digest_of(*data.content, signer.digest_algorithm);
  if (!digest) return "its digest algorithm " + signer.digest_algorithm + " is not known here";
  if (signer.signed_attributes) {
    if (auto defect = attributes_defect(data, signer, *digest)) return defect;
  } else if (data.content_type != oids::cms_data) {
    return "it has no signed attributes, which RFC 5652 5.3 wants for content other than id-data";
  }
  const auto& covered = signer.signed_attributes ? *signer.signed_attributes : *data.content;
  if (!verify_signature(public_key, whole_algorithm(signer), covered, signer.signature))
    return "its signature does not verify";
  return std::nullopt;
}

std::optional<std::string> signature_defect(const SignedData& data, const SignerInfo& signer) {
  if (!signer.certificate) return "the certificate that it names is not there";
  return signature_defect(data, signer, signer.certificate->public_key());
}

}  // namespace inquest
