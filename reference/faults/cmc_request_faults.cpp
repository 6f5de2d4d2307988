#include <algorithm>

#include "reference/codec/cmc_controls.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"

namespace inquest {
namespace {

BodyPartId next_id(const PkiData& message) {
  BodyPartId last = static_cast<BodyPartId>(message.requests.size());
  for (const auto& control : message.controls) last = std::max(last, control.id);
  return last + 1;
}

/// The same wish in CRMF, which nothing proves yet.
CertRequestMessage as_crmf(const TaggedCertificationRequest& tagged) {
  const auto& info = tagged.request.info;
  CertRequestMessage message;
  message.request.id = tagged.id;
  message.request.wanted.subject = info.subject;
  message.request.wanted.public_key = info.public_key;
  if (const auto extensions = requested_extensions(info); extensions && !extensions->empty())
    message.request.wanted.extensions = *extensions;
  message.request_der = encode(encode(message.request));
  return message;
}

/// Has the message ask by CRMF alone, by requests as `change` leaves them.
template <class Change>
void ask_by_crmf(PkiData& message, Change change) {
  for (auto& request : message.requests) {
    if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&request))
      request = as_crmf(*tagged);
    if (auto* crmf = std::get_if<CertRequestMessage>(&request)) change(*crmf);
  }
}

/// Changes the first SignerInfo as a tree.
template <class Change>
void change_signer(CertsOnly& message, Change change) {
  if (message.signers.empty()) return;
  auto signer = decode_der(message.signers.front());
  if (!signer) return;
  auto tree = *signer;
  change(tree);
  message.signers.front() = encode(tree);
}

}  // namespace

void add_cmc_request_faults(FaultCatalogue& add) {
  add(moments::cmc_request,
      {.id = "cmc-request-with-unknown-control",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the message has a control that no server knows"},
      [](PkiData& message) {
        message.controls.push_back(
            octets_control(next_id(message), "1.3.6.1.4.1.32473.1.7", bytes_of("unknown")));
      });

  add(moments::cmc_request,
      {.id = "cmc-request-with-ra-witness",
       .role = Role::client,
       .breaks = "RFC6402-2.5-02",
       .story = "RA Identity Proof Witness says that an RA has seen who asks"},
      [](PkiData& message) {
        // A BodyPartPath, to the request.
        message.controls.push_back(
            {next_id(message), "1.3.6.1.5.5.7.7.35", {encode(sequence({integer(1)}))}});
      });

  add(moments::cmc_request,
      {.id = "cmc-request-verified-by-an-ra",
       .role = Role::client,
       .breaks = "RFC7030-3.4-01",
       .story = "in place of a signature, requests of CRMF say that an RA has seen one"},
      [](PkiData& message) {
        ask_by_crmf(message,
                    [](CertRequestMessage& request) { request.proof = PossessionRaVerified{}; });
      });

  add(moments::cmc_request,
      {.id = "cmc-request-of-no-subject",
       .role = Role::client,
       .breaks = "RFC5272-3.2.1.2.2-01",
       .story = "requests of CRMF have no subject"},
      [](PkiData& message) {
        ask_by_crmf(message, [](CertRequestMessage& request) {
          request.request.wanted.subject.reset();
          request.request_der = encode(encode(request.request));
        });
      });

  add(moments::request,
      {.id = "cmc-request-smime-type-in-capitals",
       .role = Role::client,
       .breaks = "",
       .story = "legal: smime-type is CMC-Request, as RFC 5273 spells it"},
      [](HttpRequest& request) {
        request.headers.set("Content-Type", "application/pkcs7-mime; smime-type=CMC-Request");
      });

  add(moments::request_info,
      {.id = "csr-without-pop-link-witness",
       .role = Role::client,
       .breaks = "RFC5272-6.3.1.1-03",
       .story = "the request lacks the witness of what links it to the shared secret"},
      [](Element& info) {
        const auto witness = oid(oids::cmc_pop_link_witness_v2).contents();
        auto& attributes = info[3];
        for (std::size_t i = attributes.children().size(); i > 0; --i)
          if (attributes[i - 1][0].contents() == witness) attributes.remove(i - 1);
      });

  add(moments::cmc_request,
      {.id = "cmc-request-body-part-twice",
       .role = Role::client,
       .breaks = "RFC5272-3.2.2-01",
       .story = "a control has the body part id of the request"},
      [](PkiData& message) {
        if (!message.controls.empty()) message.controls.front().id = 1;
      });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-unsigned",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "the SignedData has no signer"},
      [](CertsOnly& message) { message.signers.clear(); });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-signature-flipped-bit",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "one bit of the signature around the message is wrong"},
      [](CertsOnly& message) {
        change_signer(message, [](Element& signer) {
          auto& signature = signer[signer.children().size() - 1];
          auto octets = signature.contents();
          octets.back() ^= 1U;
          signature.replace_contents(octets);
        });
      });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-content-altered",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "a bit of the message changed after it was signed"},
      [](CertsOnly& message) {
        auto tree = message.content ? decode_der(*message.content)
                                    : Result<Element>(ParseError{0, "no content"});
        if (!tree) return;
        auto altered = *tree;
        auto& value = altered[0][0][2][0];  // of the first control
        auto octets = value.contents();
        octets.back() ^= 1U;
        value.replace_contents(octets);
        message.content = encode(altered);
      });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-is-data",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "what is signed is id-data, and no PKIData"},
      [](CertsOnly& message) { message.content_type = oids::cms_data; });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-is-response",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "what is signed is said to be a PKIResponse"},
      [](CertsOnly& message) { message.content_type = oids::pki_response; });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-without-content",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "the SignedData has no content"},
      [](CertsOnly& message) { message.content.reset(); });

  add(moments::signed_cmc_request,
      {.id = "cmc-request-content-is-null",
       .role = Role::client,
       .breaks = "RFC7030-4.3.1-03",
       .story = "where PKIData should be there is a NULL"},
      [](CertsOnly& message) { message.content = encode(null()); });
}

}  // namespace inquest
