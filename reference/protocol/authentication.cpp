#include "reference/protocol/authentication.h"

#include <algorithm>

namespace inquest {
namespace {

/// Takes as long whatever the difference.
bool same_secret(const std::string& a, const std::string& b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned char>(a[i]) ^
                  static_cast<unsigned char>(b.empty() ? 0 : b[i % b.size()]);
  return difference == 0;
}

std::optional<Certificate> verified_certificate(const TlsFacts& tls, const ServerPolicy& policy,
                                                std::int64_t now) {
  if (tls.peer_chain.empty()) return std::nullopt;
  auto leaf = Certificate::decode(tls.peer_chain.front());
  if (!leaf) return std::nullopt;
  std::vector<Certificate> intermediates;
  for (std::size_t i = 1; i < tls.peer_chain.size(); ++i)
    if (auto each = Certificate::decode(tls.peer_chain[i]))
      intermediates.push_back(*std::move(each));
  auto anchors = policy.client_trust;
  if (policy.authority) {
    anchors.push_back(policy.authority->root());
    intermediates.push_back(policy.authority->issuing());
  }
  // RFC7030-3.3.2-07: validation as RFC 5280 says, at this moment and for this purpose.
  if (!verify_path(*leaf, intermediates, anchors, now, Purpose::tls_client).valid)
    return std::nullopt;
  return *std::move(leaf);
}

std::string verified_user(const HttpRequest& request, const ServerPolicy& policy) {
  const auto* field = request.headers.find("Authorization");
  if (field == nullptr) return "";
  const auto credentials = decode_basic_authorization(*field);
  if (!credentials) return "";
  const auto user = policy.users.find(credentials->user);
  if (user == policy.users.end() || !same_secret(user->second, credentials->password)) return "";
  return credentials->user;
}

}  // namespace

ClientIdentity identify(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                        std::int64_t now) {
  return {verified_certificate(tls, policy, now), verified_user(request, policy)};
}

Refusal unauthorized(const ServerPolicy& policy) {
  // RFC7235-3.1-01: a 401 says how to authenticate.
  return {401,
          "This operation wants a client certificate that this server trusts, or HTTP Basic "
          "credentials.\n",
          {{"WWW-Authenticate", "Basic realm=\"" + policy.realm + "\", charset=\"UTF-8\""}}};
}

}  // namespace inquest
