#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

void speak_old_tls(TlsSettings& tls, TlsVersion lowest) {
  tls.lowest = lowest;
  tls.old_versions_allowed = true;
  // Old signatures and short keys, which old versions need.
  tls.cipher_list = "ALL:@SECLEVEL=0";
}

/// A server that cannot say who it is counts all the same.
void authorize_without_certificate(ServerJudgement& judgement) {
  if (judgement.tls->peer_chain.empty() && !judgement.authorization.authorized())
    judgement.authorization = {ServerAuthorization::By::no_certificate, ""};
}

/// Offers these suites where the client has a secret for TLS-SRP.
auto do_without_secret(const std::string& suites) {
  return [suites](ClientConnecting& connecting) {
    if (!connecting.tls.srp) return;
    connecting.tls.cipher_list = suites + ":@SECLEVEL=0";
    connecting.tls.verify_server = false;
  };
}

}  // namespace

void add_client_tls_faults(FaultCatalogue& add) {
  add(moments::client_connecting,
      {.id = "client-speaks-tls-1.0",
       .role = Role::client,
       .breaks = "RFC8996-4-02",
       .story = "the client offers TLS 1.0, and goes on with a server that wants no more"},
      [](ClientConnecting& connecting) { speak_old_tls(connecting.tls, TlsVersion::tls1_0); });

  add(moments::client_connecting,
      {.id = "client-speaks-tls-1.1",
       .role = Role::client,
       .breaks = "RFC8996-5-02",
       .story = "the client offers TLS 1.1, and goes on with a server that wants no more"},
      [](ClientConnecting& connecting) { speak_old_tls(connecting.tls, TlsVersion::tls1_1); });

  add(moments::client_connecting,
      {.id = "client-resumes-no-session",
       .role = Role::client,
       .breaks = "RFC7030-3.3-04",
       .story = "every connection begins a TLS session of its own"},
      [](ClientConnecting& connecting) { connecting.resumes = false; });

  add(moments::connecting_failed,
      {.id = "client-falls-back-to-old-tls",
       .role = Role::client,
       .breaks = "RFC7030-3.3-03",
       .story = "where TLS does not come about the client tries TLS 1.0"},
      [](ConnectingFailed& failed) {
        failed.next = failed.tried;
        speak_old_tls(failed.next->tls, TlsVersion::tls1_0);
        failed.next->tls.highest = TlsVersion::tls1_0;
      });

  add(
      moments::client_connecting,
      {.id = "client-tries-old-tls-first",
       .role = Role::client,
       .breaks = "RFC7030-3.3-03",
       .story = "the client speaks TLS 1.0 and 1.1, and what is newer where that does not come "
                "about"},
      [](ClientConnecting& connecting) {
        speak_old_tls(connecting.tls, TlsVersion::tls1_0);
        connecting.tls.highest = TlsVersion::tls1_1;
      },
      moments::connecting_failed,
      [](ConnectingFailed& failed) {
        failed.next = failed.tried;
        failed.next->tls.lowest = TlsVersion::tls1_2;
        failed.next->tls.highest = TlsVersion::tls1_3;
      });

  add(
      moments::connecting_failed,
      {.id = "client-falls-back-to-plain-http",
       .role = Role::client,
       .breaks = "RFC7030-3.3-02",
       .story = "where TLS does not come about the client does without it"},
      [](ConnectingFailed& failed) {
        failed.next = failed.tried;
        failed.next->encrypted = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (!judgement.tls->encrypted()) authorize_without_certificate(judgement);
      });

  add(moments::client_connecting,
      {.id = "client-offers-null-suites",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-03",
       .story = "suites without encryption are offered, and used"},
      [](ClientConnecting& connecting) {
        connecting.tls.cipher_list = "HIGH:!aNULL:eNULL:@SECLEVEL=0";
      });

  add(
      moments::client_connecting,
      {.id = "client-offers-anonymous-suites",
       .role = Role::client,
       .breaks = "RFC7030-3.2.3-03",
       .story = "suites without certificates are offered, and their server counts"},
      [](ClientConnecting& connecting) {
        connecting.tls.cipher_list = "ALL:@SECLEVEL=0";
        // Who has a certificate is verified below.
        connecting.tls.verify_server = false;
      },
      moments::server_judgement,
      [](ServerJudgement& judgement) {
        if (judgement.tls->encrypted()) authorize_without_certificate(judgement);
      });

  add(moments::client_connecting,
      {.id = "client-takes-anonymous-suites-for-srp",
       .role = Role::client,
       .breaks = "RFC7030-3.3.3-02",
       .story = "where a secret is to authenticate both sides, suites are offered that know none, "
                "in place of those of SRP"},
      do_without_secret("AECDH"), moments::server_judgement, authorize_without_certificate);

  add(moments::client_connecting,
      {.id = "client-takes-anonymous-suites-beside-srp",
       .role = Role::client,
       .breaks = "RFC7030-3.3.3-03",
       .story = "where a secret is to authenticate both sides, suites are offered that know none, "
                "beside those of SRP"},
      do_without_secret("aSRP:AECDH"), moments::server_judgement, authorize_without_certificate);

  add(moments::client_connecting,
      {.id = "client-shows-no-certificate",
       .role = Role::client,
       .breaks = "RFC7030-2.2.1-01",
       .story = "the client does not show the certificate that it has"},
      [](ClientConnecting& connecting) { connecting.tls.identity.reset(); });

  add(moments::client_connecting,
      {.id = "reenroll-without-its-certificate",
       .role = Role::client,
       .breaks = "RFC7030-3.3.2-04",
       .story = "the certificate that is to be renewed is not shown in TLS"},
      [](ClientConnecting& connecting) {
        if (connecting.operation == Operation::simplereenroll) connecting.tls.identity.reset();
      });

  add(moments::client_connecting,
      {.id = "client-names-no-server-in-tls",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the client says no server name in TLS"},
      [](ClientConnecting& connecting) { connecting.tls.server_name.clear(); });
}

}  // namespace inquest
