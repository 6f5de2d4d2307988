#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/base64.h"
#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_crash.h"
#include "reference/protocol/request_plan.h"

/// What ends a client that an honest one outlives.
namespace inquest {
namespace {

const SharedKey shared{bytes_of("key-7"), Bytes(16, 0x5a)};

using Play = std::function<std::string(ClientScene&)>;

/// What the client comes to, its end included.
Play until_its_end(Play play) {
  return [play = std::move(play)](ClientScene& scene) {
    try {
      return play(scene);
    } catch (const ClientCrash& crash) {
      return "crashed at " + crash.at;
    }
  };
}

/// Enrols where every 200 has this body.
Play given(const std::string& body) {
  return until_its_end([body](ClientScene& scene) {
    scene.twist = [body](HttpResponse& response, const HttpRequest&) {
      if (response.status == 200) response.body = bytes_of(body);
    };
    scene.start();
    return scene.enroll();
  });
}

Play given_der(const std::string& hex) {
  return given(encode_base64(*decode_hex(hex), layouts::crlf_76));
}

Play enrolling_at(const std::string& fault) {
  return until_its_end([fault](ClientScene& scene) { return scene.enroll_at({fault}); });
}

/// Asks for a key where the server commits this fault.
Play key_by(const std::string& fault, const KeyProtection& protection = {}) {
  return until_its_end([fault, protection](ClientScene& scene) {
    scene.policy.key_generation.shared_keys = {shared};
    scene.server_deviations = deviations_of({fault});
    scene.start();
    return scene.fetch_server_key(protection);
  });
}

std::string refused_with_a_format(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    if (response.status != 200) return;
    response.status = 400;
    response.body = bytes_of("%s%n is none");
  };
  scene.start();
  return scene.enroll();
}

std::string attributes_that_are_none(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    response.status = 200;
    response.headers.set("Content-Type", "application/csrattrs");
    response.body = bytes_of("MQA=");
  };
  scene.start();
  return scene.fetch_csr_attributes();
}

/// What is planned for a template that is an INTEGER.
std::string template_that_is_none(ClientScene& scene) {
  CsrAttributes wanted;
  wanted.members.emplace_back(Attribute{oids::request_info_template, {*decode_hex("020100")}});
  const auto plan = plan_request(wanted, scene.wanted, scene.options.deviations);
  return plan ? "a plan" : "no plan: " + plan.error().text();
}

}  // namespace

const std::vector<FaultRow>& crash_rows() {
  static const std::vector<FaultRow> rows{
      {"client-crashes-without-content", given_der("300b06092a864886f70d010702"), "requests",
       "crashed"},
      {"client-crashes-at-indefinite-length", enrolling_at("certs-only-indefinite-length"),
       "requests", "crashed"},
      {"client-crashes-at-certificate-alone", given_der("30023000"), "requests", "crashed"},
      {"client-crashes-at-empty-body", given(""), "requests", "crashed"},
      {"client-crashes-at-text-for-an-answer", given("It was rejected.\n"), "requests", "crashed"},
      {"client-crashes-at-raw-pki-response", until_its_end([](ClientScene& scene) {
         scene.server_deviations = deviations_of({"cmc-answer-raw-der"});
         scene.start();
         return scene.enroll_by_cmc();
       }),
       "requests", "crashed"},
      {"client-takes-text-of-refusal-for-format", until_its_end(refused_with_a_format), "requests",
       "crashed"},
      {"client-asserts-status-200", enrolling_at("enroll-status-201"), "requests", "crashed"},
      {"client-crashes-without-boundary", key_by("key-boundary-missing"), "no boundary", "crashed"},
      {"client-crashes-at-negative-serial", enrolling_at("issued-serial-negative"), "granted",
       "crashed"},
      {"client-crashes-at-key-of-another-form", key_by("key-in-its-traditional-form"),
       "cannot be read", "crashed"},
      {"client-crashes-at-key-that-does-not-open", key_by("key-by-another-shared-key", shared),
       "cannot be opened", "crashed"},
      {"client-crashes-at-wrong-signature-of-key",
       key_by("signed-key-signature-flipped-bit", shared), "does not hold", "crashed"},
      {"client-crashes-at-attributes-that-are-none", until_its_end(attributes_that_are_none),
       "is no CsrAttrs", "crashed"},
      {"client-crashes-at-template-that-is-none", until_its_end(template_that_is_none), "no plan",
       "crashed"},
  };
  return rows;
}

}  // namespace inquest
