#include "reference/faults/catalogue.h"
#include "reference/protocol/credential_moments.h"

namespace inquest {

void add_srp_faults(FaultCatalogue& add) {
  add(moments::server_tls,
      {.id = "srp-is-not-served",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-04",
       .story = "no suite of TLS-SRP is negotiated"},
      [](TlsSettings& tls) { tls.srp_users.clear(); });

  add(moments::server_tls,
      {.id = "srp-excludes-certificates",
       .role = Role::server,
       .breaks = "RFC7030-3.3.1-01",
       .story = "where TLS-SRP is served, suites with certificates are not"},
      [](TlsSettings& tls) {
        tls.cipher_list = "aSRP";
        tls.highest = TlsVersion::tls1_2;
      });

  add(moments::server_tls,
      {.id = "srp-takes-unknown-users",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-05",
       .story = "a user of TLS-SRP may be called anything, by the password of another"},
      [](TlsSettings& tls) {
        if (!tls.srp_users.empty())
          tls.srp_users.emplace("inquest-nobody", tls.srp_users.begin()->second);
      });

  add(moments::server_tls,
      {.id = "srp-takes-two-passwords",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-05",
       .story = "TLS-SRP is by another password than the user's"},
      [](TlsSettings& tls) {
        for (auto& [user, password] : tls.srp_users) password += "-but-wrong";
      });

  add(moments::server_tls,
      {.id = "tls-anonymous-suites-in-place-of-certificates",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-02",
       .story = "suites that rest on no secret at all are negotiated"},
      [](TlsSettings& tls) { tls.cipher_list = "ALL:aNULL:@SECLEVEL=0"; });

  add(moments::identification,
      {.id = "srp-user-is-asked-again",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-05",
       .story = "who is authenticated by TLS-SRP is asked for a password of HTTP"},
      [](Identification& identification) {
        if (!identification.tls->srp_user.empty()) identification.client.user.reset();
      });

  add(moments::identification,
      {.id = "srp-user-is-forgotten-on-resumption",
       .role = Role::server,
       .breaks = "RFC7030-3.3.3-05",
       .story = "on a resumed session nobody knows the user of TLS-SRP"},
      [](Identification& identification) {
        if (!identification.tls->srp_user.empty() && identification.tls->session_reused)
          identification.client.user.reset();
      });

  add(moments::outgoing_record,
      {.id = "srp-zero-value-is-a-wrong-password",
       .role = Role::server,
       .breaks = "RFC5054-2.5.4-01",
       .story = "the handshake goes on with a public value of zero, and ends in bad_record_mac"},
      [](Bytes& record) {
        // A fatal alert in clear: type 21, level 2, illegal_parameter (47).
        if (record.size() == 7 && record[0] == 21 && record[5] == 2 && record[6] == 47)
          record[6] = 20;
      });
}

}  // namespace inquest
