#include <algorithm>

#include "reference/faults/catalogue.h"
#include "reference/faults/server_belief.h"
#include "reference/protocol/client_moments.h"

/// Which certificates a client takes for trust anchors, and what counts without one.
namespace inquest {
namespace {

void add_faults_of_anchors(FaultCatalogue& add) {
  add(moments::client_connecting,
      {.id = "client-verifies-no-server",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-01",
       .story = "the client believes every server, whatever its certificate"},
      finish_any_handshake, moments::server_judgement, authorize);

  add(moments::client_connecting,
      {.id = "client-believes-any-issuer",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-07",
       .story = "a server counts that has the right name, whoever certified it"},
      finish_any_handshake, moments::server_findings,
      [](ServerFindings& found) { found.by_explicit.valid = true; });

  add(moments::client_connecting,
      {.id = "client-believes-whoever-certified-itself",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-07",
       .story = "a server's self-signed certificate counts where it has the right name"},
      finish_any_handshake, moments::server_findings, [](ServerFindings& found) {
        if (found.leaf->self_signed()) found.by_explicit.valid = true;
      });

  add(
      moments::client_connecting,
      {.id = "client-without-anchors-believes-anybody",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-08",
       .story = "a client without trust anchors goes on with whatever server there is"},
      [](ClientConnecting& connecting) {
        if (connecting.tls.trust.empty() && connecting.implicit_anchors.empty())
          connecting.tls.verify_server = false;
      },
      moments::server_findings,
      [](ServerFindings& found) {
        if (!found.trust->explicit_anchors.empty() || !found.trust->implicit_anchors.empty())
          return;
        found.by_explicit.valid = found.named = true;
      });

  add(moments::client_connecting,
      {.id = "client-without-certificate-has-no-anchors",
       .role = Role::client,
       .breaks = "RFC7030-3.1-06",
       .story = "explicit trust anchors count only where the client has a certificate of its own"},
      [](ClientConnecting& connecting) {
        if (!connecting.identity) connecting.tls.trust.clear();
      });

  add(moments::server_findings,
      {.id = "client-confuses-its-anchors",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-04",
       .story = "implicit trust anchors count as if they were explicit ones"},
      [](ServerFindings& found) {
        if (found.by_implicit.valid) found.by_explicit = found.by_implicit;
      });

  add(moments::client_connecting,
      {.id = "client-knows-no-implicit-anchors",
       .role = Role::client,
       .breaks = "RFC7030-3.3.1-07",
       .story = "a server is believed under explicit trust anchors alone"},
      [](ClientConnecting& connecting) { connecting.implicit_anchors.clear(); });

  add(moments::client_connecting,
      {.id = "client-asks-for-key-by-implicit-anchor",
       .role = Role::client,
       .breaks = "RFC7030-6-11",
       .story = "a key is asked of a server that an implicit trust anchor vouches for"},
      [](ClientConnecting& connecting) {
        connecting.implicit_anchors = *connecting.implicit_at_hand;
      });
}

/// A server that nothing is known of (RFC 7030 4.1.1).
void add_faults_of_bootstrap(FaultCatalogue& add) {
  add(moments::fingerprint_judgement,
      {.id = "bootstrap-takes-any-root",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-02",
       .story = "a root counts although its fingerprint is another than the user gave"},
      [](FingerprintJudgement& judgement) { judgement.known = true; });

  add(moments::fingerprint_judgement,
      {.id = "bootstrap-takes-fingerprint-of-no-root",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-02",
       .story = "the fingerprint of any certificate will do, and the root beside it is believed"},
      [](FingerprintJudgement& judgement) {
        judgement.known = std::any_of(
            judgement.certificates->begin(), judgement.certificates->end(),
            [&](const Certificate& each) { return each.fingerprint() == judgement.fingerprint; });
      });

  add(
      moments::connecting_failed,
      {.id = "client-goes-on-provisionally",
       .role = Role::client,
       .breaks = "RFC7030-4.1.1-04",
       .story = "where verification fails the client connects again without it, and goes on"},
      [](ConnectingFailed& failed) {
        failed.next = failed.tried;
        failed.next->tls.verify_server = false;
      },
      moments::server_judgement, authorize);
}

}  // namespace

void add_client_anchor_faults(FaultCatalogue& add) {
  add_faults_of_anchors(add);
  add_faults_of_bootstrap(add);
}

}  // namespace inquest
