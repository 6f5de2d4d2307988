#include "reference/client/faulty_client_for_tests.h"

/// What a client says of itself, and how it connects.
namespace inquest {
namespace {

std::string plainly(ClientScene& scene) {
  scene.start();
  return scene.enroll();
}

void speak(ClientScene& scene, TlsVersion version) {
  auto& tls = *scene.listening.tls;
  tls.lowest = tls.highest = version;
  tls.old_versions_allowed = true;
  tls.cipher_list = "ALL:@SECLEVEL=0";
}

std::string over(ClientScene& scene, TlsVersion version) {
  speak(scene, version);
  return plainly(scene);
}

std::string by_suites(ClientScene& scene, const std::string& suites) {
  scene.listening.tls->highest = TlsVersion::tls1_2;
  scene.listening.tls->cipher_list = suites;
  return plainly(scene);
}

/// Of a client that has a secret for TLS-SRP.
std::string by_anonymous_suites_with_secret(ClientScene& scene) {
  scene.options.tls.srp = SrpCredentials{"device", "secret"};
  return by_suites(scene, "AECDH:@SECLEVEL=0");
}

std::string in_the_clear(ClientScene& scene) {
  scene.listening.tls.reset();
  return plainly(scene);
}

std::string with_certificate(ClientScene& scene, Operation operation) {
  scene.options.tls.identity = scene.identity("CN=device");
  scene.start();
  return scene.enroll(operation);
}

/// A server that asks in these words, whatever it takes.
std::string challenged(ClientScene& scene, const std::string& challenge) {
  scene.twist = [challenge](HttpResponse& response, const HttpRequest&) {
    if (response.status == 401) response.headers.set("WWW-Authenticate", challenge);
  };
  return plainly(scene);
}

std::string by_digest(ClientScene& scene) {
  scene.policy.offers_digest = {DigestAlgorithm::sha256};
  scene.policy.offers_basic = false;
  return plainly(scene);
}

/// A server that wants credentials twice, of the same nonce.
std::string by_digest_twice(ClientScene& scene) {
  scene.policy.offers_digest = {DigestAlgorithm::sha256};
  scene.twist = [](HttpResponse& response, const HttpRequest& request) {
    if (response.status != 200 || request.target.find("/again/") != std::string::npos) return;
    response.status = 307;
    response.headers.set("Location", "/.well-known/est/again/simpleenroll");
  };
  scene.policy.labels = {"again"};
  return plainly(scene);
}

std::string with_wrong_password(ClientScene& scene) {
  scene.options.credentials->password = "wrong";
  return plainly(scene);
}

std::string bootstrapped(ClientScene& scene) {
  scene.options.tls.trust.clear();
  scene.twist = [](HttpResponse& response, const HttpRequest& request) {
    if (request.headers.find("Authorization") != nullptr) return;
    response = HttpResponse{};
    response.status = 401;
    response.headers.set("WWW-Authenticate", "Basic realm=\"est\"");
  };
  scene.start();
  return scene.bootstrap(scene.policy.authority->root().fingerprint());
}

std::string by_implicit_anchor(ClientScene& scene) {
  scene.options.implicit_anchors.swap(scene.options.tls.trust);
  return plainly(scene);
}

std::string redirected_when_known(ClientScene& scene) {
  ClientScene there;
  there.belong_to(scene.policy.authority);
  there.name_server({"DNS:localhost"});
  there.start();
  const auto where = "https://localhost:" + std::to_string(there.port());
  scene.twist = [where](HttpResponse& response, const HttpRequest& request) {
    if (response.status != 200) return;
    response = HttpResponse{};
    response.status = 307;
    response.headers.set("Location", where + request.target);
  };
  scene.options.consents_to = [](const std::string&) { return true; };
  const auto outcome = plainly(scene);
  return outcome + "\nthere: " + std::to_string(there.requests());
}

}  // namespace

const std::vector<FaultRow>& credential_rows() {
  static const std::vector<FaultRow> rows{
      {"client-speaks-tls-1.0", [](auto& scene) { return over(scene, TlsVersion::tls1_0); },
       "no connection", "granted"},
      {"client-speaks-tls-1.1", [](auto& scene) { return over(scene, TlsVersion::tls1_1); },
       "no connection", "granted"},
      {"client-falls-back-to-old-tls", [](auto& scene) { return over(scene, TlsVersion::tls1_0); },
       "no connection", "granted"},
      {"client-tries-old-tls-first",
       [](ClientScene& scene) {
         speak(scene, TlsVersion::tls1_0);
         scene.listening.tls->highest = TlsVersion::tls1_3;
         return plainly(scene);
       },
       "over TLSv1.3", "over TLSv1.1"},
      {"client-takes-anonymous-suites-for-srp", by_anonymous_suites_with_secret, "no connection",
       "granted"},
      {"client-takes-anonymous-suites-beside-srp", by_anonymous_suites_with_secret, "no connection",
       "granted"},
      {"client-falls-back-to-plain-http", in_the_clear, "no connection", "in the clear"},
      {"client-offers-null-suites",
       [](auto& scene) { return by_suites(scene, "eNULL:@SECLEVEL=0"); }, "no connection",
       "granted"},
      {"client-offers-anonymous-suites",
       [](auto& scene) { return by_suites(scene, "aNULL:@SECLEVEL=0"); }, "no connection",
       "granted"},
      {"client-shows-no-certificate",
       [](auto& scene) { return with_certificate(scene, Operation::simpleenroll); }, " certificate",
       "auth=Basic"},
      {"reenroll-without-its-certificate",
       [](auto& scene) { return with_certificate(scene, Operation::simplereenroll); },
       " certificate", "auth=Basic"},
      {"client-names-no-server-in-tls",
       [](auto& scene) {
         scene.options.endpoint.host = "localhost";
         return plainly(scene);
       },
       "sni=localhost", "simpleenroll CN=device host=localhost"},
      {"bootstrap-tells-password", bootstrapped, "answered 401", "granted"},
      {"client-tells-password-by-implicit-anchor", by_implicit_anchor, "answered 401", "granted"},
      {"client-tells-password-unasked", plainly, "\n2 requests", "\n1 requests"},
      {"client-answers-no-challenge", plainly, "granted", "answered 401"},
      {"client-without-certificate-answers-no-challenge", plainly, "granted", "answered 401"},
      {"client-knows-no-digest", by_digest, "granted", "answered 401"},
      {"client-knows-no-basic", plainly, "granted", "answered 401"},
      {"client-repeats-refused-password", with_wrong_password, "\n2 requests", "\n4 requests"},
      {"client-repeats-without-authorization", plainly, "granted", "answered 401"},
      {"credentials-in-field-for-proxies", plainly, "granted", "for-proxy"},
      {"password-with-control-character", plainly, "granted", "auth=Basic ZXN0OnNlY3JldAo="},
      {"client-reads-basic-by-case",
       [](auto& scene) { return challenged(scene, "BASIC realm=\"est\""); }, "granted",
       "answered 401"},
      {"client-reads-digest-by-case",
       [](auto& scene) {
         return challenged(scene, "digest realm=\"est\", nonce=\"1\", qop=\"auth\"");
       },
       "auth=Digest", "\n1 requests"},
      {"client-reads-schemes-by-case",
       [](auto& scene) { return challenged(scene, "basic realm=\"est\""); }, "granted",
       "answered 401"},
      {"client-splits-challenges-within-quotes",
       [](auto& scene) { return challenged(scene, "Basic realm=\"est, here\""); }, "granted",
       "answered 401"},
      {"client-reads-parameters-by-case",
       [](auto& scene) { return challenged(scene, "Basic REALM=\"est\""); }, "granted",
       "answered 401"},
      {"client-reads-quoted-realms-alone",
       [](auto& scene) { return challenged(scene, "Basic realm=est"); }, "granted", "answered 401"},
      {"client-takes-credentials-elsewhere", redirected_when_known, "there: 2", "there: 1"},
      {"client-resumes-no-session",
       [](auto& scene) {
         scene.garble = [](WireReply& reply, const HttpRequest&) { reply.close_after = true; };
         return plainly(scene);
       },
       " resumed", "C2 POST /.well-known/est/simpleenroll CN=device host="},
      {"credentials-of-two-schemes-at-once", by_digest, "granted", "auth twice"},
      {"client-gives-up-at-unknown-algorithm",
       [](auto& scene) {
         return challenged(scene,
                           "Digest realm=\"est\", nonce=\"1\", qop=\"auth\", algorithm=SHA-7, "
                           "Basic realm=\"est\"");
       },
       "granted", "answered 401"},
      {"digest-of-client-does-not-count", by_digest_twice, "nc=00000002", "\n4 requests"},
      {"digest-of-client-without-count", by_digest, "granted", "answered 401"},
      {"digest-of-client-without-cnonce", by_digest, "granted", "answered 401"},
      {"digest-of-client-with-qop-of-its-own", by_digest, "qop=auth,", "qop=auth-int"},
      {"digest-of-client-for-another-target", by_digest, "uri=\"/.well-known/est/simpleenroll\"",
       "uri=\"/.well-known/est\""},
      {"digest-of-client-without-quotes", by_digest, "username=\"est\"", "username=est,"},
      {"digest-of-client-quotes-everything", by_digest, "nc=00000001", "nc=\"00000001\""},
      {"client-takes-unknown-algorithm-for-md5",
       [](auto& scene) {
         return challenged(scene,
                           "Digest realm=\"est\", nonce=\"1\", qop=\"auth\", algorithm=SHA-7");
       },
       "answered 401", "auth=Digest"},
      {"client-gives-up-when-nonce-is-spent",
       [](auto& scene) {
         scene.policy.nonces = std::make_shared<DigestNonces>(300, 0);
         return by_digest(scene);
       },
       "requests", "\n2 requests"},
  };
  return rows;
}

}  // namespace inquest
