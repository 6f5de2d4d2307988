#include "reference/client/adopt_anchors.h"

#include <algorithm>
#include <stdexcept>

#include "reference/protocol/client_moments.h"
#include "reference/protocol/rollover.h"

namespace inquest {

void adopt_anchors(ClientOptions& options, const std::vector<Certificate>& cacerts) {
  // RFC7030-4.1.3-15: the self-signed one that is valid the longest.
  const auto root = current_root(cacerts);
  if (!root) throw std::invalid_argument("none of the CA certificates is a root");
  AnchorAdoption adoption{.cacerts = &cacerts,
                          .explicit_before = options.tls.trust,
                          .implicit_before = options.implicit_anchors,
                          .explicit_anchors = options.tls.trust,
                          .implicit_anchors = {},
                          .indicates = !options.implicit_anchors.empty()};
  // RFC7030-4.1.3-11
  auto& anchors = adoption.explicit_anchors;
  const bool known = std::any_of(anchors.begin(), anchors.end(), [&](const Certificate& each) {
    return each.der() == root->der();
  });
  if (!known) anchors.push_back(*root);
  adoption = options.deviations.at(moments::anchor_adoption, std::move(adoption));
  options.tls.trust = adoption.explicit_anchors;
  // RFC7030-4.1.3-12 and RFC7030-4.1.3-13
  options.implicit_anchors = adoption.implicit_anchors;
  if (adoption.indicates) indicate_trust(options);
}

void indicate_trust(ClientOptions& options) {
  options.tls.trusted_authorities.clear();
  for (const auto& each : options.tls.trust)
    options.tls.trusted_authorities.push_back(each.subject());
}

}  // namespace inquest
