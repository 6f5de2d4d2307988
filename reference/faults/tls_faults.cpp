#include "reference/codec/oids.h"
#include "reference/codec/tls_hello.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;

void replace_extension(CertificateTemplate& certificate, const Extension& extension) {
  for (auto& each : certificate.extensions)
    if (each.id == extension.id) each = extension;
}

void add_server_certificate_faults(FaultCatalogue& add) {
  add(moments::server_certificate,
      {.id = "tls-certificate-expired",
       .role = Role::server,
       .breaks = "RFC7030-3.3-01",
       .story = "the server's certificate expired yesterday"},
      [](CertificateTemplate& certificate) {
        certificate.not_after = certificate.not_before - day;
        certificate.not_before -= 30 * day;
      });

  add(moments::server_certificate,
      {.id = "tls-certificate-not-yet-valid",
       .role = Role::server,
       .breaks = "RFC7030-3.3-01",
       .story = "the server's certificate is valid from tomorrow"},
      [](CertificateTemplate& certificate) { certificate.not_before += 2 * day; });

  add(moments::server_certificate,
      {.id = "tls-certificate-of-another-host",
       .role = Role::server,
       .breaks = "RFC7030-3.3-01",
       .story = "the server's certificate names another host"},
      [](CertificateTemplate& certificate) {
        replace_extension(certificate, extensions::subject_alt_name({"DNS:elsewhere.example"}));
      });

  add(moments::server_certificate,
      {.id = "tls-certificate-for-clients-alone",
       .role = Role::server,
       .breaks = "RFC7030-3.3-01",
       .story = "the server's certificate is for TLS clients"},
      [](CertificateTemplate& certificate) {
        replace_extension(certificate, extensions::extended_key_usage({oids::client_auth}));
      });

  add(moments::server_certificate,
      {.id = "tls-certificate-not-for-signing",
       .role = Role::server,
       .breaks = "RFC7030-3.3.1-03",
       .story = "the usage of the server's key is keyAgreement alone, while TLS has it sign"},
      [](CertificateTemplate& certificate) {
        replace_extension(certificate, extensions::key_usage({"keyAgreement"}));
      });

  add(moments::server_certificate,
      {.id = "tls-certificate-version-1",
       .role = Role::server,
       .breaks = "RFC7030-3.3.1-03",
       .story = "the server's certificate is of version 1, though it has extensions"},
      [](CertificateTemplate& certificate) { certificate.version = 1; });
}

}  // namespace

void add_tls_faults(FaultCatalogue& add) {
  add(moments::server_tls,
      {.id = "tls-1.1-accepted",
       .role = Role::server,
       .breaks = "RFC7030-3.3-03",
       .story = "TLS 1.0 and 1.1 are negotiated"},
      [](TlsSettings& tls) {
        tls.lowest = TlsVersion::tls1_0;
        tls.old_versions_allowed = true;
      });

  add(moments::server_tls,
      {.id = "tls-1.1-at-most",
       .role = Role::server,
       .breaks = "RFC7030-3.3-03",
       .story = "nothing above TLS 1.1 is negotiated"},
      [](TlsSettings& tls) {
        tls.lowest = TlsVersion::tls1_0;
        tls.highest = TlsVersion::tls1_1;
        tls.old_versions_allowed = true;
      });

  add(moments::server_tls,
      {.id = "tls-null-suites-accepted",
       .role = Role::server,
       .breaks = "RFC7030-3.2.3-03",
       .story = "suites without encryption are negotiated"},
      [](TlsSettings& tls) { tls.cipher_list = "ALL:eNULL:@SECLEVEL=0"; });

  add(moments::server_tls,
      {.id = "tls-anonymous-suites-accepted",
       .role = Role::server,
       .breaks = "RFC7030-3.2.3-03",
       .story = "suites without authentication are negotiated"},
      [](TlsSettings& tls) { tls.cipher_list = "ALL:aNULL:@SECLEVEL=0"; });

  add(moments::server_tls,
      {.id = "tls-anonymous-suites-of-elliptic-curves-accepted",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-03",
       .story = "suites that agree on a key with whoever comes are negotiated"},
      [](TlsSettings& tls) { tls.cipher_list = "AECDH:HIGH:!ADH:@SECLEVEL=0"; });

  add(moments::outgoing_record,
      {.id = "tls-export-suites-accepted",
       .role = Role::server,
       .breaks = "RFC7030-6-08",
       .story = "where no other suite is offered, one with _EXPORT_ in its name is chosen"},
      [](Bytes& record) {
        // A fatal alert in clear (type 21, level 2) says that there was nothing to choose.
        if (record.size() == 7 && record[0] == 21 && record[5] == 2)
          record = encode(ServerHello{.suite = export_suites().front().number});
      });

  add(moments::received_records,
      {.id = "tls-old-record-versions-refused",
       .role = Role::server,
       .breaks = "RFC8996-4-06",
       .story = "a ClientHello in a record of another version than 3.1 or 3.3 ends the handshake"},
      [](Bytes& records) {
        // A handshake record (22) with a ClientHello (1), its version in front of its length.
        if (records.size() > 5 && records[0] == 22 && records[5] == 1 && records[2] != 1 &&
            records[2] != 3)
          records[5] = 0xff;
      });

  add(moments::delivery,
      {.id = "asks-for-renegotiation",
       .role = Role::server,
       .breaks = "RFC5929-3.1-04",
       .story = "below TLS 1.3 another handshake is asked for before each answer"},
      [](Delivery& delivery) { delivery.renegotiate_before = true; });

  add(moments::server_tls,
      {.id = "tls-without-resumption",
       .role = Role::server,
       .breaks = "RFC7030-3.3-04",
       .story = "no session is ever resumed"},
      [](TlsSettings& tls) { tls.session_resumption = false; });

  add(moments::server_tls,
      {.id = "tls-asks-no-client-certificate",
       .role = Role::server,
       .breaks = "RFC7030-3.3.2-03",
       .story = "no client certificate is asked for"},
      [](TlsSettings& tls) { tls.request_client_certificate = false; });

  add(moments::server_tls,
      {.id = "tls-chain-left-out",
       .role = Role::server,
       .breaks = "RFC7030-3.3-01",
       .story = "the server's certificate comes without what leads to the root"},
      [](TlsSettings& tls) {
        if (tls.identity) tls.identity->intermediates.clear();
      });

  add(moments::listening,
      {.id = "speaks-plain-http",
       .role = Role::server,
       .breaks = "RFC7030-3.3-02",
       .story = "EST is served without TLS"},
      [](Listening& listening) { listening.encrypted = false; });

  add_server_certificate_faults(add);
}

}  // namespace inquest
