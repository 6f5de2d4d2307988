#include "harness/scenario/words/full_cmc.h"

#include "harness/scenario/certificates_to_show.h"
#include "harness/scenario/cmc_message.h"
#include "harness/scenario/identity.h"
#include "harness/scenario/linking_of_request.h"
#include "harness/scenario/shown_credentials.h"
#include "harness/scenario/stage.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

/// The shared secret of the profile, spoiled as the case says.
CmcSecret secret_for(const FullCmc& word, const Stage& stage) {
  auto secret = stage.profile().cmc_secret.value_or(CmcSecret{});
  if (word.secret == "wrong") secret.secret += "-but-wrong";
  if (word.secret == "unknown-identification") secret.identification = "inquest-nobody";
  return secret;
}

/// `count` octets, the same for the same case and seed.
Bytes octets(Stage& stage, const std::string& purpose, std::size_t count) {
  auto all = hash("sha256", bytes_of(std::to_string(stage.number(purpose))));
  while (all.size() < count) append(all, hash("sha256", all));
  all.resize(count);
  all.front() |= 1U;  // a number without leading zero octets
  return all;
}

/// Whether a POP link witness is asked for, or is the only way there is: CRMF has no place for the
/// challengePassword that some servers require.
bool links_by_secret(const FullCmc& word, const Stage& stage) {
  if (word.pop_link) return true;
  if (word.form != "crmf" || !stage.profile().policies.contains("pop-required")) return false;
  if (!stage.profile().cmc_secret)
    throw NotApplicable(
        "the peer requires linking, and a CRMF request is linked only by a cmc_secret, of which "
        "the "
        "profile has none");
  return true;
}

CmcContents contents_for(const FullCmc& word, Stage& stage) {
  CmcContents contents(
      stage.key(word.key.empty() ? usual_key_kind(stage.profile()) : KeyKind(word.key)));
  contents.request.subject = subject_said(word.subject, stage);
  contents.crmf = word.form == "crmf";
  if (word.transaction) contents.transaction_id = octets(stage, "transaction", 8);
  if (word.nonce) contents.nonce = octets(stage, "nonce", 16);
  if (!word.data_return.empty()) contents.data_return = bytes_of(word.data_return);
  using Proof = CmcContents::IdentityProof;
  contents.identity_proof = word.identity_proof == "v1"   ? Proof::v1
                            : word.identity_proof == "v2" ? Proof::v2
                                                          : Proof::none;
  const bool pop_link = links_by_secret(word, stage);
  if (contents.identity_proof != Proof::none || pop_link) contents.secret = secret_for(word, stage);
  if (pop_link) contents.pop_link_random = octets(stage, "pop link random", 64);
  return contents;
}

}  // namespace

void FullCmc::perform(Stage& stage) const {
  const auto deviations = deviations_of(faults.ids);
  auto contents = contents_for(*this, stage);
  stage.make_ready(over);
  contents.request = linked_as(contents.request,
                               LinkChoice{link, bound_to, "right", "", "usual", ""}, stage, over);
  std::optional<TlsIdentity> by;
  if (signer == "certificate") by = identity_to_show(certificate, stage);
  auto message = make_cmc_message(contents, by, deviations);
  auto request = full_cmc_request(message, stage.http_options(label), deviations);
  const CredentialChoice shown{authentication, credentials};
  show_credentials(request, shown, stage);

  Answer act;
  act.connection = over;
  act.request = request;
  act.credentials = shown;
  act.patient = patient;
  act.asked = enrollment_asked(contents.key, contents.request.subject, std::move(message), false);
  const auto delivery =
      deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)});
  stage.exchange_bytes(name, std::move(act), delivery);
}

}  // namespace inquest
