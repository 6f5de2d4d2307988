#include "harness/scenario/words/expect_outcome.h"

#include <fmt/format.h>

#include "harness/scenario/payload.h"
#include "harness/scenario/redirection.h"
#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/alternative_names.h"

namespace inquest {
namespace {

/// "200 application/pkcs7-mime, 1034 bytes", and whom a granted certificate names.
std::string granted_text(const Answer& answer) {
  auto text = answer.summary();
  if (answer.asked && !answer.key_asked && granted(answer))
    text += ", a certificate for " + issued_certificate(answer).subject_text();
  return text;
}

/// Where the peer says that it has no such operation, rather than that it will not.
bool not_served(int status) { return status == 404 || status == 405 || status == 501; }

/// The making of a key takes as long as it takes: that none has come yet refuses nothing.
void expect_key_in_time(const Answer& answer) {
  if (answer.key_asked && !answer.exchange && answer.failure.fate == Fate::silence)
    throw Inconclusive("the key was not made in time (--timeout): " + answer.summary());
}

std::string first_words(const Answer& answer) {
  if (!answer.exchange) return "";
  const auto& body = answer.exchange->response.body;
  if (form_of(body) != BodyForm::text) return "";
  return " \"" + std::string(text_of(body).substr(0, 120)) + "\"";
}

}  // namespace

void ExpectAcceptance::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  expect_key_in_time(answer);
  if (answer.status() == 202)
    throw WaitsForApproval(
        "the request waits for approval (202): nothing can be said of its outcome");
  Finding finding{granted(answer), "whether the request was granted",
                  answer.key_asked ? "2xx with a key and a certificate"
                  : answer.asked   ? "2xx with a certificate"
                                   : "2xx with a body",
                  granted_text(answer)};
  if (permitted.holds(answer.status()))
    return stage.tell(cites, "a refusal that is permitted", answer.summary());
  if (finding.holds) return stage.judge(cites, std::move(finding));
  if (answer.deviates) {
    stage.judge_with_twin(cites, answer, std::move(finding));
    throw EndOfCase();
  }
  // A refusal may be policy, and a missing answer is for other cases; a success that holds nothing
  // breaks what is said of the answer, and nothing else.
  if (answer.status() < 200 || answer.status() > 299)
    throw Inconclusive("a request that is right in everything was refused: " + answer.summary() +
                       first_words(answer));
  if (!judges_empty)
    throw Inconclusive("a request that is right in everything was granted nothing: " +
                       answer.summary());
  stage.judge(cites, std::move(finding));
  throw EndOfCase();
}

void ExpectServed::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (!granted(answer) && !not_served(answer.status()))
    throw Inconclusive("whether the operation is served cannot be told: " + answer.summary() +
                       first_words(answer));
  stage.judge(cites, {granted(answer), "whether there is such an operation",
                      "2xx with what was asked for", granted_text(answer)});
  if (!granted(answer)) throw EndOfCase();
}

void ExpectRefusal::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (answer.status() == 202)
    throw WaitsForApproval(
        "the request waits for approval (202): whether it is refused is not known yet");
  Finding finding{!granted(answer), "whether the request was refused",
                  answer.asked ? "a refusal, and no certificate" : "a refusal",
                  granted_text(answer)};
  if (finding.holds && answer.deviates)
    return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

