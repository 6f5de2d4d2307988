#include "reference/protocol/csr_attributes_operation.h"

#include <algorithm>

#include "reference/codec/csr_template.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/protocol/answer_octets.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

/// Asks for an attribute, also in the template if there is one, which then counts alone (RFC 9908
/// 4).
void ask_for(CsrAttributes& wanted, const char* type) {
  if (!wanted.names(type)) wanted.members.emplace_back(std::string(type));
  const auto found = csr_template(wanted);
  if (!found || !*found) return;
  auto info = **found;
  const bool there = std::any_of(info.attributes.begin(), info.attributes.end(),
                                 [&](const Attribute& each) { return each.type == type; });
  if (there) return;
  info.attributes.push_back({type, {}});
  for (auto& member : wanted.members)
    if (auto* attribute = std::get_if<Attribute>(&member);
        attribute != nullptr && attribute->type == oids::request_info_template)
      *attribute = csr_template_attribute(info);
}

Accepted<CsrAttributes> read_csr_attributes(const HttpResponse& response,
                                            const Deviations& deviations) {
  const auto malformed = [](const std::string& why) {
    return NotAccepted{NotAccepted::Why::malformed, why, std::nullopt};
  };
  // RFC7030-4.5.2-10, RFC8951-4-08: nothing is asked for.
  if (response.status == 204 || response.status == 404) return CsrAttributes{};
  if (response.status != 200) return refused_or_later(response, 0, deviations);
  const auto* type = response.headers.find("Content-Type");
  if (type == nullptr || !is_media_type(*type, media_types::csrattrs))
    return malformed("the answer is no application/csrattrs");
  const auto der = octets_of(response.headers, response.body, deviations);
  if (!der) return malformed("the answer is not base64: character " + der.error().text());
  auto attributes = decode_csr_attributes(*der);
  if (!attributes) return malformed("the answer is no CsrAttrs: byte " + attributes.error().text());
  return *std::move(attributes);
}

}  // namespace

CsrAttributes wanted_attributes(const ServerPolicy& policy) {
  // RFC7030-4.5.2-08, RFC7030-4.5.2-13, RFC7030-4.5.2-14, RFC7030-4.5.2-15, RFC8951-4-11,
  // RFC8951-4-12, RFC8951-4-13, RFC8951-4-14, RFC9908-3.1-01, RFC9908-3.1-02, RFC9908-3.1-03,
  // RFC9908-3.2-10, RFC9908-3.2-11, RFC9908-3.2-12, RFC9908-3.4-14, RFC9908-4-01, RFC9908-4-02:
  // what the operator asks for, in the form that he chose.
  auto wanted = policy.csr_attributes;
  // RFC7030-4.5.2-12, RFC7030-3.5-02, RFC8951-4-10, RFC7894-4-01, RFC7894-4-02
  // RFC 7030 4.5.2: the OID must be there; RFC 7894 4: and may stand beside the newer one.
  if (policy.linking == Linking::required) {
    ask_for(wanted, oids::challenge_password);
    ask_for(wanted, oids::est_identity_linking);
  }
  // RFC7894-4-01: in every answer, as the use requires.
  if (policy.one_time_password_required) ask_for(wanted, oids::otp_challenge);
  if (policy.revocation_challenges) ask_for(wanted, oids::revocation_challenge);
  return wanted;
}

HttpResponse answer_csr_attributes(const ServerPolicy& policy, const Deviations& deviations) {
  const auto wanted = deviations.at(moments::csr_attributes, wanted_attributes(policy));
  HttpResponse response;
  if (wanted.members.empty()) {
    // RFC7030-4.5.2-02, RFC7030-4.5.2-10, RFC8951-4-02
    response.status = 204;
    return deviations.at(moments::csr_attributes_response, std::move(response));
  }
  // As a tree all the way down, so that a deviation can reach every element.
  auto opened = decode_der(encode(encode(wanted)));
  const auto tree =
      deviations.at(moments::csr_attributes_tree, opened ? *std::move(opened) : encode(wanted));
  const auto body = deviations.at(moments::response_body,
                                  // RFC7030-4.5.2-05, RFC7030-4.5.2-18, RFC8951-4-05, RFC8951-4-17
                                  EncodedBody{encode_base64(encode(tree), policy.layout)});
  // RFC7030-4.5.2-01, RFC7030-4.5.2-04, RFC7030-3.2.4-01, RFC7030-3.2.4-09, RFC8951-4-01,
  // RFC8951-4-04
  response.headers.add("Content-Type", media_types::csrattrs);
  if (policy.send_transfer_encoding) response.headers.add("Content-Transfer-Encoding", "base64");
  response.body = bytes_of(body.text);
  return deviations.at(moments::csr_attributes_response, std::move(response));
}

HttpRequest csr_attributes_request(const HttpOptions& options, const Deviations& deviations) {
  // RFC7030-4.5.1-01, RFC7030-3.1-04
  auto request = base_request(Operation::csrattrs, options);
  return deviations.at(moments::request, std::move(request));
}

Accepted<CsrAttributes> accept_csr_attributes(const HttpResponse& response,
                                              const Deviations& deviations) {
  return deviations
      .at(moments::received_attributes, {&response, read_csr_attributes(response, deviations)})
      .accepted;
}

}  // namespace inquest
