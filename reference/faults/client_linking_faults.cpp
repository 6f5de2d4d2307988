#include <vector>

#include "reference/codec/base64.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/hash.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

bool is_linked(const RequestLinking& linking) { return !linking.attributes.empty(); }

Bytes binding(const TlsFacts& tls) {
  return tls.tls_unique.empty() ? tls.tls_exporter : tls.tls_unique;
}

}  // namespace

void add_client_linking_faults(FaultCatalogue& add) {
  add(moments::request_linking,
      {.id = "client-links-nothing",
       .role = Role::client,
       .breaks = "RFC7030-3.5-03",
       .story = "no request is linked to its connection"},
      [](RequestLinking& linking) { linking.attributes.clear(); });

  add(moments::request_linking,
      {.id = "client-links-nothing-by-implicit-anchor",
       .role = Role::client,
       .breaks = "RFC7030-6-03",
       .story = "a request is not linked where an implicit trust anchor vouches for the server"},
      [](RequestLinking& linking) {
        if (linking.known_by == ServerAuthorization::By::implicit_anchors)
          linking.attributes.clear();
      });

  add(moments::request_linking,
      {.id = "client-links-nothing-on-tls-1.3",
       .role = Role::client,
       .breaks = "",
       .story = "legal: on TLS 1.3, where tls-unique is not defined, no request is linked"},
      [](RequestLinking& linking) {
        if (linking.tls->tls_unique.empty()) linking.attributes.clear();
      });

  add(moments::request_linking,
      {.id = "client-links-by-zeros",
       .role = Role::client,
       .breaks = "RFC7030-3.5-06",
       .story = "what links a request is zeros"},
      [](RequestLinking& linking) {
        linking.text = encode_base64(Bytes(binding(*linking.tls).size(), 0));
      });

  add(moments::request_linking,
      {.id = "client-links-to-first-connection",
       .role = Role::client,
       .breaks = "RFC5929-3.1-01",
       .story = "every request bears the binding of the first connection"},
      [](RequestLinking& linking) {
        if (linking.earlier != nullptr) linking.text = encode_base64(binding(*linking.earlier));
      });

  add(moments::request_linking,
      {.id = "client-links-resumed-session-by-first-handshake",
       .role = Role::client,
       .breaks = "RFC5929-3.1-03",
       .story = "on a resumed session a request bears the binding of where the session began"},
      [](RequestLinking& linking) {
        if (linking.tls->session_reused && linking.earlier != nullptr)
          linking.text = encode_base64(binding(*linking.earlier));
      });

  add(moments::request_linking,
      {.id = "client-ignores-wanted-linking",
       .role = Role::client,
       .breaks = "RFC7030-3.5-02",
       .story = "no request is linked where the CSR attributes ask for it"},
      [](RequestLinking& linking) {
        if (linking.wanted) linking.attributes.clear();
      });

  add(moments::request_linking,
      {.id = "client-leaves-out-wanted-linking",
       .role = Role::client,
       .breaks = "RFC7894-4-03",
       .story = "estIdentityLinking, which the CSR attributes name, is left out"},
      [](RequestLinking& linking) {
        if (linking.wanted) std::erase(linking.attributes, oids::est_identity_linking);
      });

  add(moments::linked_contents,
      {.id = "client-writes-linking-in-utf8",
       .role = Role::client,
       .breaks = "RFC7894-3-02",
       .story = "estIdentityLinking is a UTF8String, although base64 can be a PrintableString"},
      [](RequestContents& contents) {
        for (auto& each : contents.attributes) {
          if (each.type != oids::est_identity_linking) continue;
          if (const auto text = challenge_text(each)) each.values = {encode(utf8_string(*text))};
        }
      });

  add(moments::outgoing_request,
      {.id = "client-renegotiates-while-it-authenticates",
       .role = Role::client,
       .breaks = "RFC5929-3.1-05",
       .story = "there is another handshake before a password is told"},
      [](OutgoingRequest& outgoing) {
        outgoing.renegotiates = outgoing.request.headers.find("Authorization") != nullptr;
      });

  add(moments::request_linking,
      {.id = "client-links-by-exporter-of-its-own",
       .role = Role::client,
       .breaks = "RFC9266-2-01",
       .story = "on TLS 1.3 what links a request is not what RFC 9266 exports"},
      [](RequestLinking& linking) {
        if (linking.tls->tls_unique.empty())
          linking.text = encode_base64(hash("sha256", linking.tls->tls_exporter));
      });

  add(moments::request_linking,
      {.id = "client-links-in-hexadecimal",
       .role = Role::client,
       .breaks = "RFC7030-3.5-09",
       .story = "the channel binding is written in hexadecimal"},
      [](RequestLinking& linking) { linking.text = encode_hex(binding(*linking.tls)); });

  add(moments::request_linking,
      {.id = "client-links-beyond-255-octets",
       .role = Role::client,
       .breaks = "RFC7030-3.5-10",
       .story = "the value that links a request has more than 255 octets"},
      [](RequestLinking& linking) { linking.text += std::string(256, ' '); });

  add(moments::request_linking,
      {.id = "client-puts-password-into-challenge",
       .role = Role::client,
       .breaks = "RFC7030-3.5-11",
       .story = "challengePassword holds a password for revocation, and no binding"},
      [](RequestLinking& linking) {
        if (!is_linked(linking)) return;
        linking.text = "revoke me";
        linking.attributes = {oids::challenge_password};
      });

  add(moments::request_linking,
      {.id = "client-links-by-another-value-in-new-attribute",
       .role = Role::client,
       .breaks = "RFC7894-3.3-01",
       .story = "estIdentityLinking holds something else than the channel binding"},
      [](RequestLinking& linking) {
        for (const auto& each : linking.attributes)
          if (each == oids::est_identity_linking) linking.text = "device";
      });

  add(moments::request_linking,
      {.id = "client-writes-new-attribute-twice",
       .role = Role::client,
       .breaks = "RFC7894-3.3-02",
       .story = "estIdentityLinking is there twice"},
      [](RequestLinking& linking) {
        if (is_linked(linking))
          linking.attributes = {oids::est_identity_linking, oids::est_identity_linking};
      });
}

}  // namespace inquest
