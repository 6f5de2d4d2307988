#include <algorithm>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/signed_by_rsa.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

void drop_control(PkiData& message, const char* type) {
  std::erase_if(message.controls, [&](const CmcControl& each) { return each.type == type; });
}

void change_control(PkiData& message, const char* type,
                    const std::function<void(CmcControl&)>& change) {
  for (auto& each : message.controls)
    if (each.type == type) change(each);
}

/// Turns over the bits of the last octet of a control's value.
void spoil_control(CmcControl& control) {
  for (auto& value : control.values)
    if (!value.empty()) value.back() ^= 0xffU;
}

/// The signer's identifier [0] or IssuerAndSerialNumber, as a tree.
void change_identifier(CertsOnly& message, const std::function<void(Element&)>& change) {
  for (auto& each : message.signers) {
    auto signer = decode_der(each);
    if (!signer || signer->children().size() < 2) continue;
    auto tree = *signer;
    change(tree[1]);
    each = encode(tree);
  }
}

void add_faults_of_taking(FaultCatalogue& add) {
  add(moments::cmc_findings,
      {.id = "client-knows-no-pki-response-by-rsa",
       .role = Role::client,
       .breaks = "RFC5272-4.2-04",
       .story = "the signature of a Full PKI Response by an RSA key is not understood"},
      [](CmcFindings& findings) {
        for (const auto& each : findings.message->certificates)
          if (signed_by_rsa(each))
            findings.signature_problem =
                NotAccepted{NotAccepted::Why::malformed, "an algorithm that nobody knows here", {}};
      });

  add(moments::cmc_findings,
      {.id = "client-takes-unsigned-pki-response",
       .role = Role::client,
       .breaks = "RFC5272-3.2.1.3.4-01",
       .story = "a PKI Response counts whose signature does not hold, or which has none"},
      [](CmcFindings& found) { found.signature_problem.reset(); });

  add(moments::cmc_findings,
      {.id = "client-knows-no-full-response",
       .role = Role::client,
       .breaks = "RFC5272-4.2-04",
       .story = "a Full PKI Response is refused, and a Simple one alone is taken"},
      [](CmcFindings& found) {
        found.signature_problem =
            NotAccepted{NotAccepted::Why::malformed, "it is no Simple PKI Response", {}};
      });

  add(moments::answer_status,
      {.id = "client-takes-pki-response-of-any-status",
       .role = Role::client,
       .breaks = "RFC7030-4.3.2-06",
       .story = "a certificate counts that comes by full CMC under a status other than 200"},
      [](AnswerJudgement& judgement) {
        if (judgement.operation == Operation::fullcmc) judgement.problem.reset();
      });

  add(moments::cmc_findings,
      {.id = "client-takes-pki-response-of-stranger",
       .role = Role::client,
       .breaks = "RFC5272-4.2-03",
       .story = "a PKI Response counts whose signer certified himself within it"},
      [](CmcFindings& found) {
        if (found.signature_problem && found.signature_problem->why == NotAccepted::Why::untrusted)
          found.signature_problem.reset();
      });

  add(moments::cmc_findings,
      {.id = "client-takes-pki-response-of-another-transaction",
       .role = Role::client,
       .breaks = "RFC5272-6.6-01",
       .story = "the transaction identifier of a PKI Response is not compared"},
      [](CmcFindings& found) { found.same_transaction = true; });

  add(moments::cmc_findings,
      {.id = "client-takes-pki-response-with-another-nonce",
       .role = Role::client,
       .breaks = "RFC5272-6.6-02",
       .story = "the recipient nonce of a PKI Response is not compared"},
      [](CmcFindings& found) { found.same_nonce = true; });

  add(moments::cmc_findings,
      {.id = "client-reads-first-status-only",
       .role = Role::client,
       .breaks = "RFC5272-6.1-02",
       .story = "of several statuses in a PKI Response the first alone is read"},
      [](CmcFindings& found) {
        if (!found.statuses || found.statuses->size() < 2) return;
        auto statuses = *found.statuses;
        statuses.resize(1);
        found.statuses = std::move(statuses);
      });

  add(moments::cmc_findings,
      {.id = "client-reads-one-status-at-most",
       .role = Role::client,
       .breaks = "RFC5272-6.1-02",
       .story = "a PKI Response with several statuses is refused"},
      [](CmcFindings& found) {
        if (found.statuses && found.statuses->size() > 1)
          found.statuses = ParseError{0, "several statuses"};
      });
}

