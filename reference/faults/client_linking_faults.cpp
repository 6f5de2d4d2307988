#include "reference/codec/base64.h"
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
      {.id = "client-links-nothing-on-tls-1.3",
       .role = Role::client,
       .breaks = "RFC9266-3-01",
       .story = "on TLS 1.3 no request is linked, although that was asked for"},
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
