#include <functional>

#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

void drop(CertificateTemplate& contents, const char* id) {
  std::erase_if(contents.extensions, [&](const Extension& each) { return each.id == id; });
}

void set(CertificateTemplate& contents, const Extension& extension) {
  drop(contents, extension.id.c_str());
  contents.extensions.push_back(extension);
}

void make_critical(CertificateTemplate& contents, const char* id, bool critical) {
  for (auto& each : contents.extensions)
    if (each.id == id) each.critical = critical;
}

void copy_asked(GrantedExtensions& granted, const char* id) {
  if (!granted.requested) return;
  for (const auto& asked : *granted.requested)
    if (asked.id == id) set(granted.contents, asked);
}

/// Issues the certificate again, from a tree that no template can say.
void change_tree(IssuedCertificate& issued, const std::function<void(Element&)>& change) {
  // As a tree all the way down.
  const auto made =
      decode_der(encode(to_be_signed(issued.contents, issued.issuer, issued.issuing_key)));
  auto tree = *made;
  change(tree);
  issued.der = sign_certificate(tree, issued.issuing_key);
}

}  // namespace

void add_certificate_profile_faults(FaultCatalogue& add) {
  add(moments::certificate_template,
      {.id = "issued-serial-always-the-same",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.2-03",
       .story = "every certificate has the serial number 4711"},
      [](CertificateTemplate& contents) {
        contents.serial = {0x12, 0x67};
      });

  add(moments::certificate_template,
      {.id = "issued-without-subject-key-identifier",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.2-01",
       .story = "the certificate has no subjectKeyIdentifier"},
      [](CertificateTemplate& contents) { drop(contents, oids::subject_key_identifier); });

  add(moments::certificate_template,
      {.id = "issued-with-foreign-authority-key-identifier",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.2-04",
       .story = "authorityKeyIdentifier names a key that is not the CA's"},
      [](CertificateTemplate& contents) {
        set(contents, extensions::authority_key_identifier(contents.public_key));
      });

  add(moments::certificate_template,
      {.id = "issued-authority-key-identifier-critical",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.1-02",
       .story = "authorityKeyIdentifier is critical"},
      [](CertificateTemplate& contents) {
        make_critical(contents, oids::authority_key_identifier, true);
      });

  add(moments::certificate_template,
      {.id = "issued-subject-key-identifier-critical",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.2-05",
       .story = "subjectKeyIdentifier is critical"},
      [](CertificateTemplate& contents) {
        make_critical(contents, oids::subject_key_identifier, true);
      });

  add(moments::certificate_template,
      {.id = "issued-without-key-usage",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the certificate has no keyUsage"},
      [](CertificateTemplate& contents) { drop(contents, oids::key_usage); });

  add(moments::certificate_template,
      {.id = "issued-key-usage-empty",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.3-03",
       .story = "keyUsage has no bit"},
      [](CertificateTemplate& contents) { set(contents, extensions::key_usage({})); });

  add(moments::certificate_template,
      {.id = "issued-key-usage-not-critical",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.3-02",
       .story = "keyUsage is not critical"},
      [](CertificateTemplate& contents) { make_critical(contents, oids::key_usage, false); });

  add(moments::certificate_template,
      {.id = "issued-cert-sign-without-authority",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.9-02",
       .story = "keyUsage has keyCertSign, and nothing says CA:TRUE"},
      [](CertificateTemplate& contents) {
        set(contents, extensions::key_usage({"digitalSignature", "keyCertSign"}));
      });

  add(moments::certificate_template,
      {.id = "issued-path-length-without-authority",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.9-04",
       .story = "basicConstraints have a path length beside CA:FALSE"},
      [](CertificateTemplate& contents) {
        set(contents, extensions::basic_constraints(false, 0));
      });

  add(moments::certificate_template,
      {.id = "issued-extension-twice",
       .role = Role::server,
       .breaks = "RFC5280-4.2-01",
       .story = "extKeyUsage is there twice"},
      [](CertificateTemplate& contents) {
        contents.extensions.push_back(extensions::extended_key_usage({oids::client_auth}));
      });

  add(moments::certificate_template,
      {.id = "issued-for-servers-alone",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story =
           "the certificate is for TLS servers, so that nobody can authenticate a renewal with it"},
      [](CertificateTemplate& contents) {
        set(contents, extensions::extended_key_usage({oids::server_auth}));
      });

  add(moments::certificate_template,
      {.id = "issued-without-purposes",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the certificate has no extKeyUsage, so that it is for every purpose"},
      [](CertificateTemplate& contents) { drop(contents, oids::extended_key_usage); });

  add(moments::certificate_template,
      {.id = "issued-alternative-name-not-critical",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.6-01",
       .story = "subjectAltName is not critical beside an empty subject"},
      [](CertificateTemplate& contents) {
        if (contents.subject == encode_name(""))
          make_critical(contents, oids::subject_alt_name, false);
      });

  add(moments::certificate_template,
      {.id = "issued-alternative-name-critical",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.6-02",
       .story = "subjectAltName is critical beside a subject"},
      [](CertificateTemplate& contents) { make_critical(contents, oids::subject_alt_name, true); });

  add(moments::certificate_template,
      {.id = "issued-alternative-names-empty",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.6-03",
       .story = "subjectAltName has no name"},
      [](CertificateTemplate& contents) { set(contents, extensions::subject_alt_name({})); });

  add(moments::granted_extensions,
      {.id = "issued-with-asked-purposes",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.12-02",
       .story = "the certificate has the purposes that the request asks for, whatever they are"},
      [](GrantedExtensions& granted) { copy_asked(granted, oids::extended_key_usage); });

  add(moments::certificate_template,
      {.id = "issued-for-every-purpose-critically",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.12-01",
       .story = "extKeyUsage is critical and has anyExtendedKeyUsage"},
      [](CertificateTemplate& contents) {
        set(contents, extensions::extended_key_usage({oids::client_auth, "2.5.29.37.0"}));
        make_critical(contents, oids::extended_key_usage, true);
      });

  add(moments::granted_extensions,
      {.id = "issued-with-asked-name-constraints",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.10-01",
       .story = "nameConstraints of the request are copied"},
      [](GrantedExtensions& granted) { copy_asked(granted, "2.5.29.30"); });

  add(moments::issued_certificate,
      {.id = "issued-signature-algorithm-differs",
       .role = Role::server,
       .breaks = "RFC5280-4.1.1.2-01",
       .story = "what is signed names another algorithm than the signature"},
      [](IssuedCertificate& issued) {
        change_tree(issued, [](Element& tbs) { tbs[2] = sequence({oid("1.2.840.10045.4.3.3")}); });
      });

  add(moments::issued_certificate,
      {.id = "issued-validity-generalized-time",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.5-02",
       .story = "notBefore is GeneralizedTime"},
      [](IssuedCertificate& issued) {
        change_tree(issued, [](Element& tbs) {
          auto text = tbs[4][0].contents();
          text.insert(text.begin(), {'2', '0'});
          tbs[4][0] = Element(Tag::generalized_time, text);
        });
      });

  add(moments::issued_certificate,
      {.id = "issued-with-unique-identifier",
       .role = Role::server,
       .breaks = "RFC5280-4.1.2.8-01",
       .story = "the certificate has a subjectUniqueID"},
      [](IssuedCertificate& issued) {
        change_tree(issued, [](Element& tbs) {
          tbs.insert(7, Element(context(2, false), Bytes{0x00, 0x2a}));
        });
      });
}

}  // namespace inquest
