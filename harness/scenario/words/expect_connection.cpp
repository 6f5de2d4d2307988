#include "harness/scenario/words/expect_connection.h"

#include "harness/scenario/stage.h"

namespace inquest {

void ExpectHandshakeRefused::perform(Stage& stage) const {
  const auto* failure = stage.connection_failure(over);
  if (failure == nullptr) {
    const auto& tls = stage.connection(over).tls();
    return stage.judge(cites, {false, "how the handshake ended", "no connection comes about",
                               tls.version + " with " + tls.cipher_suite});
  }
  if (failure->fate == Fate::refused)
    throw Inconclusive("the peer accepts no TCP connection: " + failure->what);
  if (failure->fate == Fate::silence)
    throw Inconclusive("the peer left the handshake unanswered: " + failure->what);
  if (failure->fate == Fate::closed_by_us)
    throw Inconclusive("our own TLS library would not offer this: " + failure->what);
  stage.judge(cites, {true, "how the handshake ended", "no connection comes about", failure->what});
}

void ExpectClosed::perform(Stage& stage) const {
  auto more = stage.connection(over).receive(1, stage.deadline());
  const bool silent = !more && more.failure().fate == Fate::silence;
  const bool ended = more ? more->empty() : !silent;
  stage.judge(cites, {ended, "what follows the answer", "the end of the connection",
                      ended ? "the end of the connection"
                            : (more ? "further bytes" : "nothing, and the connection stays open")});
}

void ExpectPersistence::perform(Stage& stage) const {
  const auto& answer = stage.answer({});
  if (!answer.exchange) throw Inconclusive("there is no answer to judge: " + answer.failure.what);
  const bool announced = !answer.exchange->keep_alive;
  // Whatever the peer does by itself, it does soon.
  auto more =
      stage.connection(over).receive(1, stage.deadline().at_most(std::chrono::milliseconds(300)));
  const bool silent = !more && more.failure().fate == Fate::silence;
  stage.judge(cites, {silent && !announced, "the connection after the answer", "it stays open",
                      announced ? "the answer says close"
                                : (silent ? "it stays open" : "it was closed unannounced")});
}

void ExpectResumption::perform(Stage& stage) const {
  const bool resumed = stage.connection(over).tls().session_reused;
  stage.judge(cites, {resumed, "the TLS session that was offered", "resumed",
                      resumed ? "resumed" : "a full handshake"});
}

}  // namespace inquest
