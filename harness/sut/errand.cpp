#include "harness/sut/errand.h"

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

/// The passwords of RFC 7894.
std::vector<Attribute> challenges_of(const Errand& errand) {
  std::vector<Attribute> challenges;
  if (!errand.one_time_password.empty())
    challenges.push_back(challenge_attribute(oids::otp_challenge, errand.one_time_password));
  if (!errand.revocation_challenge.empty())
    challenges.push_back(
        challenge_attribute(oids::revocation_challenge, errand.revocation_challenge));
  return challenges;
}

}  // namespace

RequestContents contents_for(const Errand& errand) {
  RequestContents contents;
  contents.attributes = challenges_of(errand);
  if (errand.operation != Operation::simplereenroll || !errand.identity) {
    contents.subject = encode_name(errand.subject);
    if (!errand.alternative_names.empty())
      contents.extensions.push_back(extensions::subject_alt_name(errand.alternative_names));
    return contents;
  }
  const auto& current = errand.identity->certificate;
  contents.subject = current.subject();
  if (auto names = current.extension(oids::subject_alt_name)) contents.extensions.push_back(*names);
  return contents;
}

}  // namespace inquest
