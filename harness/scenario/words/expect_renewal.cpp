#include "harness/scenario/words/expect_renewal.h"

#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

constexpr auto any_purpose = "2.5.29.37.0";

bool may_authenticate(const Certificate& certificate) {
  return !certificate.extension(oids::extended_key_usage) ||
         has_purpose(certificate, oids::client_auth) || has_purpose(certificate, any_purpose);
}

}  // namespace

void ExpectRenewal::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  if (answer.status() == 202)
    throw Inconclusive("the request waits for approval (202): nothing can be said of its outcome");
  const auto& renewed = stage.own_identity().certificate;
  Finding finding{granted(answer), "whether the peer renews what it has issued",
                  "2xx with a certificate", answer.summary()};
  // 501 and 503 aside, by 5xx the peer says itself that it has failed.
  const bool failed = answer.status() >= 500 && answer.status() != 501 && answer.status() != 503;
  if (failed) {
    stage.judge(cites, std::move(finding));
    throw EndOfCase();
  }
  if (!finding.holds && may_authenticate(renewed))
    throw Inconclusive(
        "a certificate that is good for authentication was not renewed, which may be "
        "policy: " +
        answer.summary());
  if (!finding.holds) {
    stage.note_certificate("to be renewed", renewed);
    finding.actual += "; the certificate is not for TLS client authentication";
  }
  const bool holds = finding.holds;
  stage.judge(cites, std::move(finding));
  if (!holds) throw EndOfCase();
}

}  // namespace inquest
