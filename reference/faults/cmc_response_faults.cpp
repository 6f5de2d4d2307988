#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/cmc_status.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

void remove_controls(PkiResponse& response, std::string_view type) {
  std::erase_if(response.controls, [&](const CmcControl& control) { return control.type == type; });
}

/// Each status that says why something failed, changed.
template <class Change>
void change_failures(PkiResponse& response, Change change) {
  for (auto& control : response.controls) {
    if (control.type != oids::cmc_status_info_v2 || control.values.empty()) continue;
    auto info = decode_cmc_status_info_v2(control.values.front());
    if (!info || !std::holds_alternative<CmcFailure>(info->other)) continue;
    auto changed = *info;
    change(changed);
    control = status_control(control.id, changed);
  }
}

void rename_failure(PkiResponse& response, CmcFailure from, CmcFailure to) {
  change_failures(response, [&](CmcStatusInfo& info) {
    if (std::get<CmcFailure>(info.other) == from) info.other = to;
  });
}

/// That there is something in a Simple PKI Response which holds nothing of what was asked for.
Bytes any_certificate() {
  const auto key = Key::generate(KeyKind("ec-p256"));
  CertificateTemplate contents;
  contents.subject = encode_name("CN=nobody's");
  contents.public_key = key.public_key();
  contents.not_after = 4102444800;  // 2100
  return issue_certificate(contents, contents.subject, key);
}

bool is_error(const HttpResponse& response) { return response.status >= 400; }

}  // namespace

