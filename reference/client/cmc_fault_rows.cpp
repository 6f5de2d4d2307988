#include "reference/client/faulty_client_for_tests.h"
#include "reference/codec/cmc_status.h"

/// What a client takes for a PKI Response.
namespace inquest {
namespace {

std::string at(ClientScene& scene, const std::string& fault) {
  scene.enroll_at({fault});
  return scene.enroll_by_cmc();
}

/// The answer is that of a server of another CA.
std::string signed_by_stranger(ClientScene& scene) {
  auto other = scene.policy;
  other.authority = Authority::in_memory({}, ClientScene::now());
  scene.twist = [other](HttpResponse& response, const HttpRequest& request) {
    if (response.status == 200)
      response = respond(request, ClientScene::anonymous(), other, {}, ClientScene::now());
  };
  scene.start();
  return scene.enroll_by_cmc();
}

/// A further status beside that of success.
std::string with_status(ClientScene& scene, CmcStatus status) {
  scene.server_deviations.add<PkiResponse>(moments::cmc_response, [status](PkiResponse& response) {
    if (response.controls.empty()) return;
    response.controls.push_back(
        status_control(100, {status, {BodyPartId{1}}, std::nullopt, std::monostate{}}));
  });
  scene.start();
  return scene.enroll_by_cmc();
}

}  // namespace

const std::vector<FaultRow>& cmc_rows() {
  static const std::vector<FaultRow> rows{
      {"client-takes-unsigned-pki-response",
       [](auto& scene) { return at(scene, "cmc-answer-unsigned"); }, "is not signed", "granted"},
      {"client-knows-no-pki-response-by-rsa",
       [](ClientScene& scene) {
         AuthorityOptions options;
         options.issuing_key = KeyKind("rsa-2048");
         scene.belong_to(Authority::in_memory(options, ClientScene::now()));
         scene.options.tls.trust = scene.policy.authority->roots();
         scene.start();
         return scene.enroll_by_cmc();
       },
       "granted", "an algorithm that nobody knows"},
      {"client-knows-no-full-response",
       [](auto& scene) {
         scene.start();
         return scene.enroll_by_cmc();
       },
       "granted", "no Simple PKI Response"},
      {"client-takes-pki-response-of-any-status",
       [](auto& scene) { return at(scene, "cmc-answer-status-201"); }, "the server answered 201",
       "granted"},
      {"client-takes-pki-response-of-stranger", signed_by_stranger, "signed by a stranger",
       "granted"},
      {"client-takes-pki-response-of-another-transaction",
       [](auto& scene) { return at(scene, "cmc-answer-of-another-transaction"); },
       "of another transaction", "granted"},
      {"client-takes-pki-response-with-another-nonce",
       [](auto& scene) { return at(scene, "cmc-answer-with-wrong-recipient-nonce"); },
       "of another transaction", "granted"},
      {"client-reads-first-status-only",
       [](auto& scene) { return with_status(scene, CmcStatus::failed); }, "failed", "granted"},
      {"client-reads-one-status-at-most",
       [](auto& scene) { return with_status(scene, CmcStatus::success); }, "granted",
       "several statuses"},
  };
  return rows;
}

}  // namespace inquest
