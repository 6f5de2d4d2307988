#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/request_rules.h"
#include "reference/codec/cmc.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/cmc_wanted.h"
#include "reference/protocol/shared_secret_proof.h"

namespace inquest {
namespace {

SignedData message_of(const RequestReading& in) {
  auto message = decode_signed_data(body_octets(in));
  if (!message) throw Inconclusive("the body is no SignedData: " + message.error().text());
  return *std::move(message);
}

PkiData data_of(const RequestReading& in) {
  const auto message = message_of(in);
  if (!message.content) throw Inconclusive("the SignedData has no content");
  auto data = decode_pki_data(*message.content);
  if (!data) throw Inconclusive("PKIData: " + data.error().text());
  return *std::move(data);
}

/// subjectKeyIdentifier that the CSR asks for; nothing: it asks for none.
std::optional<Bytes> identifier_asked(const RequestReading& in) {
  const auto wanted = requested_extensions(in.request().info);
  if (!wanted) throw Inconclusive("the extensions of the CSR: " + wanted.error().text());
  for (const auto& each : *wanted) {
    if (each.id != oids::subject_key_identifier) continue;
    const auto octets = decode_der(each.value);
    if (!octets || octets->tag() != Tag::octet_string)
      throw Inconclusive("the subjectKeyIdentifier that the CSR asks for is no OCTET STRING");
    return octets->contents();
  }
  return std::nullopt;
}

/// Whether a signer is the very key of the request.
bool signs_itself(const RequestReading& in, const SignedData& message) {
  return std::any_of(message.signers.begin(), message.signers.end(), [&](const SignerInfo& each) {
    return !each.certificate && !signature_defect(message, each, in.request().info.public_key);
  });
}

RuleFinding smime_type(const RequestReading& in) {
  const auto* field = in.asked.request.headers.find("Content-Type");
  const auto type = decode_media_type(field ? *field : "");
  const auto* parameter = type ? type->parameter("smime-type") : nullptr;
  if (parameter == nullptr) return broken(field ? *field : "no Content-Type");
  std::string small = *parameter;
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return kept_if(small == "cmc-request", *field);
}

RuleFinding body_parts(const RequestReading& in) {
  const auto defect = body_part_defect(data_of(in));
  return kept_if(!defect, defect ? *defect : "each once");
}

RuleFinding names_its_key(const RequestReading& in) {
  if (!signs_itself(in, message_of(in))) return told("no key of the message signs it");
  const bool there = identifier_asked(in).has_value();
  return kept_if(there, there ? "subjectKeyIdentifier" : "no subjectKeyIdentifier");
}

RuleFinding signer_named(const RequestReading& in) {
  const auto message = message_of(in);
  if (!signs_itself(in, message)) return told("no key of the message signs it");
  const bool by_identifier = std::all_of(
      message.signers.begin(), message.signers.end(),
      [](const SignerInfo& each) { return std::holds_alternative<Bytes>(each.identity); });
  return kept_if(by_identifier,
                 by_identifier ? "by subjectKeyIdentifier" : "by issuer and serial number");
}

RuleFinding signer_identifier(const RequestReading& in) {
  const auto message = message_of(in);
  const auto asked = identifier_asked(in);
  if (!signs_itself(in, message) || !asked) return told("no named key of the message signs it");
  for (const auto& each : message.signers)
    if (const auto* identifier = std::get_if<Bytes>(&each.identity))
      if (*identifier != *asked) return broken("another identifier");
  return kept("that of the CSR");
}

RuleFinding transaction(const RequestReading& in) {
  const bool there = find_control(data_of(in).controls, oids::cmc_transaction_id) != nullptr;
  return kept_if(there, there ? "there is one" : "there is none");
}

RuleFinding one_signer(const RequestReading& in) {
  const auto message = message_of(in);
  if (!signs_itself(in, message)) return told("no key of the message signs it");
  return kept_if(message.signers.size() == 1, fmt::format("{} signers", message.signers.size()));
}

RuleFinding signed_by_known_key(const RequestReading& in) {
  const auto message = message_of(in);
  if (message.signers.empty()) return broken("no signer");
  for (const auto& each : message.signers) {
    const auto defect = each.certificate
                            ? signature_defect(message, each)
                            : signature_defect(message, each, in.request().info.public_key);
    if (defect) return broken(*defect);
  }
  return kept("it verifies");
}

RuleFinding requests_complete(const RequestReading& in) {
  for (const auto& each : data_of(in).requests) {
    const auto* tagged = std::get_if<TaggedCertificationRequest>(&each);
    if (tagged == nullptr) continue;
    if (tagged->request.info.subject.empty() || tagged->request.info.public_key.empty())
      return broken("a request without subject or key");
  }
  return kept("a subject and a key");
}

/// The algorithm of who signs nothing, since the key cannot (RFC 5272).
bool signs_nothing(const TaggedCertificationRequest& tagged) {
  const auto algorithm = decode_der(tagged.request.signature_algorithm);
  return algorithm && !algorithm->children().empty() &&
         dotted_oid((*algorithm)[0].contents()) == "1.3.6.1.5.5.7.6.2";
}

/// RFC 7030 3.4: who is no RA signs with the key; keys that cannot sign are proven in other ways.
RuleFinding possession(const RequestReading& in) {
  for (const auto& each : data_of(in).requests) {
    const auto* crmf = std::get_if<CertRequestMessage>(&each);
    if (crmf != nullptr && !crmf->proof) return broken("a request that nothing proves");
    if (crmf != nullptr && std::holds_alternative<PossessionRaVerified>(*crmf->proof))
      return broken("raVerified, which is an RA's to say");
    const auto* tagged = std::get_if<TaggedCertificationRequest>(&each);
    if (tagged != nullptr ? signs_nothing(*tagged)
                          : !crmf || !std::holds_alternative<PossessionSignature>(*crmf->proof))
      return told("a key that does not sign");
    const auto wanted = wanted_by(each);
    if (!wanted || !wanted->proven) return broken("a signature that does not verify");
  }
  return kept("a signature of the key");
}

/// RFC 5272 3.2.1.2.2
RuleFinding templates_complete(const RequestReading& in) {
  bool any = false;
  for (const auto& each : data_of(in).requests) {
    const auto* crmf = std::get_if<CertRequestMessage>(&each);
    if (crmf == nullptr) continue;
    any = true;
    if (!crmf->request.wanted.subject) return broken("a CertTemplate without subject");
    if (!crmf->request.wanted.public_key) return broken("a CertTemplate without publicKey");
  }
  return any ? kept("a subject and a key") : told("no request is CRMF");
}

/// RFC 6402 2.5
RuleFinding no_ra_witness(const RequestReading& in) {
  constexpr auto ra_identity_witness = "1.3.6.1.5.5.7.7.35";
  const bool there = find_control(data_of(in).controls, ra_identity_witness) != nullptr;
  return kept_if(!there, there ? "RA Identity Proof Witness" : "none of an RA");
}

const CmcSecret& secret_of(const RequestReading& in) {
  if (!in.act->errand.cmc_secret) throw Inconclusive("the client was given no shared secret");
  return *in.act->errand.cmc_secret;
}

const Attribute* link_witness_in(const RequestReading& in) {
  return in.request().info.attribute(oids::cmc_pop_link_witness_v2);
}

RuleFinding identity_proof(const RequestReading& in) {
  const auto data = data_of(in);
  const auto& secret = secret_of(in);
  const auto* control = find_control(data.controls, oids::cmc_identity_proof_v2);
  if (control == nullptr) return told("there is no Identity Proof Version 2");
  const auto proof = control_witness(*control);
  if (!proof) return broken(proof.error().text());
  const bool named = find_control(data.controls, oids::cmc_identification) != nullptr;
  const bool proves =
      proves_secret(*proof, bytes_of(secret.secret + (named ? secret.identification : "")),
                    encode(encode(data.requests)));
  return kept_if(proves, proves ? "it proves the secret" : "it does not prove the secret");
}

/// The older control, whose algorithms are fixed.
RuleFinding identity_proof_by_sha1(const RequestReading& in) {
  const auto data = data_of(in);
  const auto* control = find_control(data.controls, oids::cmc_identity_proof);
  if (control == nullptr) return told("there is no Identity Proof of the first version");
  const auto proof = control_octets(*control);
  if (!proof) return broken(proof.error().text());
  const auto& secret = secret_of(in);
  const auto covered = encode(encode(data.requests));
  // Whether the name is hashed with the secret, RFC 5272 says of the second version alone.
  const bool proves =
      proves_secret_by_sha1(*proof, bytes_of(secret.secret), covered) ||
      proves_secret_by_sha1(*proof, bytes_of(secret.secret + secret.identification), covered);
  return kept_if(proves, proves ? "HMAC-SHA1 under the SHA-1 of the secret" : "something else");
}

/// Who links a request by a witness sends what that is made of.
RuleFinding link_random(const RequestReading& in) {
  if (link_witness_in(in) == nullptr) return told("the CSR has no POP Link Witness");
  const auto data = data_of(in);
  const bool there = find_control(data.controls, oids::cmc_pop_link_random) != nullptr;
  return kept_if(there, there ? "there is one" : "there is none");
}

/// Who sends a random string puts the witness that is made of it into each request.
RuleFinding link_there(const RequestReading& in) {
  if (find_control(data_of(in).controls, oids::cmc_pop_link_random) == nullptr)
    return told("the message has no POP Link Random");
  const bool there = link_witness_in(in) != nullptr ||
                     in.request().info.attribute(oids::cmc_pop_link_witness) != nullptr;
  return kept_if(there, there ? "there is one" : "there is none");
}

RuleFinding link_witness(const RequestReading& in) {
  const auto* attribute = link_witness_in(in);
  const auto data = data_of(in);
  const auto* random = find_control(data.controls, oids::cmc_pop_link_random);
  if (attribute == nullptr || random == nullptr) return told("the CSR is not linked by a witness");
  const auto octets = control_octets(*random);
  const auto witness = control_witness({1, attribute->type, attribute->values});
  if (!octets || !witness) return broken("random string or witness cannot be read");
  const bool right = proves_secret(*witness, bytes_of(secret_of(in).secret), *octets);
  return kept_if(right, right ? "of the secret, over the random string" : "of something else");
}

}  // namespace

const std::vector<Rule<RequestReading>>& cmc_request_rules() {
  static const std::vector<Rule<RequestReading>> rules{
      {"cmc-smime-type", "the smime-type of the request", "CMC-request", smime_type},
      {"cmc-body-parts", "the numbers of the body parts", "each once, and none 0", body_parts},
      {"cmc-key-named", "the subjectKeyIdentifier of a CSR whose key signs the message",
       "it is asked for", names_its_key},
      {"cmc-signer-named", "how the signer is named, where the CSR's key signs",
       "by subjectKeyIdentifier", signer_named},
      {"cmc-signer-identifier", "the identifier of the signer, where the CSR's key signs",
       "the subjectKeyIdentifier that the CSR has", signer_identifier},
      {"cmc-identity-proof", "the identity proof of the message",
       "made of name and secret, over the requests", identity_proof},
      {"cmc-identity-proof-by-sha1", "the identity proof of the first version",
       "HMAC-SHA1 over the requests, under the SHA-1 of the secret", identity_proof_by_sha1},
      {"cmc-possession", "what proves possession of the keys of the requests",
       "a signature of each key that can sign", possession},
      {"cmc-templates", "the CRMF requests of the message", "a subject and a key each",
       templates_complete},
      {"cmc-no-ra-witness", "the controls of the message", "none that is an RA's to use",
       no_ra_witness},
      {"cmc-link-random", "the POP Link Random control, where the CSR has a witness",
       "there is one", link_random},
      {"cmc-link-there", "the POP Link Witness of the CSR, where the message has the random string",
       "there is one", link_there},
      {"cmc-link-witness", "the POP Link Witness of the CSR",
       "of the secret, over the random string", link_witness},
      {"cmc-transaction", "the transaction identifier of the message", "there is one", transaction},
      {"cmc-one-signer", "the signers, where the CSR's key signs", "one", one_signer},
      {"cmc-signed", "the signature around the PKIData",
       "one that verifies under the key of a request or of a certificate", signed_by_known_key},
      {"cmc-requests", "the PKCS #10 requests of the message", "a subject and a key each",
       requests_complete},
  };
  return rules;
}

}  // namespace inquest
