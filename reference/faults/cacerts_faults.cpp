#include <algorithm>

#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/authority.h"

namespace inquest {
namespace {

/// A root of the same name with a key of its own and without one of the extensions that it has.
Bytes root_without(const Bytes& der, const char* extension) {
  const auto root = *Certificate::decode(der);
  const auto key = Key::generate(KeyKind("ec-p256"));
  CertificateTemplate other;
  other.subject = root.subject();
  other.public_key = key.public_key();
  other.not_before = root.not_before();
  other.not_after = root.not_after();
  other.extensions = {extensions::basic_constraints(true),
                      extensions::key_usage({"keyCertSign", "cRLSign"}),
                      extensions::subject_key_identifier(other.public_key)};
  std::erase_if(other.extensions, [&](const Extension& each) { return each.id == extension; });
  return issue_certificate(other, other.subject, key);
}

}  // namespace

void add_cacerts_faults(FaultCatalogue& add) {
  add(moments::cacerts_response,
      {.id = "cacerts-status-201",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-01",
       .story = "/cacerts is answered with 201 Created"},
      [](HttpResponse& response) { response.status = 201; });

  add(moments::cacerts_response,
      {.id = "cacerts-media-type-text-plain",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-02",
       .story = "/cacerts is answered as text/plain"},
      [](HttpResponse& response) { response.headers.set("Content-Type", "text/plain"); });

  add(moments::cacerts_response,
      {.id = "cacerts-media-type-x-pkcs7",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-02",
       .story = "/cacerts is answered as application/x-pkcs7-certificates"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/x-pkcs7-certificates");
      });

  add(moments::cacerts_response,
      {.id = "cacerts-content-type-missing",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-01",
       .story = "/cacerts is answered without Content-Type"},
      [](HttpResponse& response) { response.headers.remove("Content-Type"); });

  add(moments::cacerts_certificates,
      {.id = "cacerts-without-root",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-06",
       .story = "/cacerts holds the issuing CA alone"},
      [](std::vector<Bytes>& certificates) { certificates.pop_back(); });

  add(moments::cacerts_certificates,
      {.id = "cacerts-without-issuing",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "/cacerts holds the root alone"},
      [](std::vector<Bytes>& certificates) { certificates.erase(certificates.begin()); });

  add(moments::cacerts_certificates,
      {.id = "cacerts-of-another-authority",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "/cacerts holds the certificates of another CA"},
      [](std::vector<Bytes>& certificates) {
        const auto other = Authority::in_memory(
            {}, Certificate::decode(certificates.back())->not_before() + 86400);
        certificates = {other->issuing().der(), other->root().der()};
      });

  add(moments::cacerts_certificates,
      {.id = "cacerts-root-of-the-same-name",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-07",
       .story = "/cacerts holds a root that is named like the CA's, and has another key"},
      [](std::vector<Bytes>& certificates) {
        certificates.back() = root_without(certificates.back(), "no extension");
      });

  add(moments::cacerts_certificates,
      {.id = "cacerts-root-first",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the root stands before the issuing CA"},
      [](std::vector<Bytes>& certificates) {
        std::reverse(certificates.begin(), certificates.end());
      });

  add(moments::cacerts_response,
      {.id = "cacerts-status-204",
       .role = Role::server,
       .breaks = "RFC7030-4.1.3-01",
       .story = "/cacerts is answered with 204 and no certificate"},
      [](HttpResponse& response) { response.status = 204; });

  add(moments::method,
      {.id = "cacerts-by-post-alone",
       .role = Role::server,
       .breaks = "RFC7030-3.2.2-05",
       .story = "/cacerts is refused to GET"},
      [](MethodJudgement& judged) {
        if (judged.operation != Operation::cacerts) return;
        judged.refusal.reset();
        if (judged.method != "POST")
          judged.refusal = Refusal{405, "Only by POST.\n", {{"Allow", "POST"}}};
      });

  add(moments::method,
      {.id = "cacerts-by-any-method",
       .role = Role::server,
       .breaks = "",
       .story = "legal: /cacerts is answered whatever the method"},
      [](MethodJudgement& judged) {
        if (judged.operation == Operation::cacerts) judged.refusal.reset();
      });

  add(moments::admission,
      {.id = "cacerts-wants-authentication",
       .role = Role::server,
       .breaks = "RFC7030-4.1.2-04",
       .story = "/cacerts is refused to a client without credentials"},
      [](Admission& admission) {
        if (admission.operation == Operation::cacerts &&
            admission.request->headers.find("Authorization") == nullptr)
          admission.refusal = Refusal{
              401, "Credentials are wanted.\n", {{"WWW-Authenticate", "Basic realm=\"x\""}}};
      });

  add(moments::cacerts_certificates,
      {.id = "cacerts-root-without-basic-constraints",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.9-03",
       .story = "the root in /cacerts does not say that it is a CA"},
      [](std::vector<Bytes>& certificates) {
        certificates.back() = root_without(certificates.back(), oids::basic_constraints);
      });

  add(moments::cacerts_certificates,
      {.id = "cacerts-root-without-key-usage",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.3-01",
       .story = "the root in /cacerts has no keyUsage"},
      [](std::vector<Bytes>& certificates) {
        certificates.back() = root_without(certificates.back(), oids::key_usage);
      });

  add(moments::cacerts_certificates,
      {.id = "cacerts-root-without-key-identifier",
       .role = Role::server,
       .breaks = "RFC5280-4.2.1.2-03",
       .story = "the root in /cacerts has no subjectKeyIdentifier"},
      [](std::vector<Bytes>& certificates) {
        certificates.back() = root_without(certificates.back(), oids::subject_key_identifier);
      });

  add(moments::cacerts_certificates,
      {.id = "cacerts-with-certificate-twice",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a certificate is in /cacerts twice"},
      [](std::vector<Bytes>& certificates) { certificates.push_back(certificates.front()); });
}

}  // namespace inquest