void ExpectRejection::perform(Stage& stage) const {
  // Refusals that look at who asks, how often or how busy one is, before they look at the request.
  static const StatusSet other_reasons{{"401", "403", "407", "421", "429", "503"}};
  const auto& answer = stage.answer(of);
  const int status = answer.status();
  Finding finding{one_of.holds(status), "how what HTTP does not allow was met",
                  "status " + one_of.text(), granted_text(answer)};
  const bool ended = !answer.exchange && answer.failure.fate != Fate::silence;
  if (ended && answer.failure.fate == Fate::refused)
    throw Inconclusive("there is no answer to judge: " + answer.failure.what);
  // RFC 7230 6.5: a connection may be closed at any time.
  if (ended || other_reasons.holds(status))
    return stage.tell(cites, "a refusal that is permitted", answer.summary());
  if (status >= 400 && answer.deviates)
    return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

void ExpectDecision::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (answer.status() == 202)
    throw WaitsForApproval(
        "the request waits for approval (202): nothing can be said of its outcome");
  // RFC 7230 6.5: a connection may be closed at any time.
  if (closing && !answer.exchange && answer.failure.fate != Fate::silence &&
      answer.failure.fate != Fate::refused)
    return stage.tell(cites, "a refusal that is permitted", answer.summary());
  if (leads_to_est(answer))
    return stage.tell(cites, "how the request was decided", answer.summary());
  const bool refused = answer.status() >= 400 && answer.status() <= 599;
  Finding finding{refused || granted(answer), "how the request was decided",
                  "a refusal with 4xx or 5xx, or what was asked for", granted_text(answer)};
  // Who refuses everything, or grants nothing whatever comes, decides nothing about this request.
  if (!granted(answer) && answer.exchange && answer.deviates)
    return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
  if (granted(answer)) stage.tell(cites, "what the peer puts up with", granted_text(answer));
}

void ExpectIdentityKept::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (answer.status() == 202)
    throw WaitsForApproval(
        "the request waits for approval (202): nothing can be said of its outcome");
  Finding finding{true, "the identity that a re-enrolment leads to",
                  "a refusal, or the subject and SubjectAltName of the renewed certificate",
                  granted_text(answer)};
  if (granted(answer)) {
    const auto issued = issued_certificate(answer);
    const auto& renewed = stage.own_identity().certificate;
    const auto names = [](const Certificate& certificate) {
      const auto extension = certificate.extension(oids::subject_alt_name);
      return extension ? extension->value : Bytes{};
    };
    const bool same_names = same_alternative_names(names(issued), names(renewed));
    finding.holds = same_name(issued.subject(), renewed.subject()) && same_names;
    if (!same_names) finding.actual += ", with other alternative names";
    const bool holds = finding.holds;
    stage.judge(cites, std::move(finding));
    if (holds && (issued.subject() != renewed.subject() || names(issued) != names(renewed)))
      stage.tell(cites, "the encoding of the names", "equal as names, but not to the octet");
    return;
  }
  if (answer.deviates) return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

void ExpectAuthenticated::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto* tls = stage.tls_of(answer.connection);
  const bool asked = tls != nullptr && tls->certificate_requested;
  const bool refused = answer.status() == 401 || answer.status() == 403;
  if (!granted(answer) && !refused)
    throw Inconclusive("whether the client counts as authenticated cannot be told: " +
                       answer.summary());
  // A server that asks for certificates may by policy want a password as well (RFC 7030 3.2.3).
  if (refused && asked && by == "certificate")
    return stage.tell(cites, "whether a certificate alone is enough", answer.summary());
  stage.judge(cites,
              {!refused, "whether the client counts as authenticated",
               "the request is granted, or a certificate is at least asked for",
               granted_text(answer) +
                   (asked || by != "certificate" ? "" : "; no certificate was asked for in TLS")});
}

void ExpectOrder::perform(Stage& stage) const {
  const auto& first = stage.answer(of);
  const auto& next = stage.answer(other);
  if (!first.exchange) throw Inconclusive("there is no answer to judge: " + first.failure.what);
  // RFC 7230 6.5 and 6.3.1: a connection may end before the second is answered.
  if (!next.exchange)
    return stage.tell(cites, "whether both are answered", "the first alone; " + next.summary());
  if (granted(first) == granted(next))
    throw Inconclusive("the order cannot be told: " + first.summary() + " and " + next.summary());
  stage.judge(cites, {granted(first), "the order of two answers", "granted, then refused",
                      first.summary() + ", then " + next.summary()});
}

void ExpectAlike::perform(Stage& stage) const {
  const auto& one = stage.answer(of);
  const auto& two = stage.answer(other);
  expect_key_in_time(one);
  if (!granted(one) && !granted(two))
    throw Inconclusive("neither form was granted: " + one.summary() + " and " + two.summary());
  stage.judge(cites, {granted(one), "how two forms of the same request were decided",
                      "granted, as the other form was", granted_text(one)});
}

}  // namespace inquest
