#include "reference/protocol/csr_attributes_operation.h"

#include <algorithm>

#include "reference/codec/csr_template.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"

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

}  // namespace

CsrAttributes wanted_attributes(const ServerPolicy& policy) {
  auto wanted = policy.csr_attributes;
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
    response.status = 204;
    return deviations.at(moments::csr_attributes_response, std::move(response));
  }
  const auto tree = deviations.at(moments::csr_attributes_tree, encode(wanted));
  const auto body = deviations.at(moments::response_body,
                                  EncodedBody{encode_base64(encode(tree), policy.layout)});
  response.headers.add("Content-Type", media_types::csrattrs);
  if (policy.send_transfer_encoding) response.headers.add("Content-Transfer-Encoding", "base64");
  response.body = bytes_of(body.text);
  return deviations.at(moments::csr_attributes_response, std::move(response));
}

HttpRequest csr_attributes_request(const HttpOptions& options, const Deviations& deviations) {
  auto request = base_request(Operation::csrattrs, options);
  return deviations.at(moments::request, std::move(request));
}

Accepted<CsrAttributes> accept_csr_attributes(const HttpResponse& response) {
  const auto malformed = [](const std::string& why) {
    return NotAccepted{NotAccepted::Why::malformed, why, std::nullopt};
  };
  if (response.status == 204 || response.status == 404) return CsrAttributes{};
  if (response.status != 200) return refused_or_later(response, 0);
  const auto* type = response.headers.find("Content-Type");
  if (type == nullptr || !is_media_type(*type, media_types::csrattrs))
    return malformed("the answer is no application/csrattrs");
  const auto der = decode_base64(text_of(response.body));
  if (!der) return malformed("the answer is not base64: character " + der.error().text());
  auto attributes = decode_csr_attributes(*der);
  if (!attributes) return malformed("the answer is no CsrAttrs: byte " + attributes.error().text());
  return *std::move(attributes);
}

}  // namespace inquest
