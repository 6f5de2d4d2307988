#include "harness/scenario/words/expect_payload.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/identity.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/codec/base64.h"
#include "reference/codec/oids.h"
#include "reference/pki/trust.h"

namespace inquest {
namespace {

/// The body of a success; Inconclusive for that of a refusal, which has a form of its own.
const Bytes& granted_body(const Answer& answer) {
  const auto& response = exchange_of(answer).response;
  if (response.status >= 300)
    throw Inconclusive("a request that is right in everything was refused: " + answer.summary());
  return response.body;
}

/// The octets of an answer, or the end of the case: the form of the body is judged by other words.
Bytes octets_or_end(const Answer& answer) {
  const auto& body = granted_body(answer);
  auto octets = octets_of(body);
  if (!octets)
    throw Inconclusive("the body holds no certificates: it is " +
                       std::string(name_of(form_of(body))));
  return *std::move(octets);
}

CertsOnlyReading reading_of(const Answer& answer, Stage& stage) {
  const auto octets = octets_or_end(answer);
  stage.note_structure("the certs-only of the answer", octets);
  auto reading = read_certs_only(octets);
  if (reading.readers_disagree())
    throw Inconclusive("readers disagree: we can read the SignedData, OpenSSL says " +
                       reading.openssl_error);
  return reading;
}

}  // namespace

void ExpectBase64::perform(Stage& stage) const {
  const auto& body = granted_body(stage.answer(of));
  stage.judge(cites, {form_of(body) == BodyForm::base64, "the form of the body", "base64",
                      form_text(body)});
}

void ExpectShortLines::perform(Stage& stage) const {
  const auto& body = granted_body(stage.answer(of));
  if (form_of(body) != BodyForm::base64)
    throw Inconclusive("there is no base64 whose lines could be judged: the body is " +
                       std::string(name_of(form_of(body))));
  const auto text = text_of(body);
  std::size_t longest = 0;
  std::size_t from = 0;
  for (std::size_t at = 0; at <= text.size(); ++at)
    if (at == text.size() || text[at] == '\r' || text[at] == '\n') {
      longest = std::max(longest, at - from);
      from = at + 1;
    }
  stage.judge(cites, {longest <= 76, "the longest line of the base64", "at most 76 characters",
                      fmt::format("{} characters", longest)});
}

void ExpectSignedData::perform(Stage& stage) const {
  const auto reading = reading_of(stage.answer(of), stage);
  if (!reading.value) throw Inconclusive("there is no SignedData to judge: " + reading.our_error);
  const auto& certs = *reading.value;
  if (rule == "version") {
    if (!certs.other_certificates.empty() || !certs.crls.empty() || !certs.signers.empty())
      throw Inconclusive("the SignedData holds more than certificates, which its version follows");
    const auto wanted = certs.content_type == oids::cms_data ? 1 : 3;
    return stage.judge(cites, {certs.version == wanted, "the version of the SignedData",
                               std::to_string(wanted), std::to_string(certs.version)});
  }
  if (rule == "id-data")
    return stage.judge(
        cites, {certs.content_type == oids::cms_data, "the content type of what nobody signed",
                "id-data", certs.content_type});
  if (rule == "no-crl")
    return stage.judge(cites,
                       {certs.crls.empty(), "what the SignedData holds", "certificates alone",
                        fmt::format("{} CRLs as well", certs.crls.size())});
  throw std::logic_error("expect_signed_data must say which rule");
}

void ExpectDer::perform(Stage& stage) const {
  const auto reading = reading_of(stage.answer(of), stage);
  if (!reading.value && !reading.der() && !reading.openssl_error.empty())
    throw Inconclusive("no reader can make sense of it: " + reading.our_error);
  stage.judge(cites, {reading.der(), "the encoding of the SignedData", "DER",
                      reading.der() ? "DER" : "not DER at byte " + reading.our_error});
}

void ExpectCertsOnly::perform(Stage& stage) const {
  const auto reading = reading_of(stage.answer(of), stage);
  std::string actual = "certs-only";
  if (!reading.value)
    actual = "not readable: " + reading.our_error + "; OpenSSL: " + reading.openssl_error;
  else if (auto defect = certs_only_defect(*reading.value))
    actual = *defect;
  stage.judge(cites, {actual == "certs-only", "the structure in the body",
                      "SignedData with certificates, no content, no signer", actual});
}

void ExpectCertificateCount::perform(Stage& stage) const {
  const auto certificates = certificates_of(stage.answer(of));
  const auto count = static_cast<int>(certificates.size());
  for (const auto& certificate : certificates) stage.note_certificate("in the answer", certificate);
  const auto expected = at_least == at_most ? fmt::format("exactly {}", at_least)
                        : at_most == 10000  ? fmt::format("at least {}", at_least)
                                            : fmt::format("{} to {}", at_least, at_most);
  stage.judge(cites, {count >= at_least && count <= at_most, "how many certificates there are",
                      expected, std::to_string(count)});
}

void ExpectRoot::perform(Stage& stage) const {
  const auto certificates = certificates_of(stage.answer(of));
  const auto now = stage.now();
  std::string actual = "none of " + std::to_string(certificates.size()) + " is self-signed";
  bool holds = false;
  for (const auto& certificate : certificates) {
    stage.note_certificate("cacerts", certificate);
    if (!certificate.self_signed()) continue;
    const bool current = certificate.not_before() <= now && now <= certificate.not_after();
    if (!holds) actual = certificate.subject_text() + (current ? "" : ", not valid now");
    holds = holds || current;
  }
  stage.judge(cites, {holds, "the root among the CA certificates",
                      "a self-signed CA certificate that is valid now", actual});
}

void ExpectChain::perform(Stage& stage) const {
  const auto certificates = certificates_of(stage.answer(of));
  TrustAnchors roots;
  for (const auto& certificate : certificates)
    if (certificate.self_signed()) roots.push_back(certificate);
  std::string actual = "each leads to a self-signed certificate";
  bool holds = !certificates.empty();
  const auto leads = [&](const Certificate& certificate) {
    return verify_path(certificate, certificates, roots, stage.now(), Purpose::any).valid;
  };
  for (const auto& certificate : certificates) {
    const auto path = verify_path(certificate, certificates, roots, stage.now(), Purpose::any);
    if (path.valid) continue;
    // A CA that another root certified as well (cross certification) needs no more than one way.
    if (std::any_of(certificates.begin(), certificates.end(), [&](const Certificate& other) {
          return other.public_key() == certificate.public_key() &&
                 other.subject() == certificate.subject() && leads(other);
        }))
      continue;
    holds = false;
    actual = certificate.subject_text() + ": " + path.reason;
  }
  stage.judge(cites, {holds, "chains among the CA certificates",
                      "each leads to a self-signed certificate of the answer", actual});
}

}  // namespace inquest
