#include "harness/scenario/words/obtain.h"

#include "harness/scenario/identity.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {

void Obtain::perform(Stage& stage) const {
  const auto kind = key.empty() ? usual_key_kind(stage.profile()) : KeyKind(key);
  RequestContents contents;
  contents.subject = encode_name(stage.subject());
  if (!alternative_names.empty())
    contents.extensions.push_back(extensions::subject_alt_name(alternative_names));
  auto identity = enroll_identity(stage.services(), contents, stage.key(kind, "to authenticate"),
                                  stage.authorities());
  if (!alternative_names.empty() && !identity.certificate.extension(oids::subject_alt_name))
    throw NotApplicable("the peer left out the SubjectAltName that was asked for");
  stage.note_certificate("to be renewed", identity.certificate);
  stage.adopt(std::move(identity));
}

void Adopt::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (!answer.asked) throw std::logic_error("the answer adopted here is to no enrolment");
  if (!granted(answer))
    throw Inconclusive("there is no certificate to go on with: " + answer.summary());
  auto certificate = issued_certificate(answer);
  auto above = intermediates_of(certificate, stage.authorities());
  stage.adopt({answer.asked->key, std::move(certificate), std::move(above)});
}

}  // namespace inquest
