#include "reference/pki/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <ctime>

#include "reference/codec/der.h"
#include "reference/codec/hex.h"
#include "reference/pki/memory_bio.h"
#include "reference/pki/name.h"
#include "reference/pki/serial.h"
#include "reference/pki/x509_time.h"

namespace inquest {
namespace {

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return 0;
  return timegm(&parts);
}

std::string dotted(const ASN1_OBJECT* object) {
  const int length = OBJ_obj2txt(nullptr, 0, object, 1);
  std::string text(static_cast<std::size_t>(std::max(length, 0)) + 1, '\0');
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  text.pop_back();
  return text;
}

Extension extension_of(X509_EXTENSION* native) {
  Extension extension;
  extension.id = dotted(X509_EXTENSION_get_object(native));
  extension.critical = X509_EXTENSION_get_critical(native) == 1;
  const auto* value = X509_EXTENSION_get_data(native);
  extension.value.assign(ASN1_STRING_get0_data(value),
                         ASN1_STRING_get0_data(value) + ASN1_STRING_length(value));
  return extension;
}

}  // namespace

Result<Certificate> Certificate::decode(BytesView der) {
  const unsigned char* at = der.data();
  X509* x509 = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
  ERR_clear_error();
  if (x509 == nullptr) return ParseError{0, "OpenSSL reads no certificate here"};
  Certificate certificate;
  certificate.x509_ = {x509, X509_free};
  const auto read = static_cast<std::size_t>(at - der.data());
  if (read != der.size()) return ParseError{read, "bytes follow the certificate"};
  certificate.der_ = std::make_shared<const Bytes>(copy_of(der));
  return certificate;
}

Certificate Certificate::from_native(X509* x509) {
  Certificate certificate;
  X509_up_ref(x509);
  certificate.x509_ = {x509, X509_free};
  certificate.der_ = std::make_shared<const Bytes>(der_of(x509, i2d_X509, "a certificate"));
  return certificate;
}

Certificate Certificate::from_pem(std::string_view pem) {
  return certificates_from_pem(pem).front();
}

std::vector<Certificate> certificates_from_pem(std::string_view pem) {
  const auto bio = reading_bio(pem);
  std::vector<Certificate> certificates;
  for (;;) {
    const X509Ptr x509(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!x509) {
      const auto code = ERR_peek_last_error();
      const bool at_end =
          ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
      if (!at_end || certificates.empty()) throw OpensslError("reading certificates (PEM)");
      ERR_clear_error();
      return certificates;
    }
    certificates.push_back(Certificate::from_native(x509.get()));
  }
}

std::string Certificate::to_pem() const {
  const auto bio = writing_bio();
  if (PEM_write_bio_X509(bio.get(), native()) != 1) throw OpensslError("writing a certificate");
  return written(bio.get());
}

Bytes Certificate::subject() const {
  return der_of(X509_get_subject_name(native()), i2d_X509_NAME, "a subject");
}
Bytes Certificate::issuer() const {
  return der_of(X509_get_issuer_name(native()), i2d_X509_NAME, "an issuer");
}
std::string Certificate::subject_text() const { return name_text(subject()); }
std::string Certificate::issuer_text() const { return name_text(issuer()); }

Bytes Certificate::public_key() const {
  return der_of(X509_get_X509_PUBKEY(native()), i2d_X509_PUBKEY, "a public key");
}

std::string Certificate::serial_hex() const {
  const auto* serial = X509_get0_serialNumber(native());
  const BytesView magnitude(ASN1_STRING_get0_data(serial),
                            static_cast<std::size_t>(ASN1_STRING_length(serial)));
  return (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER ? "-" : "") + encode_hex(magnitude);
}

int Certificate::version() const { return static_cast<int>(X509_get_version(native())) + 1; }
std::int64_t Certificate::not_before() const { return seconds_of(X509_get0_notBefore(native())); }
std::int64_t Certificate::not_after() const { return seconds_of(X509_get0_notAfter(native())); }

std::optional<Extension> Certificate::extension(std::string_view id) const {
  for (auto& each : extensions())
    if (each.id == id) return each;
  return std::nullopt;
}

std::vector<Extension> Certificate::extensions() const {
  std::vector<Extension> all;
  for (int i = 0; i < X509_get_ext_count(native()); ++i)
    all.push_back(extension_of(X509_get_ext(native(), i)));
  return all;
}

bool Certificate::is_ca() const {
  const bool says_so = (X509_get_extension_flags(native()) & EXFLAG_CA) != 0;
  ERR_clear_error();  // an unreadable extension leaves one
  return says_so;
}

bool Certificate::issued_by(const Certificate& issuer) const {
  auto* key = X509_get0_pubkey(issuer.native());
  const bool issued =
      X509_NAME_cmp(X509_get_issuer_name(native()), X509_get_subject_name(issuer.native())) == 0 &&
      key != nullptr && X509_verify(native(), key) == 1;
  ERR_clear_error();
  return issued;
}

bool Certificate::self_signed() const { return issued_by(*this); }

std::string Certificate::fingerprint() const {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (EVP_Digest(der().data(), der().size(), digest, &length, EVP_sha256(), nullptr) != 1)
    throw OpensslError("hashing a certificate");
  return "sha256:" + encode_hex(BytesView(digest, length));
}

Element to_be_signed(const CertificateTemplate& contents, BytesView issuer, const Key& issuer_key) {
  std::vector<Element> fields;
  // RFC5280-4.1.2.1-01
  if (contents.version != 1) fields.push_back(explicit_tag(0, integer(contents.version - 1)));
  fields.push_back(unsigned_integer(contents.serial.empty() ? random_serial() : contents.serial));
  fields.push_back(Element::raw(issuer_key.signature_algorithm()));
  // RFC5280-4.1.2.4-01: the issuer is the subject of the certificate that signs.
  fields.push_back(Element::raw(copy_of(issuer)));
  // RFC5280-4.1.2.5-02
  fields.push_back(sequence({encode_time(contents.not_before), encode_time(contents.not_after)}));
  fields.push_back(Element::raw(contents.subject));
  fields.push_back(Element::raw(contents.public_key));
  // RFC5280-4.1.2.8-01: no unique identifiers in front of them.
  if (!contents.extensions.empty()) {
    std::vector<Element> list;
    for (const auto& extension : contents.extensions) list.push_back(encode(extension));
    fields.push_back(explicit_tag(3, sequence(std::move(list))));
  }
  return sequence(std::move(fields));
}

// RFC5280-4.1.1.2-01: the algorithm is that of the key, inside as outside.
Bytes sign_certificate(const Element& to_be_signed, const Key& issuer_key) {
  auto covered = encode(to_be_signed);
  const auto signature = issuer_key.sign(covered);
  return encode(sequence({
      Element::raw(std::move(covered)),
      Element::raw(issuer_key.signature_algorithm()),
      bit_string(signature),
  }));
}

Bytes issue_certificate(const CertificateTemplate& contents, BytesView issuer,
                        const Key& issuer_key) {
  return sign_certificate(to_be_signed(contents, issuer, issuer_key), issuer_key);
}

}  // namespace inquest
