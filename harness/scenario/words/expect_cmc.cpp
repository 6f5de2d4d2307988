#include "harness/scenario/words/expect_cmc.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "harness/scenario/cmc_reading.h"
#include "harness/scenario/cmc_signer_rules.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/hex.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

/// The PKIData that was sent.
PkiData asked_by(const Answer& answer) {
  const auto sent = answer.asked ? decode_signed_data(answer.asked->csr)
                                 : Result<SignedData>(ParseError{0, "nothing was asked"});
  if (!sent || !sent->content)
    throw std::logic_error("the answer judged here is to no PKI Request");
  auto message = decode_pki_data(*sent->content);
  if (!message) throw std::logic_error("our own PKIData: " + message.error().text());
  return *std::move(message);
}

Finding judge_response(const Answer& answer, Stage&) {
  if (refused_by_http(answer.status()))
    throw Inconclusive("HTTP refused the request before it was looked at: " + answer.summary());
  const auto reading = cmc_reading_of(answer);
  return {reading.problem.empty(), "what the answer to a PKI Request holds",
          "a PKI Response, full or simple",
          !reading.problem.empty() ? answer.summary() + ": " + reading.problem
          : reading.simple()       ? "a Simple PKI Response"
                                   : "a Full PKI Response"};
}

Finding judge_media_type(const Answer& answer, Stage&) {
  const auto reading = cmc_reading_of(answer);
  if (!reading.problem.empty()) throw Inconclusive("no PKI Response: " + reading.problem);
  const std::string wanted = reading.simple() ? "certs-only" : "CMC-response";
  const auto* field = exchange_of(answer).response.headers.find("Content-Type");
  const auto type =
      field ? decode_media_type(*field) : Result<MediaType>(ParseError{0, "there is none"});
  const auto* parameter = type ? type->parameter("smime-type") : nullptr;
  const auto small = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
  };
  return {
      field && is_media_type(*field, media_types::pkcs7_mime) && parameter &&
          small(*parameter) == small(wanted),
      "Content-Type of a " + std::string(reading.simple() ? "Simple" : "Full") + " PKI Response",
      "application/pkcs7-mime; smime-type=" + wanted, field ? *field : "no Content-Type"};
}

std::string text_of_statuses(const std::vector<CmcStatusInfo>& statuses) {
  std::vector<std::string> all;
  for (const auto& each : statuses) {
    all.push_back(name_of(each.status));
    if (const auto* why = std::get_if<CmcFailure>(&each.other)) all.back() += " " + name_of(*why);
  }
  return all.empty() ? "no status" : fmt::format("{}", fmt::join(all, ", "));
}

/// What failed or waits has a status, for which a Simple PKI Response has no place.
Finding judge_told_in_full(const Answer& answer, Stage&) {
  if (refused_by_http(answer.status()))
    throw Inconclusive("HTTP refused the request before it was looked at: " + answer.summary());
  if (answer.status() == 200 && granted(answer))
    throw NotApplicable("nothing failed or waits: " + answer.summary());
  const auto reading = cmc_reading_of(answer);
  if (!reading.problem.empty()) throw Inconclusive("no PKI Response: " + reading.problem);
  return {!reading.simple(), "how a PKI Request that failed or waits is answered",
          "a Full PKI Response", reading.simple() ? "a Simple PKI Response" : "a full one"};
}

/// A signature that holds is not called one that does not.
Finding judge_signature_counts(const Answer& answer, Stage&) {
  const auto reading = cmc_reading_of(answer);
  if (granted(answer) || !reading.response)
    return {granted(answer) || answer.status() != 200, "whether the signature counts",
            "a certificate, or a refusal for another reason", answer.summary()};
  const auto statuses = cmc_statuses_of(*reading.response);
  const bool denied = std::any_of(statuses.begin(), statuses.end(), [](const auto& each) {
    const auto* why = std::get_if<CmcFailure>(&each.other);
    return why != nullptr && *why == CmcFailure::bad_message_check;
  });
  return {!denied, "whether the signature counts", "a certificate, or a refusal for another reason",
          text_of_statuses(statuses)};
}

