#include "reference/codec/hex.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/key.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr auto authority_key_identifier = "2.5.29.35";

Key any_key() { return Key::generate(KeyKind("ec-p256")); }

/// Whether the client shows a certificate for the subject that it asks for.
bool renews(const IssuedCertificate& issued) {
  const auto& shown = issued.client->certificate;
  return shown && same_name(shown->subject(), issued.contents.subject);
}
/// Of a renewal: whether it is asked for with the key of the certificate that is renewed.
bool keeps_the_key(const IssuedCertificate& issued) {
  return issued.client->certificate->public_key() == issued.contents.public_key;
}

}  // namespace

void add_certificate_faults(FaultCatalogue& add) {
  add(moments::certificate_template,
      {.id = "issued-key-is-another",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-03",
       .story = "the certificate bears a key that nobody asked for"},
      [](CertificateTemplate& contents) { contents.public_key = any_key().public_key(); });

  add(moments::certificate_template,
      {.id = "issued-version-1",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.1-01",
       .story = "the certificate says version 1 and has extensions"},
      [](CertificateTemplate& contents) { contents.version = 2; });

  add(moments::certificate_template,
      {.id = "issued-serial-zero",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.2-01",
       .story = "the serial number is zero"},
      [](CertificateTemplate& contents) { contents.serial = {0}; });

  add(moments::certificate_template,
      {.id = "issued-serial-too-long",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.2-02",
       .story = "the serial number has 24 octets"},
      [](CertificateTemplate& contents) { contents.serial = Bytes(24, 0x55); });

  add(moments::certificate_template,
      {.id = "issued-expired",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.5-01",
       .story = "the certificate expired yesterday"},
      [](CertificateTemplate& contents) {
        contents.not_after = contents.not_before - 86400;
        contents.not_before = contents.not_after - 86400;
      });

  add(moments::certificate_template,
      {.id = "issued-not-yet-valid",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.5-01",
       .story = "the certificate becomes valid in a month"},
      [](CertificateTemplate& contents) { contents.not_before += 30 * std::int64_t{86400}; });

  add(moments::certificate_template,
      {.id = "issued-without-key-identifier",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.1-01",
       .story = "the certificate has no authorityKeyIdentifier"},
      [](CertificateTemplate& contents) {
        std::erase_if(contents.extensions,
                      [](const Extension& each) { return each.id == authority_key_identifier; });
      });

  add(moments::granted_extensions,
      {.id = "issued-with-whatever-was-asked",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.9-01",
       .story = "extensions of the request are copied, CA:TRUE among them"},
      [](GrantedExtensions& granted) {
        if (!granted.requested) return;
        for (const auto& asked : *granted.requested) {
          std::erase_if(granted.contents.extensions,
                        [&](const Extension& each) { return each.id == asked.id; });
          granted.contents.extensions.push_back(asked);
        }
      });

  add(moments::issued_certificate,
      {.id = "issued-by-another-authority",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "the certificate is signed by a key that /cacerts does not know"},
      [](IssuedCertificate& issued) {
        issued.der = issue_certificate(issued.contents, issued.issuer, any_key());
      });

  add(moments::certificate_template,
      {.id = "issued-with-an-organisation",
       .role = Role::server,
       .breaks = "RFC2986-3-02",
       .story = "the subject has an organisation behind the names that were asked for"},
      [](CertificateTemplate& contents) {
        const auto asked = decode_der(contents.subject);
        const auto added = decode_der(encode_name("O=inquest elsewhere"));
        if (!asked || !added) return;
        auto subject = *asked;
        subject.add((*added)[0]);
        contents.subject = encode(subject);
      });

  add(moments::issued_certificate,
      {.id = "renewal-changes-the-key",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-05",
       .story = "a certificate that is renewed with its key comes with another one"},
      [](IssuedCertificate& issued) {
        if (!renews(issued) || !keeps_the_key(issued)) return;
        issued.contents.public_key = any_key().public_key();
        issued.der = issue_certificate(issued.contents, issued.issuer, issued.issuing_key);
      });

  add(moments::issued_certificate,
      {.id = "rekey-keeps-the-key",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-06",
       .story = "a certificate for a new key of the same subject comes with the old one"},
      [](IssuedCertificate& issued) {
        if (!renews(issued) || keeps_the_key(issued)) return;
        issued.contents.public_key = issued.client->certificate->public_key();
        issued.der = issue_certificate(issued.contents, issued.issuer, issued.issuing_key);
      });

  add(moments::issued_certificate,
      {.id = "issued-in-its-own-name",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "the certificate names its subject as its issuer, and no CA has signed it"},
      [](IssuedCertificate& issued) {
        issued.der = issue_certificate(issued.contents, issued.contents.subject, any_key());
      });

  add(moments::issued_certificate,
      {.id = "issued-signature-flipped-bit",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "one bit of the certificate's signature is flipped"},
      [](IssuedCertificate& issued) { issued.der.back() ^= 0x01U; });

  add(moments::issued_certificate,
      {.id = "issued-with-empty-issuer",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.4-01",
       .story = "the issuer is an empty name"},
      [](IssuedCertificate& issued) {
        issued.der = issue_certificate(issued.contents, Bytes{0x30, 0x00}, issued.issuing_key);
      });

  add(moments::issued_certificate,
      {.id = "issued-serial-negative",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.2-01",
       .story = "the serial number is negative"},
      [](IssuedCertificate& issued) {
        auto tree = to_be_signed(issued.contents, issued.issuer, issued.issuing_key);
        auto serial = tree[1].contents();
        serial.front() |= 0x80U;
        tree[1].replace_contents(serial);
        issued.der = sign_certificate(tree, issued.issuing_key);
      });

  add(moments::certificate_template,
      {.id = "issued-to-somebody-else",
       .role = Role::server,
       .breaks = "RFC7030-4.2.2-03",
       .story = "each certificate bears a subject of its own, which nobody asked for"},
      [](CertificateTemplate& contents) {
        contents.subject =
            encode_name("CN=somebody else " + encode_hex(BytesView(contents.public_key).last(6)));
      });

  add(moments::certificate_template,
      {.id = "issued-without-organisation",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the CA's policy leaves organisations out of subjects"},
      [](CertificateTemplate& contents) {
        const auto name = decode_der(contents.subject);
        if (!name) return;
        const Bytes organisation{0x06, 0x03, 0x55, 0x04, 0x0a};
        std::vector<Element> kept;
        for (const auto& rdn : name->children())
          if (rdn.children().size() != 1 || encode(rdn[0][0]) != organisation) kept.push_back(rdn);
        if (!kept.empty()) contents.subject = encode(sequence(kept));
      });

  add(moments::enroll_certificates,
      {.id = "enroll-with-chain",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-03",
       .story = "the answer holds the CA certificates as well"},
      [](EnrollCertificates& answer) {
        answer.certificates.insert(answer.certificates.end(), answer.authorities.begin(),
                                   answer.authorities.end());
      });

  add(moments::enroll_certificates,
      {.id = "enroll-with-authority-in-place",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-03",
       .story = "the answer holds the CA certificate instead of what was issued"},
      [](EnrollCertificates& answer) { answer.certificates = {answer.authorities.front()}; });
}

}  // namespace inquest
