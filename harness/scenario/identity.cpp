#include "harness/scenario/identity.h"

#include <algorithm>

#include "reference/client/client.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

ClientOptions client_options(const RunServices& services) {
  const auto& profile = *services.profile;
  ClientOptions options;
  options.endpoint = profile.endpoint;
  options.tls.trust = profile.trust;
  options.tls.expected_host = profile.endpoint.host;
  options.tls.identity = profile.identity;
  options.label = profile.label;
  options.credentials = profile.credentials;
  options.layout = profile.layout;
  options.timeout = services.timeout;
  return options;
}

}  // namespace

KeyKind usual_key_kind(const ServerProfile& profile) {
  if (profile.keys.contains("ec-p256") || profile.keys.empty()) return KeyKind("ec-p256");
  return KeyKind(*profile.keys.begin());
}

TlsIdentity enroll_identity(const RunServices& services, const std::string& subject, const Key& key,
                            const std::vector<Certificate>& authorities) {
  RequestContents contents;
  contents.subject = encode_name(subject);
  auto accepted = enroll(client_options(services), Operation::simpleenroll, contents, key);
  if (const auto* refused = std::get_if<NotAccepted>(&accepted))
    throw Inconclusive("no client certificate could be enrolled for this case: " + refused->reason);
  auto certificate = std::get<Certificate>(std::move(accepted));
  auto intermediates = intermediates_of(certificate, authorities);
  return {key, std::move(certificate), std::move(intermediates)};
}

std::vector<Certificate> fetch_authorities(const RunServices& services) {
  auto accepted = fetch_cacerts(client_options(services));
  if (const auto* refused = std::get_if<NotAccepted>(&accepted))
    throw Inconclusive("the CA certificates could not be had: " + refused->reason);
  return std::get<std::vector<Certificate>>(std::move(accepted));
}

std::vector<Certificate> intermediates_of(const Certificate& leaf,
                                          const std::vector<Certificate>& authorities) {
  std::vector<Certificate> chain;
  const auto* below = &leaf;
  while (chain.size() < authorities.size()) {
    const auto issuer =
        std::find_if(authorities.begin(), authorities.end(), [&](const Certificate& authority) {
          return authority.der() != below->der() && below->issued_by(authority);
        });
    if (issuer == authorities.end() || issuer->self_signed()) break;
    chain.push_back(*issuer);
    below = &*issuer;
  }
  return chain;
}

}  // namespace inquest
