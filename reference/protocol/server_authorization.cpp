#include "reference/protocol/server_authorization.h"

#include <algorithm>

#include "reference/codec/oids.h"

namespace inquest {

ServerAuthorization authorize_server(const TlsFacts& tls, const std::string& host,
                                     const ClientTrust& trust, std::int64_t now) {
  using By = ServerAuthorization::By;
  if (tls.peer_chain.empty()) {
    if (!tls.srp_user.empty()) return {By::no_certificate, ""};
    return {By::nobody, "the server showed no certificate"};
  }
  auto leaf = Certificate::decode(tls.peer_chain.front());
  if (!leaf) return {By::nobody, "the server's certificate cannot be read"};
  std::vector<Certificate> intermediates;
  for (std::size_t i = 1; i < tls.peer_chain.size(); ++i)
    if (auto each = Certificate::decode(tls.peer_chain[i]))
      intermediates.push_back(*std::move(each));

  const auto leads_to = [&](const TrustAnchors& anchors) {
    return verify_path(*leaf, intermediates, anchors, now, Purpose::tls_server);
  };
  const bool named = names_host(*leaf, host);
  const auto unnamed =
      "the server's certificate (" + leaf->subject_text() + ") does not name '" + host + "'";
  const auto by_explicit = leads_to(trust.explicit_anchors);
  if (by_explicit.valid) {
    // RFC 7030 3.6.1: the name, or the purpose of an RA.
    if (named || has_purpose(*leaf, oids::cmc_ra)) return {By::explicit_anchors, ""};
    return {By::nobody, unnamed + ", nor does it have id-kp-cmcRA"};
  }
  if (!trust.implicit_anchors.empty() && leads_to(trust.implicit_anchors).valid) {
    // RFC 7030 3.6.2: the name alone.
    if (named) return {By::implicit_anchors, ""};
    return {By::nobody, unnamed};
  }
  return {By::nobody, by_explicit.reason};
}

}  // namespace inquest
