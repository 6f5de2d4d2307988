#include "harness/scenario/words/expect_authorities.h"

#include <algorithm>

#include "harness/scenario/certificate_rules.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

constexpr unsigned key_cert_sign = 5;

/// OldWithNew or NewWithOld (RFC 4210 4.4): a CA's name on either side, and another key's
/// signature.
bool is_link(const Certificate& certificate) {
  return certificate.subject() == certificate.issuer() && !certificate.self_signed();
}

/// Whether the certificate is there to verify others by: what else a peer puts there is its own
/// affair.
bool is_authority(const Certificate& certificate, const std::vector<Certificate>& all) {
  return certificate.is_ca() || certificate.self_signed() ||
         std::any_of(all.begin(), all.end(), [&](const Certificate& each) {
           return each.der() != certificate.der() && each.issued_by(certificate);
         });
}

/// What is wrong with a CA certificate by the rule; empty when nothing is.
std::string defect(const std::string& rule, const Certificate& certificate, std::int64_t now) {
  if (rule == "basic-constraints") {
    const auto constraints = certificate.extension(oids::basic_constraints);
    if (!constraints) return "no basicConstraints";
    if (!certificate.is_ca()) return "basicConstraints without CA:TRUE";
    return constraints->critical ? "" : "basicConstraints that are not critical";
  }
  if (rule == "key-usage") {
    if (!certificate.extension(oids::key_usage)) return "no keyUsage";
    return has_key_usage(certificate, key_cert_sign) ? "" : "keyUsage without keyCertSign";
  }
  if (rule == "subject-key-identifier")
    return certificate.extension(oids::subject_key_identifier) ? "" : "no subjectKeyIdentifier";
  if (now < certificate.not_before()) return "not valid yet";
  return now <= certificate.not_after() ? "" : "expired";
}

}  // namespace

void ExpectAuthorityProfile::perform(Stage& stage) const {
  if (rule.empty()) throw std::logic_error("expect_authority_profile must say which rule");
  const auto certificates = certificates_of(stage.answer(of));
  std::string wrong;
  std::size_t judged = 0;
  for (const auto& each : certificates) {
    if (is_link(each) || !is_authority(each, certificates)) continue;
    ++judged;
    const auto found = defect(rule, each, stage.now());
    if (found.empty()) continue;
    stage.note_certificate("cacerts", each);
    if (wrong.empty()) wrong = each.subject_text() + ": " + found;
  }
  if (judged == 0) throw Inconclusive("there is no CA certificate among those of the answer");
  stage.judge(cites, {wrong.empty(), "the CA certificates by the rule " + rule, "each keeps it",
                      wrong.empty() ? "each keeps it" : wrong});
}

}  // namespace inquest