/// The CSR does not ask for a Subject Key Identifier.
void drop_key_identifier(Element& info) {
  for (std::size_t i = 0; i < info[3].children().size(); ++i) {
    auto& attribute = info[3][i];
    if (encode(attribute[0]) != encode(oid(oids::extension_request))) continue;
    std::vector<Element> kept;
    for (const auto& each : attribute[1][0].children())
      if (encode(each.children().front()) != encode(oid(oids::subject_key_identifier)))
        kept.push_back(each);
    attribute[1][0] = sequence(std::move(kept));
  }
}

/// What a PKI Request holds.
void add_faults_of_asking(FaultCatalogue& add) {
  add(moments::request_info,
      {.id = "cmc-request-names-no-key",
       .role = Role::client,
       .breaks = "RFC5272-3.2-03",
       .story = "the request of a key that signs for itself has no Subject Key Identifier"},
      drop_key_identifier);

  add(moments::cmc_request,
      {.id = "cmc-request-of-no-transaction",
       .role = Role::client,
       .breaks = "RFC5272-6.6-01",
       .story = "the message has no transaction identifier"},
      [](PkiData& message) { drop_control(message, oids::cmc_transaction_id); });

  add(moments::cmc_request,
      {.id = "cmc-request-without-link-random",
       .role = Role::client,
       .breaks = "RFC5272-6.3.1.1-01",
       .story = "the message lacks the random string that links its request"},
      [](PkiData& message) { drop_control(message, oids::cmc_pop_link_random); });

  add(moments::cmc_request,
      {.id = "cmc-request-with-another-link-random",
       .role = Role::client,
       .breaks = "RFC6402-2.3-01",
       .story = "the random string that links a request is another than its witness is made of"},
      [](PkiData& message) { change_control(message, oids::cmc_pop_link_random, spoil_control); });

  add(moments::cmc_request,
      {.id = "cmc-request-proves-another-secret",
       .role = Role::client,
       .breaks = "RFC5272-6.2.3-01",
       .story = "the identity proof is not what name and secret together give"},
      [](PkiData& message) {
        change_control(message, oids::cmc_identity_proof_v2, spoil_control);
        change_control(message, oids::cmc_identity_proof, spoil_control);
      });

  add(moments::cmc_request,
      {.id = "cmc-request-proves-by-another-hash",
       .role = Role::client,
       .breaks = "RFC5272-6.2.2-01",
       .story = "the first version of the identity proof holds what the second would, by SHA-256"},
      [](PkiData& message) {
        change_control(message, oids::cmc_identity_proof_v2, [](CmcControl& control) {
          if (const auto witness = control_witness(control))
            control = octets_control(control.id, oids::cmc_identity_proof, witness->witness);
        });
      });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-signer-named-otherwise",
       .role = Role::client,
       .breaks = "RFC5272-3.2-05",
       .story = "the signer is named by another key identifier than that of the request"},
      [](CertsOnly& message) {
        change_identifier(message, [](Element& identifier) {
          if (is_constructed(identifier.tag())) return;
          auto octets = identifier.contents();
          octets.back() ^= 1U;
          identifier.replace_contents(octets);
        });
      });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-signer-named-by-issuer",
       .role = Role::client,
       .breaks = "RFC5272-3.2-04",
       .story = "a key that nobody certified is named by issuer and serial number"},
      [](CertsOnly& message) {
        change_identifier(message, [](Element& identifier) {
          if (is_constructed(identifier.tag())) return;
          identifier = sequence({sequence({}), integer(0)});
        });
      });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-with-two-signers",
       .role = Role::client,
       .breaks = "RFC5272-3.2-06",
       .story = "a message that its own key signs has two SignerInfos"},
      [](CertsOnly& message) {
        if (!message.signers.empty()) message.signers.push_back(message.signers.front());
      });
}

}  // namespace

void add_client_cmc_faults(FaultCatalogue& add) {
  add_faults_of_taking(add);
  add_faults_of_asking(add);
}

}  // namespace inquest
