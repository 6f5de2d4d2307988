#include "harness/scenario/words/expect_certificate.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/identity.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/hex.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

const EnrollmentAsked& asked_of(const Answer& answer) {
  if (!answer.asked) throw std::logic_error("the answer judged here is to no enrolment");
  return *answer.asked;
}

Certificate noted_issue(const Answer& answer, Stage& stage) {
  auto certificate = issued_certificate(answer);
  stage.note_certificate("issued", certificate);
  return certificate;
}

/// Where what deviated was refused, no certificate can be wrong: as good as one that is right, once
/// the twin was granted. False: there is a certificate to look at.
bool settled_by_refusal(const Cite& cites, const Answer& answer, Stage& stage,
                        const std::string& what) {
  if (granted(answer) || !answer.deviates || answer.status() == 202) return false;
  stage.judge_with_twin(cites, answer, {true, what, "right, or refused", answer.summary()});
  return true;
}

}  // namespace

void ExpectIssuedKey::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto wanted = asked_of(answer).public_key;
  if (settled_by_refusal(cites, answer, stage, "the public key of the issued certificate")) return;
  const auto certificate = noted_issue(answer, stage);
  const bool holds = certificate.public_key() == wanted;
  stage.judge(cites, {holds, "the public key of the issued certificate", "the key of the request",
                      holds ? "the key of the request"
                            : "another key: " + encode_hex(certificate.public_key()).substr(0, 48) +
                                  "..."});
}

void ExpectIssuedSubject::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto& wanted = asked_of(answer).subject;
  if (settled_by_refusal(cites, answer, stage, "the subject of the issued certificate")) return;
  const auto certificate = noted_issue(answer, stage);
  const auto got = certificate.subject();
  const bool same = got == wanted || same_name(got, wanted);
  // RFC 7030 3.7: what is certified is the policy of the CA, which no document constrains: it may
  // leave out of a name, or add to it. A name that has nothing of what was asked for is another's.
  const bool cut = !answer.asked->reenrolls && shares_an_attribute(got, wanted);
  if (!same && (cut || name_text(wanted) == name_text(encode_name(""))))
    return stage.tell(cites, "the subject of the issued certificate",
                      name_text(got) + ", where " + name_text(wanted) + " was asked for");
  stage.judge(cites,
              {same, "the subject of the issued certificate", name_text(wanted), name_text(got)});
  if (same && got != wanted)
    stage.tell(cites, "the encoding of the subject", "equal as a name, but not to the octet");
}

void ExpectIssuedChain::perform(Stage& stage) const {
  const auto certificate = noted_issue(stage.answer(of), stage);
  const auto& authorities = stage.authorities();
  TrustAnchors roots;
  for (const auto& authority : authorities)
    if (authority.self_signed()) roots.push_back(authority);
  const auto path = verify_path(certificate, authorities, roots, stage.now(), Purpose::any);
  stage.judge(cites, {path.valid, "the chain of the issued certificate",
                      "a path over certificates of /cacerts to a root of /cacerts",
                      path.valid ? fmt::format("a path of {} certificates", path.chain.size())
                                 : path.reason});
}

void ExpectIssuedProfile::perform(Stage& stage) const {
  if (rule.empty()) throw std::logic_error("expect_issued_profile must say which rule");
  const auto& answer = stage.answer(of);
  if (settled_by_refusal(cites, answer, stage, "the issued certificate")) return;
  const auto certificate = noted_issue(answer, stage);
  const RuleSurroundings surroundings{
      stage.now(), [&]() -> const std::vector<Certificate>& { return stage.authorities(); }};
  stage.judge(cites, judge_rule(rule, certificate, surroundings));
}

void ExpectNoAuthority::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (!granted(answer)) {
    Finding refused{true, "what came of a request to be a CA",
                    "a refusal, or a certificate that is no CA's", answer.summary()};
    if (answer.deviates) return stage.judge_with_twin(cites, answer, std::move(refused));
    return stage.judge(cites, std::move(refused));
  }
  const auto certificate = noted_issue(answer, stage);
  const bool signs = has_key_usage(certificate, 5);  // keyCertSign
  stage.judge(cites, {!certificate.is_ca() && !signs, "what came of a request to be a CA",
                      "a refusal, or a certificate that is no CA's",
                      std::string("a certificate with ") +
                          (certificate.is_ca() ? "CA:TRUE" : "no CA:TRUE") +
                          (signs ? " and keyCertSign" : "")});
}

void ExpectSerialsDiffer::perform(Stage& stage) const {
  const auto one = noted_issue(stage.answer(of), stage);
  const auto two = noted_issue(stage.answer(other), stage);
  if (one.issuer() != two.issuer())
    throw Inconclusive("the certificates were issued by " + one.issuer_text() + " and by " +
                       two.issuer_text());
  stage.judge(cites,
              {one.serial_hex() != two.serial_hex(), "the serial numbers of two certificates",
               "two numbers", "0x" + one.serial_hex() + " and 0x" + two.serial_hex()});
}

}  // namespace inquest
