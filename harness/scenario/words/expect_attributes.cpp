#include "harness/scenario/words/expect_attributes.h"

#include "harness/scenario/payload.h"
#include "reference/codec/media_type.h"

namespace inquest {
namespace {

bool wants_authentication(const Answer& answer) {
  return answer.status() == 401 || answer.status() == 403;
}

AttributesReading noted(const Answer& answer, Stage& stage) {
  auto reading = attributes_of(answer);
  if (reading.octets) stage.note_structure("the CSR attributes of the answer", *reading.octets);
  return reading;
}

}  // namespace

void ExpectAttributesAnswer::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  exchange_of(answer);
  // That it should be open to all is a statement of its own.
  if (wants_authentication(answer))
    throw Inconclusive("/csrattrs was not answered: " + answer.summary());
  const auto status = answer.status();
  stage.judge(cites,
              {status == 200 || status == 204 || status == 404, "the status of the CSR attributes",
               "200 with CSR attributes, or 204 or 404 without", answer.summary()});
  if (status != 200 && status != 204 && status != 404) throw EndOfCase();
}

void ExpectAttributesType::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& response = exchange_of(answer).response;
  if (answer.status() != 200)
    return stage.tell(cites, "the media type of CSR attributes", answer.summary());
  const auto* type = response.headers.find("Content-Type");
  stage.judge(cites, {type != nullptr && is_media_type(*type, media_types::csrattrs),
                      "the media type of CSR attributes", media_types::csrattrs,
                      type ? *type : "no Content-Type"});
}

void ExpectAttributesForm::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& body = exchange_of(answer).response.body;
  if (answer.status() != 200)
    return stage.tell(cites, "the form of CSR attributes", answer.summary());
  stage.judge(cites, {form_of(body) == BodyForm::base64, "the form of CSR attributes", "base64",
                      form_text(body)});
}

void ExpectAttributes::perform(Stage& stage) const {
  judge_by(csr_attributes_rules(), rule, noted(stage.answer(of), stage), cites, stage);
}

void ExpectTemplate::perform(Stage& stage) const {
  judge_by(csr_template_rules(), rule, noted(stage.answer(of), stage), cites, stage);
}

}  // namespace inquest
