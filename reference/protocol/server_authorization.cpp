#include "reference/protocol/server_authorization.h"

#include <algorithm>

#include "reference/codec/oids.h"
#include "reference/protocol/client_moments.h"

namespace inquest {

// RFC7030-3.3.1-05, RFC7030-3.6-03, RFC7030-4-02
ServerAuthorization authorize_server(const TlsFacts& tls, const std::string& host,
                                     const ClientTrust& trust, std::int64_t now,
                                     const Deviations& deviations) {
  using By = ServerAuthorization::By;
  if (tls.peer_chain.empty()) {
    // RFC7030-3.6-04, RFC7030-3.3.3-05
    if (!tls.srp_user.empty()) return {By::no_certificate, ""};
    return {By::nobody, "the server showed no certificate"};
  }
  auto leaf = Certificate::decode(tls.peer_chain.front());
  if (!leaf) return {By::nobody, "the server's certificate cannot be read"};
  std::vector<Certificate> intermediates;
  for (std::size_t i = 1; i < tls.peer_chain.size(); ++i)
    if (auto each = Certificate::decode(tls.peer_chain[i]))
      intermediates.push_back(*std::move(each));

  // RFC7030-3.3.1-07
  const auto leads_to = [&](const TrustAnchors& anchors) {
    return verify_path(*leaf, intermediates, anchors, now, Purpose::tls_server);
  };
  ServerFindings found{.leaf = &*leaf,
                       .intermediates = &intermediates,
                       .trust = &trust,
                       .host = host,
                       .now = now,
                       .by_explicit = leads_to(trust.explicit_anchors),
                       .by_implicit = {},
                       .named = names_host(*leaf, host),
                       .registration_authority = has_purpose(*leaf, oids::cmc_ra)};
  // RFC7030-3.3.1-04, RFC7030-3.1-06, RFC7030-3.1-07: two databases of anchors, the second of which
  // may be empty.
  if (!found.by_explicit.valid && !trust.implicit_anchors.empty())
    found.by_implicit = leads_to(trust.implicit_anchors);
  found = deviations.at(moments::server_findings, std::move(found));
  const auto unnamed =
      "the server's certificate (" + leaf->subject_text() + ") does not name '" + host + "'";
  if (found.by_explicit.valid) {
    // RFC7030-3.6.1-01, RFC7030-3.6.1-02: the name, or the purpose of an RA.
    if (found.named || found.registration_authority) return {By::explicit_anchors, ""};
    return {By::nobody, unnamed + ", nor does it have id-kp-cmcRA"};
  }
  if (found.by_implicit.valid) {
    // RFC7030-3.6.2-01, RFC7030-3.6.2-02: the name alone.
    if (found.named) return {By::implicit_anchors, ""};
    return {By::nobody, unnamed};
  }
  // RFC7030-4.1.1-08: without anchors, nobody.
  return {By::nobody, found.by_explicit.reason};
}

}  // namespace inquest