Finding judge_status(const Answer& answer, Stage&) {
  const auto response = cmc_response_of(answer);
  const bool second = find_control(response.controls, oids::cmc_status_info_v2) != nullptr;
  const bool first = find_control(response.controls, oids::cmc_status_info) != nullptr;
  // RFC5272-6.1.1-01: success may be left unsaid beside other controls.
  const bool unsaid = granted(answer) && !first && !response.controls.empty();
  return {second || unsaid, "the control that tells the status", "CMCStatusInfoV2",
          second   ? "CMCStatusInfoV2"
          : first  ? "CMCStatusInfo of the first version alone"
          : unsaid ? "none, which means success"
                   : "none"};
}

Finding judge_agreement(const Answer& answer, Stage&) {
  const auto statuses = cmc_statuses_of(cmc_response_of(answer));
  const bool failed = std::any_of(statuses.begin(), statuses.end(), [](const CmcStatusInfo& each) {
    return each.status == CmcStatus::failed || each.status == CmcStatus::no_support;
  });
  const bool error = answer.status() >= 400 && answer.status() <= 599;
  return {failed == error, "the HTTP status beside the CMC status",
          failed ? "4xx or 5xx, for the CMC status says that it failed"
                 : "200, for the CMC status says no failure",
          fmt::format("{} with {}", answer.status(), text_of_statuses(statuses))};
}

/// The octets of a control, or why there are none.
std::string octets_text(const CmcControl* control) {
  if (control == nullptr) return "no such control";
  const auto octets = control_octets(*control);
  return octets ? encode_hex(*octets) : "no OCTET STRING";
}

/// Whether `type` of the answer has the values of `of` in the request.
Finding judge_echo(const Answer& answer, std::string_view of, std::string_view type,
                   const std::string& what) {
  const auto asked = asked_by(answer);
  const auto* sent = find_control(asked.controls, of);
  if (sent == nullptr) throw std::logic_error("the request judged here has no such control");
  const auto reading = cmc_reading_of(answer);
  if (!reading.response && !reading.simple())
    throw Inconclusive("there is no PKI Response to judge: " + reading.problem);
  const auto* back = reading.response ? find_control(reading.response->controls, type) : nullptr;
  const auto text = [](const CmcControl* control) {
    return control == nullptr        ? std::string("absent")
           : control->values.empty() ? std::string("empty")
                                     : encode_hex(control->values.front());
  };
  return {back != nullptr && back->values == sent->values, what, text(sent), text(back)};
}

Finding judge_recipient_nonce(const Answer& answer, Stage&) {
  return judge_echo(answer, oids::cmc_sender_nonce, oids::cmc_recipient_nonce,
                    "the recipient nonce of the answer");
}

Finding judge_sender_nonce(const Answer& answer, Stage&) {
  const auto asked = asked_by(answer);
  const auto* sent = find_control(asked.controls, oids::cmc_sender_nonce);
  if (sent == nullptr) throw std::logic_error("the request judged here has no sender nonce");
  const auto reading = cmc_reading_of(answer);
  if (!reading.response && !reading.simple())
    throw Inconclusive("there is no PKI Response to judge: " + reading.problem);
  const auto* own =
      reading.response ? find_control(reading.response->controls, oids::cmc_sender_nonce) : nullptr;
  return {own != nullptr && own->values != sent->values, "the sender nonce of the answer",
          "a new value", own ? octets_text(own) : "absent"};
}

Finding judge_transaction(const Answer& answer, Stage&) {
  return judge_echo(answer, oids::cmc_transaction_id, oids::cmc_transaction_id,
                    "the transaction identifier of the answer");
}

