#include "harness/scenario/words/expect_blame.h"

#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"

namespace inquest {
namespace {

bool is_client_error(int status) { return status >= 400 && status <= 499; }

/// What is judged of a refusal counts once the twin was granted: who refuses everything, or fails
/// at everything, has other troubles.
void judge_refusal(const Cite& cites, const Answer& answer, Stage& stage, Finding finding) {
  if (answer.deviates) return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

}  // namespace

void ExpectNoServerError::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto status = answer.status();
  exchange_of(answer);
  if (granted(answer)) return stage.tell(cites, "whom the answer blames", "nobody: it is granted");
  if (status == 501) return stage.tell(cites, "whom the answer blames", answer.summary());
  if (status == 503 || status < 400)
    throw Inconclusive("the answer says nothing of the request: " + answer.summary());
  judge_refusal(cites, answer, stage,
                {is_client_error(status), "whom the answer blames",
                 "the request is granted, or refused with 4xx", answer.summary()});
}

void ExpectExplanation::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto form = form_of(exchange_of(answer).response.body);
  if (!is_client_error(answer.status()))
    return stage.tell(cites, "the explanation of a refusal", answer.summary());
  judge_refusal(
      cites, answer, stage,
      {form != BodyForm::empty, "the explanation of a refusal", "a body", answer.summary()});
}

}  // namespace inquest
