#include "reference/pki/crl.h"

#include "reference/codec/der.h"
#include "reference/codec/pkcs10.h"
#include "reference/pki/x509_time.h"

namespace inquest {
namespace {

Element entry(const RevokedCertificate& revoked) {
  return sequence({unsigned_integer(revoked.serial), encode_time(revoked.since)});
}

/// TBSCertList ::= SEQUENCE { version, signature, issuer, thisUpdate, nextUpdate,
/// revokedCertificates OPTIONAL, crlExtensions [0] }   RFC 5280 5.1
Element to_be_signed(const CrlTemplate& contents, const Certificate& issuer, const Key& key) {
  std::vector<Element> fields{
      integer(1),
      Element::raw(key.signature_algorithm()),
      Element::raw(issuer.subject()),
      encode_time(contents.this_update),
      encode_time(contents.next_update),
  };
  // RFC 5280 5.1.2.6: an empty list is absent.
  if (!contents.revoked.empty()) {
    std::vector<Element> entries;
    for (const auto& each : contents.revoked) entries.push_back(entry(each));
    fields.push_back(sequence(std::move(entries)));
  }
  const Extension number{"2.5.29.20", false, encode(integer(contents.number))};
  fields.push_back(explicit_tag(
      0,
      sequence({encode(extensions::authority_key_identifier(key.public_key())), encode(number)})));
  return sequence(std::move(fields));
}

}  // namespace

Bytes issue_crl(const CrlTemplate& contents, const Certificate& issuer, const Key& issuer_key) {
  return sign_certificate(to_be_signed(contents, issuer, issuer_key), issuer_key);
}

}  // namespace inquest
