#include <fmt/format.h>

#include "reference/client/adopt_anchors.h"
#include "reference/client/faulty_client_for_tests.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/hierarchy.h"
#include "reference/protocol/http_date.h"

/// Where a client lets itself be sent, how it waits, and what becomes of its trust anchors.
namespace inquest {
namespace {

// -- redirections --

/// Another server of the same CA, at localhost.
struct Elsewhere {
  explicit Elsewhere(const ClientScene& scene) {
    there.belong_to(scene.policy.authority);
    there.name_server({"DNS:localhost"});
  }
  void start(ClientScene& scene, int status = 307) {
    there.start();
    scene.policy.redirects = {
        {"https://localhost:" + std::to_string(there.port()), std::nullopt, status}};
  }
  ClientScene there;
};

std::string within_origin(ClientScene& scene, int status) {
  scene.policy.redirects = {{"/.well-known/est/inquest", std::nullopt, status}};
  scene.start();
  return scene.enroll();
}

std::string elsewhere(ClientScene& scene, bool consents) {
  Elsewhere other(scene);
  other.start(scene);
  scene.options.consents_to = [consents](const std::string&) { return consents; };
  scene.start();
  const auto outcome = scene.enroll();
  return outcome + "\nthere:" + other.there.log();
}

/// The bindings in a log must be those that requests bear; says "linked" for each that is so.
std::string linked(const std::string& log) {
  std::string said;
  for (std::size_t at = 0; (at = log.find("1.2.840.113549.1.9.7=", at)) != std::string::npos;
       ++at) {
    const auto begin = at + 21;
    const auto text = log.substr(begin, log.find(' ', begin) - begin);
    const auto line = log.substr(at, log.find('\n', at) - at);
    said += line.find("binding=" + text) != std::string::npos ? " linked" : " strange";
  }
  return said;
}

std::string linked_elsewhere(ClientScene& scene) {
  scene.options.link = LinkRequests::always;
  Elsewhere other(scene);
  other.start(scene);
  scene.options.consents_to = [](const std::string&) { return true; };
  scene.start();
  scene.enroll();
  return linked(scene.log()) + linked(other.there.log());
}

std::string in_a_circle(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest& request) {
    response = HttpResponse{};
    response.status = 307;
    response.headers.set("Location", request.target);
  };
  scene.start();
  return scene.enroll();
}

std::string out_of_tls(ClientScene& scene) {
  ClientScene there;
  there.listening.tls.reset();
  there.start();
  const auto where = "http://127.0.0.1:" + std::to_string(there.port());
  scene.twist = [where](HttpResponse& response, const HttpRequest& request) {
    response = HttpResponse{};
    response.status = 307;
    response.headers.set("Location", where + request.target);
  };
  scene.start();
  const auto outcome = scene.enroll();
  return outcome + "\nthere:" + there.log();
}

std::string plainly(ClientScene& scene) {
  scene.start();
  return scene.enroll();
}

// -- 202 --

/// The first `times` successes become 202.
void put_off(ClientScene& scene, const std::string& retry_after, int times = 1) {
  auto left = std::make_shared<int>(times);
  scene.twist = [left, retry_after](HttpResponse& response, const HttpRequest&) {
    if (response.status != 200 || (*left)-- <= 0) return;
    response = HttpResponse{};
    response.status = 202;
    response.headers.set("Retry-After", retry_after);
  };
}

std::string after_wait(ClientScene& scene, const std::string& retry_after, int times = 1) {
  put_off(scene, retry_after, times);
  scene.start();
  return scene.enroll();
}

std::string after_date(ClientScene& scene) {
  return after_wait(scene, http_date(ClientScene::now() + 30));
}

std::string linked_after_wait(ClientScene& scene) {
  scene.options.link = LinkRequests::always;
  return linked(after_wait(scene, "7"));
}

/// A server that has become another when the client comes back.
std::string replaced_meanwhile(ClientScene& scene) {
  put_off(scene, "7");
  scene.start();
  const auto stranger = Authority::in_memory({}, ClientScene::now());
  auto tls = *scene.listening.tls;
  tls.identity = TlsIdentity{
      scene.server_key,
      stranger->issue_server_certificate(scene.server_key, {"IP:127.0.0.1"}, ClientScene::now()),
      {stranger->issuing()}};
  return scene.enroll_while_waiting([&] { scene.replace_tls(tls); });
}

/// A 202 whose body is what the 200 would have had.
std::string with_202_and_certificate(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    if (response.status == 200) response.status = 202;
  };
  scene.start();
  return scene.enroll();
}

// -- trust anchors --

std::string outline(const ClientOptions& options) {
  std::string text =
      fmt::format("{} explicit, {} implicit, {} indicated:", options.tls.trust.size(),
                  options.implicit_anchors.size(), options.tls.trusted_authorities.size());
  for (const auto& each : options.tls.trust) text += " " + each.fingerprint();
  return text;
}

/// The CA's root was replaced; the client has it from then on.
std::string after_rollover(ClientScene& scene, bool knows_old_root, bool has_implicit_anchors) {
  scene.policy.authority->roll_over({}, ClientScene::now());
  const auto cacerts = scene.policy.authority->certificates_for_cacerts();
  if (has_implicit_anchors) scene.options.implicit_anchors = scene.options.tls.trust;
  if (!knows_old_root) scene.options.tls.trust.clear();
  adopt_anchors(scene.options, cacerts);
  return outline(scene.options);
}

