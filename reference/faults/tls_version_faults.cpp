#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

/// Speaks TLS down to `lowest`, which OpenSSL does at its security level 0 alone.
void speak_down_to(TlsSettings& tls, TlsVersion lowest) {
  tls.lowest = lowest;
  tls.old_versions_allowed = true;
}

/// A version that is spoken, and no suite that it has: the refusal is a handshake_failure.
void refuse_for_want_of_suites(TlsSettings& tls, TlsVersion lowest) {
  speak_down_to(tls, lowest);
  tls.cipher_list = "AESGCM:@SECLEVEL=0";
}

}  // namespace

void add_tls_version_faults(FaultCatalogue& add) {
  add(moments::server_tls,
      {.id = "tls-1.0-negotiated",
       .role = Role::server,
       .breaks = "RFC8996-4-02",
       .story = "TLS 1.0 is negotiated"},
      [](TlsSettings& tls) { speak_down_to(tls, TlsVersion::tls1_0); });

  add(moments::server_tls,
      {.id = "tls-1.1-negotiated",
       .role = Role::server,
       .breaks = "RFC8996-5-02",
       .story = "TLS 1.1 is negotiated"},
      [](TlsSettings& tls) { speak_down_to(tls, TlsVersion::tls1_1); });

  add(moments::server_tls,
      {.id = "tls-1.0-refused-for-its-suites",
       .role = Role::server,
       .breaks = "RFC8996-4-05",
       .story = "a hello of TLS 1.0 is refused by handshake_failure, not protocol_version"},
      [](TlsSettings& tls) { refuse_for_want_of_suites(tls, TlsVersion::tls1_0); });

  add(moments::server_tls,
      {.id = "tls-1.1-refused-for-its-suites",
       .role = Role::server,
       .breaks = "RFC8996-5-05",
       .story = "a hello of TLS 1.1 is refused by handshake_failure, not protocol_version"},
      [](TlsSettings& tls) { refuse_for_want_of_suites(tls, TlsVersion::tls1_1); });
}

}  // namespace inquest
