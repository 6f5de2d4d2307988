#include "harness/scenario/words/expect_outcome.h"

#include <fmt/format.h>

#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"

namespace inquest {
namespace {

/// "200 application/pkcs7-mime, 1034 bytes", and whom a granted certificate names.
std::string granted_text(const Answer& answer) {
  auto text = answer.summary();
  if (answer.asked && granted(answer))
    text += ", a certificate for " + issued_certificate(answer).subject_text();
  return text;
}

/// Where the peer says that it has no such operation, rather than that it will not.
bool not_served(int status) { return status == 404 || status == 405 || status == 501; }

std::string first_words(const Answer& answer) {
  const auto& body = answer.exchange->response.body;
  if (form_of(body) != BodyForm::text) return "";
  return " \"" + std::string(text_of(body).substr(0, 120)) + "\"";
}

}  // namespace

void ExpectAcceptance::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (answer.status() == 202)
    throw Inconclusive("the request waits for approval (202): nothing can be said of its outcome");
  Finding finding{granted(answer), "whether the request was granted",
                  answer.asked ? "2xx with a certificate" : "2xx with a body",
                  granted_text(answer)};
  if (finding.holds) return stage.judge(cites, std::move(finding));
  if (answer.deviates) {
    stage.judge_with_twin(cites, answer, std::move(finding));
    throw EndOfCase();
  }
  // A refusal with a 4xx may be policy; only these prove that something is missing or broken.
  const bool refused = answer.exchange && answer.status() >= 300;
  if (refused && !not_served(answer.status()) && answer.status() != 500)
    throw Inconclusive("a request that is right in everything was refused: " + answer.summary() +
                       first_words(answer));
  stage.judge(cites, std::move(finding));
  throw EndOfCase();
}

void ExpectRefusal::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (answer.status() == 202)
    throw Inconclusive(
        "the request waits for approval (202): whether it is refused is not known yet");
  Finding finding{!granted(answer), "whether the request was refused",
                  answer.asked ? "a refusal, and no certificate" : "a refusal",
                  granted_text(answer)};
  if (finding.holds && answer.deviates)
    return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

}  // namespace inquest