void add_cmc_response_faults(FaultCatalogue& add) {
  add(moments::full_cmc_response,
      {.id = "cmc-answer-status-201",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-01",
       .story = "a granted PKI Request is answered with 201 Created"},
      [](HttpResponse& response) {
        if (!is_error(response)) response.status = 201;
      });

  add(moments::full_cmc_response,
      {.id = "cmc-answer-status-203",
       .role = Role::server,
       .breaks = "RFC5273-4-02",
       .story = "a granted PKI Request is answered with 203"},
      [](HttpResponse& response) {
        if (!is_error(response)) response.status = 203;
      });

  add(moments::full_cmc_response,
      {.id = "cmc-answer-as-certs-only",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-02",
       .story = "a Full PKI Response goes under smime-type=certs-only"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", media_types::pkcs7_certs_only);
      });

  add(moments::full_cmc_response,
      {.id = "cmc-answer-without-smime-type",
       .role = Role::server,
       .breaks = "RFC5273-3-02",
       .story = "a Full PKI Response goes without smime-type"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", media_types::pkcs7_mime);
      });

  add(moments::full_cmc_response,
      {.id = "cmc-answer-as-octet-stream",
       .role = Role::server,
       .breaks = "RFC7030-3.2.4-06",
       .story = "the PKI Response bears application/octet-stream"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/octet-stream");
      });

  add(moments::full_cmc_response,
      {.id = "cmc-failure-as-certs-only",
       .role = Role::server,
       .breaks = "RFC5272-3.2-02",
       .story = "what failed or waits is told by a Simple PKI Response, which has no word for it"},
      [](HttpResponse& response) {
        if (response.status == 200) return;
        CertsOnly answer;
        answer.certificates = {any_certificate()};
        response.headers.set("Content-Type", media_types::pkcs7_certs_only);
        response.body = bytes_of(encode_base64(encode(encode(answer))));
      });

  add(moments::full_cmc_response,
      {.id = "cmc-answer-raw-der",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-03",
       .story = "the PKI Response goes as DER, and not in base64"},
      [](HttpResponse& response) {
        if (auto der = decode_base64(text_of(response.body))) response.body = *der;
      });

  add(moments::full_cmc_response,
      {.id = "cmc-error-status-200",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-04",
       .story = "a PKI Request is rejected under status 200"},
      [](HttpResponse& response) {
        if (is_error(response)) response.status = 200;
      });

  add(moments::full_cmc_response,
      {.id = "cmc-error-as-text",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-05",
       .story = "a PKI Request is rejected by a text and no CMC response"},
      [](HttpResponse& response) {
        if (!is_error(response)) return;
        response.headers.set("Content-Type", "text/plain");
        response.body = bytes_of("This request is rejected.\n");
      });

  add(moments::full_cmc_response,
      {.id = "cmc-request-without-cmc-answer",
       .role = Role::server,
       .breaks = "RFC5272-3.2-01",
       .story = "a PKI Request that is refused gets no PKI Response"},
      [](HttpResponse& response) {
        if (!is_error(response)) return;
        response.headers.remove("Content-Type");
        response.body = bytes_of("No.\n");
      });

  add(moments::cmc_response,
      {.id = "cmc-answer-with-old-status",
       .role = Role::server,
       .breaks = "RFC5272-6.1-01",
       .story = "the status comes as CMCStatusInfo of the first version alone"},
      [](PkiResponse& response) {
        for (auto& control : response.controls)
          if (control.type == oids::cmc_status_info_v2) control.type = oids::cmc_status_info;
      });

  add(moments::cmc_response,
      {.id = "cmc-answer-without-anything",
       .role = Role::server,
       .breaks = "RFC5272-6.1.1-01",
       .story = "the PKIResponse has no control at all"},
      [](PkiResponse& response) { response.controls.clear(); });

  add(moments::cmc_response,
      {.id = "cmc-answer-without-recipient-nonce",
       .role = Role::server,
       .breaks = "RFC5272-6.6-02",
       .story = "the sender's nonce does not come back"},
      [](PkiResponse& response) { remove_controls(response, oids::cmc_recipient_nonce); });

  add(moments::cmc_response,
      {.id = "cmc-answer-with-wrong-recipient-nonce",
       .role = Role::server,
       .breaks = "RFC5272-6.6-02",
       .story = "the recipient nonce has a wrong bit"},
      [](PkiResponse& response) {
        for (auto& control : response.controls)
          if (control.type == oids::cmc_recipient_nonce) control.values.front().back() ^= 1U;
      });

  add(moments::cmc_response,
      {.id = "cmc-answer-repeats-the-nonce",
       .role = Role::server,
       .breaks = "RFC5272-6.6-02",
       .story = "the server's own nonce is the client's"},
      [](PkiResponse& response) {
        const auto* theirs = find_control(response.controls, oids::cmc_recipient_nonce);
        if (theirs == nullptr) return;
        const auto values = theirs->values;
        for (auto& control : response.controls)
          if (control.type == oids::cmc_sender_nonce) control.values = values;
      });

  add(moments::cmc_response,
      {.id = "cmc-answer-of-another-transaction",
       .role = Role::server,
       .breaks = "RFC5272-6.6-01",
       .story = "the transaction identifier is another"},
      [](PkiResponse& response) {
        for (auto& control : response.controls)
          if (control.type == oids::cmc_transaction_id) control.values.front().back() ^= 1U;
      });

  add(moments::cmc_response,
      {.id = "cmc-answer-without-transaction",
       .role = Role::server,
       .breaks = "RFC5272-6.6-01",
       .story = "the transaction identifier is left out"},
      [](PkiResponse& response) { remove_controls(response, oids::cmc_transaction_id); });

  add(moments::cmc_response,
      {.id = "cmc-answer-without-data-return",
       .role = Role::server,
       .breaks = "RFC5272-6.4-01",
       .story = "what Data Return holds does not come back"},
      [](PkiResponse& response) { remove_controls(response, oids::cmc_data_return); });

  add(moments::cmc_response,
      {.id = "cmc-answer-body-part-twice",
       .role = Role::server,
       .breaks = "RFC5272-3.2.2-01",
       .story = "two controls of the answer have the same body part id"},
      [](PkiResponse& response) {
        if (response.controls.size() > 1)
          response.controls.back().id = response.controls.front().id;
      });

  add(moments::cmc_response,
      {.id = "cmc-answer-with-ra-witness",
       .role = Role::server,
       .breaks = "RFC6402-2.5-01",
       .story = "RA Identity Proof Witness comes back in the answer"},
      [](PkiResponse& response) {
        response.controls.push_back(
            {1000, "1.3.6.1.5.5.7.7.35", {encode(sequence({integer(0), integer(1)}))}});
      });

  add(moments::cmc_response,
      {.id = "cmc-error-names-bad-time",
       .role = Role::server,
       .breaks = "RFC5272-3.2.1.3.4-02",
       .story = "whatever failed, the reason is badTime"},
      [](PkiResponse& response) {
        change_failures(response, [](CmcStatusInfo& info) { info.other = CmcFailure::bad_time; });
      });

  add(moments::cmc_response,
      {.id = "cmc-error-of-identity-names-bad-request",
       .role = Role::server,
       .breaks = "RFC5272-6.2.1-01",
       .story = "an identity proof that does not hold is called a badRequest"},
      [](PkiResponse& response) {
        rename_failure(response, CmcFailure::bad_identity, CmcFailure::bad_request);
      });

  add(moments::cmc_response,
      {.id = "cmc-error-of-linking-names-bad-identity",
       .role = Role::server,
       .breaks = "RFC7030-3.5-14",
       .story = "a request that is linked to another connection is called a badIdentity"},
      [](PkiResponse& response) {
        rename_failure(response, CmcFailure::pop_failed, CmcFailure::bad_identity);
      });

  add(moments::cmc_response,
      {.id = "cmc-error-names-no-control",
       .role = Role::server,
       .breaks = "RFC5272-3.2.1.1-02",
       .story = "an error does not name the control that it is about"},
      [](PkiResponse& response) {
        change_failures(response, [](CmcStatusInfo& info) { info.body_parts = {BodyPartId{0}}; });
      });

  add(moments::signed_cmc_response,
      {.id = "cmc-answer-unsigned",
       .role = Role::server,
       .breaks = "RFC5272-4.2-01",
       .story = "the Full PKI Response has no signer"},
      [](CertsOnly& answer) { answer.signers.clear(); });

  add(moments::signed_cmc_response,
      {.id = "cmc-answer-signature-flipped-bit",
       .role = Role::server,
       .breaks = "RFC5272-4.2-01",
       .story = "a bit of the PKIResponse changed after it was signed"},
      [](CertsOnly& answer) {
        if (!answer.signers.empty()) answer.signers.front().back() ^= 1U;
      });

  add(moments::signed_cmc_response,
      {.id = "cmc-answer-without-the-certificate",
       .role = Role::server,
       .breaks = "RFC7030-4.3.2-01",
       .story = "success is told, and no certificate is there"},
      [](CertsOnly& answer) {
        if (answer.certificates.size() > 1) answer.certificates.resize(1);
      });

  add(moments::admission,
      {.id = "cmc-not-under-its-path",
       .role = Role::server,
       .breaks = "RFC7030-4.3-01",
       .story = "there is nothing under /fullcmc, though full CMC is served"},
      [](Admission& admission) {
        if (admission.operation == Operation::fullcmc)
          admission.refusal = Refusal{404, "There is nothing here.\n", {}};
      });

  add(moments::full_cmc_response,
      {.id = "cmc-rejects-nothing",
       .role = Role::server,
       .breaks = "RFC7030-4.3.1-01",
       .story = "what is no PKI Request is answered with 200"},
      [](HttpResponse& response) {
        if (response.status >= 400) response.status = 200;
      });

  add(moments::cmc_response,
      {.id = "cmc-status-says-success-of-errors",
       .role = Role::server,
       .breaks = "RFC5272-6.1.3-01",
       .story = "the status of a failure is success"},
      [](PkiResponse& response) {
        for (auto& control : response.controls) {
          if (control.type != oids::cmc_status_info_v2 || control.values.empty()) continue;
          const auto info = decode_cmc_status_info_v2(control.values.front());
          if (!info || info->status == CmcStatus::success) continue;
          auto changed = *info;
          changed.status = CmcStatus::success;
          changed.other = std::monostate{};
          control = status_control(control.id, changed);
        }
      });
}

}  // namespace inquest
