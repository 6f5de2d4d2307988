#include "harness/scenario/words/expect_waiting.h"

#include <algorithm>

#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/pki/signed_data.h"

namespace inquest {
namespace {

/// Whether a body holds a certificate for the key that was asked about, in whatever CMS.
bool holds_certificate(const Answer& answer) {
  const auto octets = octets_of(answer.exchange->response.body);
  if (!octets || !answer.asked) return false;
  const auto message = decode_signed_data(*octets);
  return message && std::any_of(message->certificates.begin(), message->certificates.end(),
                                [&](const Certificate& each) {
                                  return each.public_key() == answer.asked->public_key;
                                });
}

}  // namespace

void ExpectWaiting::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& response = exchange_of(answer).response;
  if (response.status != 202 || rule == "told")
    return stage.tell(cites, "whether the request is put off (202)", answer.summary());
  if (rule == "text")
    return stage.tell(cites, "what a 202 has to say to people",
                      std::string(name_of(form_of(response.body))) + ", " + answer.summary());
  const bool there = holds_certificate(answer);
  stage.judge(cites, {!there, "what a 202 holds", "no certificate yet",
                      there ? "the certificate that was asked for" : answer.summary()});
}

void ExpectRecognition::perform(Stage& stage) const {
  const auto& again = stage.answer(of);
  const auto& first = stage.answer(other);
  if (first.status() != 202)
    throw NotApplicable("the request was decided at once: " + first.summary());
  const int status = exchange_of(again).response.status;
  const bool known = granted(again) || status == 202;
  const bool forgotten = status == 409 || (status >= 500 && status != 503);
  if (!known && !forgotten)
    throw NotApplicable("somebody may have denied the request while it waited: " + again.summary());
  stage.judge(cites, {known, "how a request that was put off fares when it comes again",
                      "granted, or put off once more", again.summary()});
}

}  // namespace inquest
