#include "reference/protocol/authentication.h"

#include "reference/codec/oids.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

std::optional<Certificate> verified_certificate(const TlsFacts& tls, const ServerPolicy& policy,
                                                std::int64_t now) {
  if (tls.peer_chain.empty() || !tls.peer_verified) return std::nullopt;
  auto leaf = Certificate::decode(tls.peer_chain.front());
  if (!leaf) return std::nullopt;
  std::vector<Certificate> intermediates;
  for (std::size_t i = 1; i < tls.peer_chain.size(); ++i)
    if (auto each = Certificate::decode(tls.peer_chain[i]))
      intermediates.push_back(*std::move(each));
  auto anchors = policy.client_trust;
  for (auto& each : policy.authority->roots()) anchors.push_back(std::move(each));
  for (auto& each : policy.authority->issuing_authorities())
    intermediates.push_back(std::move(each));
  // RFC7030-3.3.2-07: validation as RFC 5280 says, also on a connection that outlived a
  // certificate.
  if (!verify_path(*leaf, intermediates, anchors, now, Purpose::tls_client).valid)
    return std::nullopt;
  if (policy.authority->issued(*leaf) && policy.authority->revoked(leaf->serial_hex()))
    return std::nullopt;
  return *std::move(leaf);
}

std::optional<std::string> basic_user(const HttpRequest& request, const ServerPolicy& policy) {
  const auto* field = request.headers.find("Authorization");
  if (!policy.offers_basic || field == nullptr) return std::nullopt;
  const auto credentials = decode_basic_authorization(*field);
  if (!credentials) return std::nullopt;
  const auto user = policy.users.find(credentials->user);
  // Somebody unknown costs as long as a wrong password.
  const bool known = user != policy.users.end();
  const bool same = same_secret(known ? user->second : policy.realm, credentials->password);
  if (!known || !same) return std::nullopt;
  return credentials->user;
}

void add_verified_user(ClientIdentity& client, const HttpRequest& request, const TlsFacts& tls,
                       const ServerPolicy& policy, std::int64_t now) {
  if (!tls.srp_user.empty()) {
    // RFC7030-3.3.3-01: the TLS handshake has verified the password.
    client.user = tls.srp_user;
    return;
  }
  // RFC7030-3.2.3-02: passwords count over TLS alone.
  if (!tls.encrypted()) return;
  client.user = basic_user(request, policy);
  if (client.user || policy.offers_digest.empty()) return;
  const auto digest = check_digest(request, policy.users, policy.realm, *policy.nonces, now);
  if (digest.verdict == DigestVerdict::valid) client.user = digest.user;
  client.spent_nonce = digest.verdict == DigestVerdict::stale;
}

}  // namespace

ClientIdentity identify(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                        const Deviations& deviations, std::int64_t now) {
  ClientIdentity client{verified_certificate(tls, policy, now), {}};
  add_verified_user(client, request, tls, policy, now);
  return deviations.at(moments::identification, Identification{&request, &tls, std::move(client)})
      .client;
}

Judgement judge_client(Operation operation, const ClientIdentity& client,
                       const ServerPolicy& policy, std::int64_t now) {
  // RFC7030-4.2-07: nobody gets a certificate who is nobody.
  if (!client.known()) return unauthorized(policy, client.spent_nonce, now);
  // RFC 7030 3.2.3: a server may want HTTP authentication beside a certificate.
  if (!policy.certificate_suffices && !client.user)
    return unauthorized(policy, client.spent_nonce, now);
  if (operation != Operation::simplereenroll) return std::nullopt;
  if (!client.certificate)
    return Refusal{403, "A re-enrolment wants the certificate that is to be renewed in TLS.\n", {}};
  if (!policy.authority->issued(*client.certificate))
    return Refusal{
        403, "The client certificate was not issued by this CA: it cannot be renewed.\n", {}};
  return std::nullopt;
}

bool is_ra(const Certificate& certificate, const ServerPolicy& policy) {
  return has_purpose(certificate, oids::cmc_ra) && policy.authority->issued(certificate);
}

Refusal unauthorized(const ServerPolicy& policy, bool spent_nonce, std::int64_t now) {
  if (policy.offers_digest.empty() && !policy.offers_basic)
    return {403, "This operation wants a client certificate that this server trusts.\n", {}};
  Refusal refusal{401,
                  "This operation wants a client certificate that this server trusts, or the user "
                  "name and password of HTTP authentication.\n",
                  {}};
  // RFC7235-3.1-01: a 401 says how to authenticate, the stronger ways first.
  if (!policy.offers_digest.empty()) {
    const auto nonce = policy.nonces->issue(now);
    for (const auto algorithm : policy.offers_digest)
      refusal.headers.add("WWW-Authenticate",
                          digest_challenge(algorithm, policy.realm, nonce, spent_nonce));
  }
  if (policy.offers_basic)
    refusal.headers.add("WWW-Authenticate",
                        "Basic realm=" + quoted_string(policy.realm) + ", charset=\"UTF-8\"");
  return refusal;
}

}  // namespace inquest