std::string as_one_of_two_roots(ClientScene& scene) {
  const auto old_root = scene.policy.authority->root();
  scene.policy.authority->roll_over({}, ClientScene::now());
  scene.options.tls.trust.clear();
  adopt_anchors(scene.options, {old_root, scene.policy.authority->root()});
  return outline(scene.options).find(old_root.fingerprint()) == std::string::npos ? "the new"
                                                                                  : "the old";
}

std::string cacerts_with_root_first(ClientScene& scene) {
  scene.server_deviations = deviations_of({"cacerts-root-first"});
  scene.start();
  return scene.fetch_cacerts();
}

std::string cacerts_after_rollover(ClientScene& scene) {
  scene.policy.authority->roll_over({}, ClientScene::now());
  scene.belong_to(scene.policy.authority);
  scene.start();
  return scene.fetch_cacerts();
}

}  // namespace

const std::vector<FaultRow>& flow_rows() {
  static const std::vector<FaultRow> rows{
      {"client-follows-no-redirection", [](auto& scene) { return within_origin(scene, 307); },
       "granted", "answered 307"},
      {"client-goes-elsewhere-on-old-connection",
       [](auto& scene) { return elsewhere(scene, true); }, "there:\nC1 POST",
       "simpleenroll CN=device host=localhost"},
      {"client-goes-elsewhere-unasked", [](auto& scene) { return elsewhere(scene, false); },
       "wants your consent", "granted"},
      {"client-links-to-connection-before-redirection", linked_elsewhere, "linked linked linked",
       "strange"},
      {"client-makes-307-a-get", [](auto& scene) { return within_origin(scene, 307); }, "granted",
       "C1 GET "},
      {"client-follows-circle", in_a_circle, "\n6 requests", "\n41 requests"},
      {"client-follows-redirection-out-of-tls", out_of_tls, "answered 307", "in the clear"},
      {"host-field-without-port", plainly, "host=127.0.0.1:", "host=127.0.0.1 "},

      {"client-does-not-wait", [](auto& scene) { return after_wait(scene, "7"); }, "waits 7 s",
       "granted\nC1"},
      {"client-waits-half-as-long", [](auto& scene) { return after_wait(scene, "7"); }, "waits 7 s",
       "waits 3 s"},
      {"client-waits-ever-less", [](auto& scene) { return after_wait(scene, "7", 2); },
       "waits 7 s\nwaits 7 s", "granted\nwaits 7 s\nC1"},
      {"client-reads-no-date-in-retry-after", after_date, "granted", "answered 202"},
      {"client-takes-date-for-no-wait", after_date, "waits ", "waits 1 s"},
      {"client-wraps-retry-after", [](auto& scene) { return after_wait(scene, "4294967296"); },
       "answered 202", "granted"},
      {"client-never-asks-again", [](auto& scene) { return after_wait(scene, "7"); }, "granted",
       "answered 202"},
      {"client-asks-again-for-another-name", [](auto& scene) { return after_wait(scene, "7"); },
       "CN=device", "CN=asked again"},
      {"client-asks-again-with-get", [](auto& scene) { return after_wait(scene, "7"); }, "granted",
       "C2 GET "},
      {"client-links-to-connection-before-wait", linked_after_wait, "linked linked", "strange"},
      {"client-checks-no-server-after-wait", replaced_meanwhile, "no connection", "granted"},
      {"client-takes-202-for-granted", with_202_and_certificate, "answered 202", "granted"},

      {"client-adopts-no-anchor", [](auto& scene) { return after_rollover(scene, true, false); },
       "2 explicit", "1 explicit"},
      {"client-forgets-bootstrapped-anchor",
       [](auto& scene) { return after_rollover(scene, false, false); }, "1 explicit", "0 explicit"},
      {"client-keeps-implicit-anchors",
       [](auto& scene) { return after_rollover(scene, false, true); }, "0 implicit", "1 implicit"},
      {"client-indicates-no-anchor", [](auto& scene) { return after_rollover(scene, false, true); },
       "1 indicated", "0 indicated"},
      {"client-adopts-every-ca", [](auto& scene) { return after_rollover(scene, false, false); },
       "1 explicit", "6 explicit"},
      {"client-adopts-every-root", [](auto& scene) { return after_rollover(scene, false, false); },
       "1 explicit", "2 explicit"},
      {"client-adopts-first-root", as_one_of_two_roots, "the new", "the old"},
      {"client-knows-no-rollover", cacerts_after_rollover, "granted", "neither root nor issued"},
      {"client-wants-root-last", cacerts_with_root_first, "granted", "no root stands last"},
      {"client-keeps-no-root-for-others", cacerts_with_root_first, "granted 2", "granted 1 "},
      {"client-asks-without-pause", [](auto& scene) { return after_wait(scene, "soon"); },
       "answered 202", "granted"},
      {"client-loses-its-anchors", [](auto& scene) { return after_rollover(scene, true, false); },
       "2 explicit", "0 explicit"},
      {"client-refuses-certificate-twice",
       [](auto& scene) {
         scene.server_deviations = deviations_of({"cacerts-with-certificate-twice"});
         scene.start();
         return scene.fetch_cacerts();
       },
       "granted", "stands there twice"},
      {"client-reads-first-of-cacerts", cacerts_after_rollover, "granted 6", "granted 1 "},
  };
  return rows;
}

}  // namespace inquest
