#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

/// Whom a client believes.
namespace inquest {
namespace {

std::string before_stranger(ClientScene& scene) {
  scene.options.tls.trust = {Authority::in_memory({}, ClientScene::now())->root()};
  scene.start();
  return scene.enroll();
}

std::string before_another_name(ClientScene& scene) {
  scene.name_server({"DNS:other.example"});
  scene.start();
  return scene.enroll();
}

/// A server that is configured by name.
std::string named(ClientScene& scene, const std::string& host, const std::string& certified) {
  scene.name_server({certified});
  scene.options.tls.expected_host = host;
  scene.start();
  return scene.enroll();
}

std::string expired(ClientScene& scene) {
  scene.contents.not_before = ClientScene::now() - 2 * day;
  scene.contents.not_after = ClientScene::now() - day;
  scene.start();
  return scene.enroll();
}

std::string of_tomorrow(ClientScene& scene) {
  scene.contents.not_before = ClientScene::now() + day;
  scene.start();
  return scene.enroll();
}

std::string without_purpose(ClientScene& scene) {
  std::erase_if(scene.contents.extensions,
                [](const Extension& each) { return each.id == oids::extended_key_usage; });
  scene.contents.extensions.push_back(extensions::extended_key_usage({oids::client_auth}));
  scene.start();
  return scene.enroll();
}

std::string issued_by_no_authority(ClientScene& scene) {
  const auto device = scene.identity("CN=device");
  scene.certificate =
      Authority::issue_elsewhere(scene.contents, device.certificate.subject(), scene.key);
  scene.chain.insert(scene.chain.begin(), device.certificate);
  scene.start();
  return scene.enroll();
}

std::string with_critical_extension(ClientScene& scene) {
  scene.contents.extensions.push_back({"1.3.6.1.4.1.32473.1.9", true, encode(null())});
  scene.start();
  return scene.enroll();
}

std::string certified_by_itself(ClientScene& scene) {
  scene.certificate =
      Authority::issue_elsewhere(scene.contents, scene.contents.subject, scene.server_key);
  scene.chain.clear();
  scene.start();
  return scene.enroll();
}

std::string without_anchors(ClientScene& scene) {
  scene.options.tls.trust.clear();
  scene.start();
  return scene.enroll();
}

std::string by_implicit_anchor(ClientScene& scene) {
  scene.options.implicit_anchors.swap(scene.options.tls.trust);
  scene.start();
  return scene.enroll();
}

/// To localhost, where a server of the same CA is, which is named otherwise.
std::string redirected(ClientScene& scene, const std::string& certified) {
  ClientScene there;
  there.belong_to(scene.policy.authority);
  there.name_server({certified});
  there.start();
  scene.name_server({"IP:127.0.0.1"});
  scene.policy.redirects = {
      {"https://localhost:" + std::to_string(there.port()), std::nullopt, 307}};
  scene.options.consents_to = [](const std::string&) { return true; };
  scene.start();
  const auto outcome = scene.enroll();
  return outcome + there.log();
}

std::string by_srp(ClientScene& scene) {
  scene.listening.tls->srp_users = {{"device", "secret"}};
  scene.options.tls.srp = SrpCredentials{"device", "secret"};
  scene.start();
  return scene.enroll();
}

/// With a certificate, so that no password is needed.
std::string by_implicit_anchor_and_certificate(ClientScene& scene) {
  scene.options.tls.identity = scene.identity("CN=device");
  return by_implicit_anchor(scene);
}

std::string key_by_implicit_anchor(ClientScene& scene) {
  by_implicit_anchor_and_certificate(scene);
  return scene.fetch_server_key();
}

std::string with_further_extension(ClientScene& scene) {
  scene.contents.extensions.push_back({"1.3.6.1.4.1.32473.1.9", false, encode(null())});
  scene.start();
  return scene.enroll();
}

std::string for_every_purpose(ClientScene& scene) {
  std::erase_if(scene.contents.extensions,
                [](const Extension& each) { return each.id == oids::extended_key_usage; });
  scene.start();
  return scene.enroll();
}

}  // namespace

const std::vector<FaultRow>& trust_rows() {
  static const std::vector<FaultRow> rows{
      {"client-verifies-no-server", before_stranger, "no connection", "granted"},
      {"client-believes-any-issuer", before_stranger, "no connection", "granted"},
      {"client-believes-expired-server", expired, "no connection", "granted"},
      {"client-believes-server-of-tomorrow", of_tomorrow, "no connection", "granted"},
      {"client-believes-server-without-purpose", without_purpose, "no connection", "granted"},
      {"client-believes-server-of-no-authority", issued_by_no_authority, "no connection",
       "granted"},
      {"client-ignores-critical-extension-of-server", with_critical_extension, "no connection",
       "granted"},
      {"client-believes-whoever-certified-itself", certified_by_itself, "no connection", "granted"},
      {"client-without-anchors-believes-anybody", without_anchors, "no connection", "granted"},
      {"client-without-certificate-has-no-anchors",
       [](ClientScene& scene) {
         scene.start();
         return scene.enroll();
       },
       "granted", "no connection"},
      {"client-confuses-its-anchors", by_implicit_anchor, "answered 401", "granted"},
      {"client-knows-no-implicit-anchors", by_implicit_anchor_and_certificate, "granted",
       "no connection"},
      {"client-asks-for-key-by-implicit-anchor", key_by_implicit_anchor, "no connection",
       "granted"},
      {"client-knows-no-further-extensions-of-server", with_further_extension, "granted",
       "not authorised"},
      {"client-wants-purpose-of-server", for_every_purpose, "granted", "not authorised"},
      {"client-compares-names-by-case",
       [](ClientScene& scene) { return named(scene, "est.example", "DNS:EST.example"); }, "granted",
       "not authorised"},
      {"client-compares-no-name-by-implicit-anchor",
       [](ClientScene& scene) {
         scene.name_server({"DNS:other.example"});
         return by_implicit_anchor_and_certificate(scene);
       },
       "not authorised", "granted"},
      {"client-judges-no-authorization", before_another_name, "not authorised", "granted"},
      {"client-compares-no-name", before_another_name, "not authorised", "granted"},
      {"client-compares-end-of-name",
       [](ClientScene& scene) { return named(scene, "est.example", "DNS:example"); },
       "not authorised", "granted"},
      {"client-compares-begin-of-name",
       [](ClientScene& scene) { return named(scene, "est.example", "DNS:est.example.org"); },
       "not authorised", "granted"},
      {"client-reads-wildcard-as-many-labels",
       [](ClientScene& scene) { return named(scene, "a.b.example", "DNS:*.example"); },
       "not authorised", "granted"},
      {"client-takes-common-name-beside-others",
       [](ClientScene& scene) {
         scene.contents.subject = encode_name("CN=est.example");
         return named(scene, "est.example", "DNS:other.example");
       },
       "not authorised", "granted"},
      {"client-compares-name-of-first-server",
       [](ClientScene& scene) { return redirected(scene, "IP:127.0.0.1"); }, "not authorised",
       "granted"},
      {"client-takes-any-purpose-for-ra", before_another_name, "not authorised", "granted"},
      {"client-authorizes-after-the-answer", before_another_name, "is not authorised", "C1 POST"},
      {"client-answers-challenge-of-anybody", before_another_name, "is not authorised",
       "auth=Basic"},
      {"client-knows-no-server-without-certificate", by_srp, "granted", "no certificate"},
      {"client-fetches-cacerts-from-anybody",
       [](ClientScene& scene) {
         before_stranger(scene);
         return scene.fetch_cacerts();
       },
       "no connection", "granted"},
      {"client-enrolls-at-anybody", before_stranger, "no connection", "granted"},
      {"client-enrolls-at-another-server", before_another_name, "not authorised", "granted"},
      {"client-asks-anybody-for-key",
       [](ClientScene& scene) {
         before_stranger(scene);
         return scene.fetch_server_key();
       },
       "no connection", "granted"},
      {"client-asks-another-server-for-key",
       [](ClientScene& scene) {
         before_another_name(scene);
         return scene.fetch_server_key();
       },
       "not authorised", "granted"},
      {"bootstrap-takes-any-root",
       [](ClientScene& scene) {
         without_anchors(scene);
         return scene.bootstrap("sha256:00");
       },
       "has the fingerprint", "granted"},
      {"bootstrap-takes-fingerprint-of-no-root",
       [](ClientScene& scene) {
         without_anchors(scene);
         return scene.bootstrap(scene.policy.authority->issuing().fingerprint());
       },
       "has the fingerprint", "granted"},
      {"client-goes-on-provisionally", before_stranger, "no connection", "granted"},
      {"client-checks-no-server-elsewhere",
       [](ClientScene& scene) { return redirected(scene, "DNS:other.example"); }, "not authorised",
       "granted"},
  };
  return rows;
}

}  // namespace inquest
