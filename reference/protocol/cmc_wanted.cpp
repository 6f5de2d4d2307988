#include "reference/protocol/cmc_wanted.h"

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"

namespace inquest {
namespace {

/// What a person sees of a request that is no PKCS#10: one without signature.
Bytes shown_as_csr(const RequestInfo& info) {
  CertificationRequest request;
  request.info = info;
  request.info_der = encode(encode(info));
  request.signature_algorithm = encode(sequence({oid(oids::sha256)}));
  return encode(encode(request));
}

std::optional<Wanted> wanted_of(const TaggedCertificationRequest& tagged) {
  return Wanted{tagged.id, tagged.request.info, encode(encode(tagged.request)),
                proves_possession(tagged.request)};
}

/// A control of CRMF that links the request to a shared secret, as an attribute, or nothing.
std::optional<Attribute> witness_among(BytesView control) {
  Cursor in(control);
  auto fields = in.sequence("control");
  const auto type = fields.oid("type");
  auto value = copy_of(fields.element("value"));
  if (in.failed() || (type != oids::cmc_pop_link_witness && type != oids::cmc_pop_link_witness_v2))
    return std::nullopt;
  return Attribute{type, {std::move(value)}};
}

std::optional<Wanted> wanted_of(const CertRequestMessage& message) {
  const auto& asked = message.request.wanted;
  if (!asked.subject || !asked.public_key) return std::nullopt;
  Wanted wanted{static_cast<BodyPartId>(message.request.id), {}, {}, false};
  wanted.info.subject = *asked.subject;
  wanted.info.public_key = *asked.public_key;
  if (asked.extensions && !asked.extensions->empty())
    wanted.info.attributes.push_back(extension_request(*asked.extensions));
  // RFC 5272 6.3.1.1: what is an attribute of PKCS#10 is a control here.
  for (const auto& control : message.request.controls)
    if (auto witness = witness_among(control)) wanted.info.attributes.push_back(*witness);
  wanted.csr = shown_as_csr(wanted.info);
  if (const auto* proof =
          message.proof ? std::get_if<PossessionSignature>(&*message.proof) : nullptr)
    wanted.proven = !proof->input && verify_signature(wanted.info.public_key, proof->algorithm,
                                                      message.request_der, proof->signature);
  return wanted;
}

std::optional<Wanted> wanted_of(const CmcOther&) { return std::nullopt; }

}  // namespace

std::optional<Wanted> wanted_by(const TaggedRequest& request) {
  return std::visit([](const auto& one) { return wanted_of(one); }, request);
}

BodyPartId part_of(const TaggedRequest& request) {
  if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&request)) return tagged->id;
  if (const auto* message = std::get_if<CertRequestMessage>(&request))
    return static_cast<BodyPartId>(message->request.id);
  return std::get<CmcOther>(request).id;
}

}  // namespace inquest
