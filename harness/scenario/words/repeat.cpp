#include "harness/scenario/words/repeat.h"

#include <thread>

#include "harness/scenario/identity.h"
#include "harness/scenario/stage.h"

namespace inquest {

void Repeat::perform(Stage& stage) const {
  const auto& former = stage.answer(of);
  if (former.status() == 202) {
    const auto pause =
        pause_before_asking_again(stage.profile(), former.exchange->response, {}, stage.now());
    if (!pause)
      throw NotApplicable(
          "the request was put off for longer than the profile waits "
          "(approval_within): " +
          former.summary());
    std::this_thread::sleep_for(*pause);
  }
  Answer act;
  act.connection = over.empty() ? former.connection : over;
  act.request = former.request;
  act.asked = former.asked;
  act.key_asked = former.key_asked;
  act.credentials = former.credentials;
  act.patient = false;
  // Digest answers a nonce once: the request is the same, and who sends it shows himself anew.
  if (act.credentials && act.request.headers.find("Authorization") != nullptr)
    show_credentials(act.request, *act.credentials, stage);
  const auto request = act.request;
  stage.exchange(name, std::move(act), request);
}

}  // namespace inquest
