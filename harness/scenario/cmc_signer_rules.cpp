#include "harness/scenario/cmc_signer_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/cmc_reading.h"
#include "harness/scenario/payload.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

Certificate signer_of(const Answer& answer) {
  const auto reading = cmc_reading_of(answer);
  if (reading.simple()) throw NotApplicable("nobody signs a Simple PKI Response");
  if (!reading.response || reading.signed_data->signers.empty() ||
      !reading.signed_data->signers.front().certificate)
    throw Inconclusive("no Full PKI Response with its signer: " + answer.summary());
  return *reading.signed_data->signers.front().certificate;
}

bool is_authority(const Certificate& certificate, Stage& stage) {
  const auto& authorities = stage.authorities();
  return std::any_of(authorities.begin(), authorities.end(),
                     [&](const auto& each) { return each.der() == certificate.der(); });
}

}  // namespace

Finding judge_cmc_signature(const Answer& answer, Stage&) {
  const auto reading = cmc_reading_of(answer);
  if (!reading.response) throw Inconclusive("no Full PKI Response: " + answer.summary());
  std::string defect = reading.signed_data->signers.empty() ? "no signer" : "";
  for (const auto& signer : reading.signed_data->signers)
    if (defect.empty()) defect = signature_defect(*reading.signed_data, signer).value_or("");
  return {defect.empty(), "the signature of the Full PKI Response",
          "one that verifies under a certificate of the message",
          defect.empty() ? "it verifies" : defect};
}

Finding judge_cmc_signer(const Answer& answer, Stage& stage) {
  const auto signer = signer_of(answer);
  const bool named = has_purpose(signer, oids::cmc_ca) || has_purpose(signer, oids::cmc_ra);
  return {is_authority(signer, stage) || named, "who signed the Full PKI Response",
          "a CA of /cacerts, or a certificate with id-kp-cmcCA or id-kp-cmcRA",
          signer.subject_text()};
}

Finding judge_cmc_signer_name(const Answer& answer, Stage& stage) {
  const auto signer = signer_of(answer);
  if (is_authority(signer, stage))
    return {true, "who signed the Full PKI Response", "a CA, or who has the name of one",
            "a CA of /cacerts: " + signer.subject_text()};
  if (!has_purpose(signer, oids::cmc_ca))
    throw NotApplicable("who signs is no CA of CMC, of whose name nothing is said: " +
                        signer.subject_text());
  const auto& authorities = stage.authorities();
  const bool named = std::any_of(authorities.begin(), authorities.end(), [&](const auto& each) {
    return same_name(each.subject(), signer.subject());
  });
  return {named, "the name of who signed the Full PKI Response", "that of a CA of /cacerts",
          signer.subject_text()};
}

Finding judge_cmc_intermediates(const Answer& answer, Stage& stage) {
  const auto reading = cmc_reading_of(answer);
  if (reading.simple()) throw NotApplicable("a Simple PKI Response holds what was issued");
  if (!reading.response) throw Inconclusive("no Full PKI Response: " + answer.summary());
  const auto issued = issued_certificate(answer);
  TrustAnchors roots;
  for (const auto& each : stage.authorities())
    if (each.self_signed()) roots.push_back(each);
  const auto leads = [&](const std::vector<Certificate>& intermediates) {
    return verify_path(issued, intermediates, roots, stage.now(), Purpose::any);
  };
  if (const auto known = leads(stage.authorities()); !known.valid)
    throw Inconclusive("no path to a root of /cacerts: " + known.reason);
  const auto told = leads(reading.signed_data->certificates);
  return {told.valid, "the certificates of the Full PKI Response",
          "a path from the issued one to a root, but for the root",
          told.valid ? fmt::format("a path of {} certificates", told.chain.size()) : told.reason};
}

}  // namespace inquest
