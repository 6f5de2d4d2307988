#include "reference/codec/base64.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/cmc_moments.h"

namespace inquest {
namespace {

bool proves_identity(const SharedSecretKey& key) {
  return key.proof == oids::cmc_identity_proof || key.proof == oids::cmc_identity_proof_v2;
}

void add_faults_of_identity(FaultCatalogue& add) {
  add(moments::shared_secret_key,
      {.id = "cmc-identity-proof-never-holds",
       .role = Role::server,
       .breaks = "RFC5272-6.2-01",
       .story = "whoever proves identity by a shared secret is refused"},
      [](SharedSecretKey& key) {
        if (proves_identity(key)) key.secret.clear();
      });

  add(moments::shared_secret_key,
      {.id = "cmc-identity-proof-of-the-first-version-never-holds",
       .role = Role::server,
       .breaks = "RFC5272-6.2.2-01",
       .story = "an identity proof by SHA-1 and HMAC-SHA1 is refused"},
      [](SharedSecretKey& key) {
        if (key.proof == oids::cmc_identity_proof) key.secret.clear();
      });

  add(moments::shared_secret_key,
      {.id = "cmc-identity-proof-without-the-identity",
       .role = Role::server,
       .breaks = "RFC5272-6.2.3-01",
       .story = "the key of an identity proof is made of the secret alone, whoever is named"},
      [](SharedSecretKey& key) { key.identification.clear(); });

  add(moments::identity_proof,
      {.id = "cmc-identity-proof-is-not-verified",
       .role = Role::server,
       .breaks = "RFC5272-6.2.1-01",
       .story = "any identity proof will do"},
      [](Judgement& refusal) { refusal.reset(); });
}

void add_faults_of_linking(FaultCatalogue& add) {
  add(moments::pop_link,
      {.id = "cmc-pop-link-is-not-verified",
       .role = Role::server,
       .breaks = "RFC5272-6.3.1.1-02",
       .story = "any POP link witness will do, and none as well"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::shared_secret_key,
      {.id = "cmc-pop-link-never-holds",
       .role = Role::server,
       .breaks = "RFC6402-2.3-01",
       .story = "a request that is linked to the shared secret is refused"},
      [](SharedSecretKey& key) {
        if (!proves_identity(key)) key.secret.clear();
      });

  add(moments::registration_authority,
      {.id = "cmc-anybody-is-a-registration-authority",
       .role = Role::server,
       .breaks = "RFC6402-2.12-01",
       .story = "whoever signs a PKI Request vouches for its requests like an RA"},
      [](bool& by_ra) { by_ra = true; });
}

}  // namespace

void add_cmc_processing_faults(FaultCatalogue& add) {
  add(moments::cmc_control,
      {.id = "cmc-unknown-controls-are-ignored",
       .role = Role::server,
       .breaks = "RFC5272-3.2.1.1-01",
       .story = "a control that is not recognised fails nothing"},
      [](Judgement& refusal) { refusal.reset(); });

  add(moments::cmc_signatures,
      {.id = "cmc-signatures-are-not-verified",
       .role = Role::server,
       .breaks = "RFC5272-3.2.1.3.4-01",
       .story = "the signature around a PKI Request may be any, or none"},
      [](CmcSignatures& judged) { judged.refusal.reset(); });

  add(moments::cmc_signatures,
      {.id = "cmc-signature-by-the-requested-key-never-holds",
       .role = Role::server,
       .breaks = "RFC5272-3.2-07",
       .story = "a PKI Request that is signed by the key of its request counts as forged"},
      [](CmcSignatures& judged) {
        if (!judged.by_certificate)
          judged.refusal = Refusal{403, "the signature is by nobody's certificate", {}};
      });

  add(moments::admission,
      {.id = "cmc-smime-type-compared-with-case",
       .role = Role::server,
       .breaks = "RFC5273-3-01",
       .story = "a smime-type is known in the letters of RFC 7030 alone"},
      [](Admission& admission) {
        const auto* type = admission.request->headers.find("Content-Type");
        if (admission.operation == Operation::fullcmc && type != nullptr &&
            type->find("CMC-request") == std::string::npos)
          admission.refusal = Refusal{415, "A PKI Request has smime-type=CMC-request.\n", {}};
      });

  add(moments::method,
      {.id = "cmc-405-without-allow",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-06",
       .story = "a 405 of /fullcmc has no Allow"},
      [](MethodJudgement& judgement) {
        if (judgement.operation == Operation::fullcmc && judgement.refusal)
          judgement.refusal->headers.remove("Allow");
      });

  add_faults_of_identity(add);
  add_faults_of_linking(add);
}

}  // namespace inquest
