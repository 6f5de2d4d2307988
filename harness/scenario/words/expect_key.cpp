#include "harness/scenario/words/expect_key.h"

#include <fmt/format.h>

#include "harness/scenario/payload.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

KeyDelivery noted(const Answer& answer, Stage& stage) {
  auto delivery = key_delivery_of(answer);
  // Never the key itself: reports are shown around.
  if (delivery.envelope && delivery.octets)
    stage.note_structure("the EnvelopedData of the answer", *delivery.octets);
  if (delivery.certificate) stage.note_certificate("issued", *delivery.certificate);
  return delivery;
}

Key key_in(const Answer& answer) {
  const auto delivery = key_delivery_of(answer);
  auto key = delivery.key ? decode_private_key(*delivery.key) : Result<Key>(ParseError{});
  if (!key) throw Inconclusive("there is no private key to compare");
  return *std::move(key);
}

/// Why the part of the certificate is not what /simpleenroll answers with, or "".
std::string certificate_part_defect(const BodyPart& part) {
  const auto* type = part.headers.find("Content-Type");
  const auto media = type ? decode_media_type(*type) : Result<MediaType>(ParseError{});
  const auto* smime = media ? media->parameter("smime-type") : nullptr;
  if (smime == nullptr || !is_media_type(*type, media_types::pkcs7_mime) || *smime != "certs-only")
    return type ? *type : "no Content-Type";
  const auto form = form_of(part.body);
  if (form != BodyForm::base64) return std::string(name_of(form));
  const auto reading = read_certs_only(*octets_of(part.body));
  if (reading.readers_disagree())
    throw Inconclusive("readers disagree: we can read the SignedData, OpenSSL says " +
                       reading.openssl_error);
  if (!reading.value) return reading.our_error + "; OpenSSL: " + reading.openssl_error;
  if (const auto defect = certs_only_defect(*reading.value)) return *defect;
  const auto count = reading.value->certificates.size();
  return count == 1 ? "" : fmt::format("{} certificates", count);
}

bool refused(const Answer& answer) { return answer.status() >= 400 && answer.status() <= 599; }

}  // namespace

void ExpectMultipart::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  judge_by(multipart_rules(), rule, read_parts(exchange_of(answer).response), cites, stage);
}

void ExpectPrivateKey::perform(Stage& stage) const {
  judge_by(private_key_rules(), rule, noted(stage.answer(of), stage), cites, stage);
}

void ExpectKeyEnvelope::perform(Stage& stage) const {
  judge_by(key_envelope_rules(), rule, noted(stage.answer(of), stage), cites, stage);
}

void ExpectOtherKey::perform(Stage& stage) const {
  const bool differ =
      key_in(stage.answer(of)).public_key() != key_in(stage.answer(other)).public_key();
  stage.judge(cites, {differ, "the keys of two answers", "two keys",
                      differ ? "two keys" : "the same key twice"});
}

void ExpectKeyIdentifiers::perform(Stage& stage) const {
  const auto one = issued_certificate(stage.answer(of));
  const auto two = issued_certificate(stage.answer(other));
  const auto first = one.extension(oids::subject_key_identifier);
  const auto second = two.extension(oids::subject_key_identifier);
  if (one.public_key() == two.public_key())
    throw Inconclusive("both certificates are for the same key");
  if (!first || !second)
    return stage.tell(cites, "the subjectKeyIdentifiers", "not in both certificates");
  const bool differ = first->value != second->value;
  stage.judge(cites, {differ, "the subjectKeyIdentifiers of two keys", "two identifiers",
                      differ ? "two identifiers" : "the same identifier twice"});
}

void ExpectCertificatePart::perform(Stage& stage) const {
  const auto defect = certificate_part_defect(certificate_part_of(stage.answer(of)));
  stage.judge(cites, {defect.empty(), "the part of the certificate",
                      "application/pkcs7-mime; smime-type=certs-only, with one certificate",
                      defect.empty() ? "as expected" : defect});
}

void ExpectNoPlainKey::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  exchange_of(answer);
  std::string actual = answer.summary();
  bool plain = false;
  if (granted(answer)) {
    const auto delivery = key_delivery_of(answer);
    plain = delivery.key && !delivery.envelope;
    actual = plain ? "the key in the clear" : "something else than the key itself";
  }
  stage.judge(cites, {!plain, "how a key came that was to be encrypted", "encrypted, or not at all",
                      actual});
}

void ExpectNoOtherAlgorithm::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  exchange_of(answer);
  if (refused(answer))
    return stage.judge(cites,
                       {true, "what came of algorithms that may not suit the server",
                        "an algorithm of SMIMECapabilities, or a refusal", answer.summary()});
  judge_by(key_envelope_rules(), "algorithm", noted(answer, stage), cites, stage);
}

}  // namespace inquest
