#include "harness/scenario/cmc_message.h"

#include <stdexcept>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

SharedSecretWitness witness_over(BytesView message, BytesView key) {
  return {{oids::sha256, {}}, {oids::hmac_with_sha256, {}}, hmac("sha256", key, message)};
}

/// The octets of the extension of that name, without the OCTET STRING around them.
Bytes key_identifier(const Key& key) {
  const auto extension = extensions::subject_key_identifier(key.public_key());
  const auto identifier = decode_der(extension.value);
  if (!identifier) throw std::logic_error("our own key identifier cannot be read");
  return identifier->contents();
}

TaggedRequest pkcs10_request(BodyPartId id, const RequestContents& contents, const Key& key,
                             const Deviations& deviations) {
  auto request = decode_certification_request(make_request(contents, key, deviations));
  if (!request)
    throw std::invalid_argument("what is no PKCS#10 request does not go into a CMC message: byte " +
                                request.error().text());
  return TaggedCertificationRequest{id, *std::move(request)};
}

/// AttributeTypeAndValue ::= SEQUENCE { type, value }, which is how CRMF writes a control.
Bytes crmf_control(const Attribute& attribute) {
  return encode(sequence({oid(attribute.type), Element::raw(attribute.values.at(0))}));
}

TaggedRequest crmf_request(BodyPartId id, const RequestContents& contents, const Key& key) {
  CertRequestMessage message;
  message.request.id = id;
  message.request.wanted.subject = contents.subject;
  message.request.wanted.public_key = key.public_key();
  if (!contents.extensions.empty()) message.request.wanted.extensions = contents.extensions;
  for (const auto& attribute : contents.attributes)
    message.request.controls.push_back(crmf_control(attribute));
  message.request_der = encode(encode(message.request));
  message.proof =
      PossessionSignature{std::nullopt, key.signature_algorithm(), key.sign(message.request_der)};
  return message;
}

/// The control that proves who asks, over the requests as they will stand in the message.
CmcControl identity_proof(BodyPartId id, const CmcContents& contents,
                          const std::vector<TaggedRequest>& requests) {
  const auto covered = encode(encode(requests));
  // RFC5272-6.2.3-01: beside an identification, the key is made of both.
  const auto secret = bytes_of(contents.secret->secret + contents.secret->identification);
  if (contents.identity_proof == CmcContents::IdentityProof::v2)
    return witness_control(id, oids::cmc_identity_proof_v2,
                           witness_over(covered, hash("sha256", secret)));
  // RFC5272-6.2.2-01
  return octets_control(id, oids::cmc_identity_proof, hmac("sha1", hash("sha1", secret), covered));
}

}  // namespace

Bytes make_cmc_message(const CmcContents& contents, const std::optional<TlsIdentity>& signer,
                       const Deviations& deviations) {
  BodyPartId next = 1;
  auto wanted = contents.request;
  if (!signer)
    wanted.extensions.push_back(extensions::subject_key_identifier(contents.key.public_key()));
  if (contents.pop_link_random) {
    const auto witness =
        witness_control(0, oids::cmc_pop_link_witness_v2,
                        witness_over(*contents.pop_link_random,
                                     hash("sha256", bytes_of(contents.secret.value().secret))));
    wanted.attributes.push_back({witness.type, witness.values});
  }

  PkiData message;
  message.requests.push_back(contents.crmf
                                 ? crmf_request(next, wanted, contents.key)
                                 : pkcs10_request(next, wanted, contents.key, deviations));
  auto& controls = message.controls;
  if (contents.transaction_id)
    controls.push_back(transaction_id_control(++next, *contents.transaction_id));
  if (contents.nonce)
    controls.push_back(octets_control(++next, oids::cmc_sender_nonce, *contents.nonce));
  if (contents.data_return)
    controls.push_back(octets_control(++next, oids::cmc_data_return, *contents.data_return));
  if (contents.secret)
    controls.push_back(identification_control(++next, contents.secret->identification));
  if (contents.secret && contents.identity_proof != CmcContents::IdentityProof::none)
    controls.push_back(identity_proof(++next, contents, message.requests));
  if (contents.pop_link_random)
    controls.push_back(
        octets_control(++next, oids::cmc_pop_link_random, *contents.pop_link_random));
  message = deviations.at(moments::cmc_request, std::move(message));

  const auto by = signer ? CmsSigner{signer->key, signer->certificate}
                         : CmsSigner{contents.key, key_identifier(contents.key)};
  std::vector<Certificate> certificates;
  if (signer) {
    certificates = signer->intermediates;
    certificates.insert(certificates.begin(), signer->certificate);
  }
  const auto signed_message =
      deviations.at(moments::signed_cmc_request,
                    sign_data(oids::pki_data, encode(encode(message)), by, certificates));
  return encode(encode(signed_message));
}

}  // namespace inquest