Finding judge_data_return(const Answer& answer, Stage&) {
  return judge_echo(answer, oids::cmc_data_return, oids::cmc_data_return,
                    "the Data Return of the answer");
}

Finding judge_body_parts(const Answer& answer, Stage&) {
  const auto defect = body_part_defect(cmc_response_of(answer));
  return {!defect, "the body part ids of the answer", "each but once",
          defect.value_or("each once")};
}

Finding judge_ra_witness(const Answer& answer, Stage&) {
  constexpr auto ra_identity_witness = "1.3.6.1.5.5.7.7.35";  // RFC 6402 2.2
  const bool there = find_control(cmc_response_of(answer).controls, ra_identity_witness) != nullptr;
  return {!there, "RA Identity Proof Witness in a PKIResponse", "absent",
          there ? "present" : "absent"};
}

/// The reasons that a Full PKI Response gives, and whether one of them is as it should be.
Finding judge_reasons(const ExpectCmcFailure& expected, const Answer& answer) {
  Finding finding{false, "why the request failed, in CMC",
                  expected.one_of.empty() ? "a Full PKI Response with the status failed"
                                          : fmt::format("{}", fmt::join(expected.one_of, " or ")),
                  answer.summary()};
  const auto reading = cmc_reading_of(answer);
  if (!reading.response) return finding;
  const auto part = expected.part == "request"        ? BodyPartId{1}
                    : expected.part == "last-control" ? asked_by(answer).controls.back().id
                                                      : BodyPartId{0};
  const auto statuses = cmc_statuses_of(*reading.response);
  finding.actual = text_of_statuses(statuses);
  if (expected.part != "any") finding.expected += fmt::format(" for body part {}", part);
  for (const auto& each : statuses) {
    if (each.status == CmcStatus::success) continue;
    const auto* why = std::get_if<CmcFailure>(&each.other);
    const bool right =
        expected.one_of.empty() || (why && std::find(expected.one_of.begin(), expected.one_of.end(),
                                                     name_of(*why)) != expected.one_of.end());
    const bool there =
        expected.part == "any" ||
        std::any_of(each.body_parts.begin(), each.body_parts.end(), [&](const auto& reference) {
          const auto* id = std::get_if<BodyPartId>(&reference);
          return id != nullptr && *id == part;
        });
    if (right && !there) finding.actual += ", for another body part";
    finding.holds = finding.holds || (right && there);
  }
  return finding;
}

}  // namespace

void ExpectCmc::perform(Stage& stage) const {
  static const std::map<std::string, std::function<Finding(const Answer&, Stage&)>> rules{
      {"response", judge_response},
      {"media-type", judge_media_type},
      {"signature", judge_cmc_signature},
      {"signer", judge_cmc_signer},
      {"status", judge_status},
      {"agreement", judge_agreement},
      {"recipient-nonce", judge_recipient_nonce},
      {"sender-nonce", judge_sender_nonce},
      {"transaction", judge_transaction},
      {"data-return", judge_data_return},
      {"body-parts", judge_body_parts},
      {"no-ra-witness", judge_ra_witness},
      {"told-in-full", judge_told_in_full},
      {"signature-counts", judge_signature_counts},
      {"signer-name", judge_cmc_signer_name},
      {"intermediates", judge_cmc_intermediates},
  };
  if (rule.empty()) throw std::logic_error("expect_cmc must say which rule");
  const auto& answer = stage.answer(of);
  auto finding = rules.at(rule)(answer, stage);
  if (answer.deviates) return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

void ExpectCmcFailure::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  exchange_of(answer);
  if (granted(answer)) throw Inconclusive("there is no refusal to judge: " + answer.summary());
  if (refused_by_http(answer.status()))
    throw Inconclusive("HTTP refused the request before it was looked at: " + answer.summary());
  auto finding = judge_reasons(*this, answer);
  if (answer.deviates) return stage.judge_with_twin(cites, answer, std::move(finding));
  stage.judge(cites, std::move(finding));
}

}  // namespace inquest
