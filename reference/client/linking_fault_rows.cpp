#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"

/// How a client links its requests to their connections.
namespace inquest {
namespace {

/// Requests that are linked however that can be.
std::string over(ClientScene& scene, TlsVersion version,
                 LinkAttribute attribute = LinkAttribute::challenge_password) {
  scene.listening.tls->lowest = scene.listening.tls->highest = version;
  scene.options.link = LinkRequests::always;
  scene.options.link_attribute = attribute;
  scene.start();
  return scene.enroll();
}

/// Each on a connection of its own.
std::string anew(ClientScene& scene, TlsVersion version) {
  scene.garble = [](WireReply& reply, const HttpRequest&) { reply.close_after = true; };
  return over(scene, version);
}

/// At a server that lets clients renegotiate.
std::string renegotiating(ClientScene& scene) {
  scene.listening.tls->client_renegotiation = true;
  return over(scene, TlsVersion::tls1_2);
}

/// The tag of the string that estIdentityLinking is.
std::string in_which_type(ClientScene& scene) {
  std::string text;
  scene.twist = [&text](HttpResponse&, const HttpRequest& request) {
    const auto der = decode_base64(text_of(request.body));
    if (!der) return;
    const auto csr = decode_certification_request(*der);
    const auto* attribute = csr ? csr->info.attribute(oids::est_identity_linking) : nullptr;
    if (attribute != nullptr)
      text = "type " + encode_hex(BytesView(attribute->values.front()).first(1));
  };
  over(scene, TlsVersion::tls1_3, LinkAttribute::est_identity_linking);
  return text;
}

constexpr auto old_attribute = "1.2.840.113549.1.9.7=";

}  // namespace

const std::vector<FaultRow>& linking_rows() {
  const auto on_1_2 = [](ClientScene& scene) { return over(scene, TlsVersion::tls1_2); };
  const auto on_1_3 = [](ClientScene& scene) { return over(scene, TlsVersion::tls1_3); };
  const auto anew_on_1_2 = [](ClientScene& scene) { return anew(scene, TlsVersion::tls1_2); };
  const auto anew_on_1_3 = [](ClientScene& scene) { return anew(scene, TlsVersion::tls1_3); };
  const auto by_new_attribute = [](ClientScene& scene) {
    return over(scene, TlsVersion::tls1_3, LinkAttribute::est_identity_linking);
  };
  static const std::vector<FaultRow> rows{
      {"client-links-nothing", on_1_2, old_attribute, "CN=device host="},
      {"client-links-nothing-by-implicit-anchor",
       [](ClientScene& scene) {
         scene.options.tls.identity = scene.identity("CN=device");
         scene.options.implicit_anchors.swap(scene.options.tls.trust);
         return over(scene, TlsVersion::tls1_2);
       },
       old_attribute, "CN=device host="},
      {"client-links-nothing-on-tls-1.3", on_1_3, old_attribute, "CN=device host="},
      {"client-links-by-zeros", on_1_2, "granted", "7=AAAAAAAAAAAAAAAA "},
      {"client-links-to-first-connection", anew_on_1_3, "granted",
       "linked to another TLS connection"},
      {"client-links-resumed-session-by-first-handshake", anew_on_1_2, "granted",
       "linked to another TLS connection"},
      {"client-ignores-wanted-linking", on_1_2, old_attribute, "CN=device host="},
      {"client-leaves-out-wanted-linking", by_new_attribute, ".58=", "CN=device host="},
      {"client-writes-linking-in-utf8", in_which_type, "type 13", "type 0c"},
      {"client-renegotiates-while-it-authenticates", renegotiating, "granted",
       "linked to another TLS connection"},
      {"client-links-by-exporter-of-its-own", on_1_3, "granted",
       "linked to another TLS connection"},
      {"client-links-in-hexadecimal", on_1_2, "granted", "linked to another TLS connection"},
      {"client-links-beyond-255-octets", on_1_2, "granted", "answered 400"},
      {"client-puts-password-into-challenge", on_1_2, "granted", "7=revoke me"},
      {"client-links-by-another-value-in-new-attribute", by_new_attribute, "granted",
       ".58=device "},
      {"client-writes-new-attribute-twice", by_new_attribute, "granted", " twice"},
  };
  return rows;
}

}  // namespace inquest
