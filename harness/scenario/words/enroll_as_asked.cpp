#include "harness/scenario/words/enroll_as_asked.h"

#include "harness/scenario/csr_attributes_rules.h"
#include "harness/scenario/identity.h"
#include "harness/scenario/shown_credentials.h"
#include "harness/scenario/stage.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/linking.h"
#include "reference/protocol/request_plan.h"

namespace inquest {

void EnrollAsAsked::perform(Stage& stage) const {
  const auto reading = attributes_of(stage.answer(attributes));
  if (reading.octets && !reading.value)
    throw Inconclusive("the CSR attributes cannot be read: " + reading.our_error);
  RequestContents wanted;
  wanted.subject = encode_name(stage.subject());
  const auto plan = plan_request(reading.value.value_or(CsrAttributes{}), wanted);
  if (!plan) throw Inconclusive("the CSR attributes cannot be followed: " + plan.error().reason);
  auto contents = plan->contents;
  const auto* tls = stage.tls_of(over);
  const auto binding = tls ? linking_text(*tls) : std::string();
  if (plan->link && !binding.empty())
    contents.attributes.push_back(challenge_attribute(
        plan->link_by_new_name ? oids::est_identity_linking : oids::challenge_password, binding));
  const auto key = stage.key(plan->key.value_or(usual_key_kind(stage.profile())));
  auto csr = make_request(contents, key, {});

  auto request = enroll_request(Operation::simpleenroll, csr, stage.http_options(label), {});
  const CredentialChoice shown{authentication};
  show_credentials(request, shown, stage);
  Answer act;
  act.credentials = shown;
  act.connection = over;
  act.asked = enrollment_asked(key, contents.subject, std::move(csr), false);
  stage.exchange(name, std::move(act), request);
}

}  // namespace inquest
