#include "reference/faults/catalogue.h"

namespace inquest {

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
}

}  // namespace inquest
