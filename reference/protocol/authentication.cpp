#include "reference/protocol/authentication.h"

#include "reference/codec/der.h"
#include "reference/codec/oids.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

void add_verified_certificate(ClientIdentity& client, const TlsFacts& tls,
                              const ServerPolicy& policy, std::int64_t now) {
  if (tls.peer_chain.empty()) return;
  const auto refuse = [&](const std::string& why) { client.certificate_defect = why; };
  if (!tls.peer_verified) return refuse(tls.peer_verification_error);
  auto leaf = Certificate::decode(tls.peer_chain.front());
  if (!leaf) return refuse("it cannot be read");
  std::vector<Certificate> intermediates;
  for (std::size_t i = 1; i < tls.peer_chain.size(); ++i)
    if (auto each = Certificate::decode(tls.peer_chain[i]))
      intermediates.push_back(*std::move(each));
  // RFC7030-3.3.2-03, RFC7030-3.3.2-12, RFC7030-3.1-06, RFC7030-3.1-07: anchors that were
  // designated for clients, of which there may be none, and the CA's own.
  auto anchors = policy.client_trust;
  for (auto& each : policy.authority->roots()) anchors.push_back(std::move(each));
  for (auto& each : policy.authority->issuing_authorities())
    intermediates.push_back(std::move(each));
  // RFC7030-3.3.2-07: validation as RFC 5280 says, also on a connection that outlived a
  // certificate.
  const auto path = verify_path(*leaf, intermediates, anchors, now, Purpose::tls_client);
  if (!path.valid) return refuse(path.reason);
  if (policy.authority->issued(*leaf) && policy.authority->revoked(leaf->serial_hex()))
    return refuse("it was revoked");
  client.certificate = *std::move(leaf);
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

/// Every commonName of a subject, as its octets are.
std::vector<std::string> common_names(BytesView subject) {
  std::vector<std::string> found;
  const auto name = decode_der(subject);
  if (!name) return found;
  const auto type = oid(oids::common_name).contents();
  for (const auto& rdn : name->children())
    for (const auto& each : rdn.children())
      if (each.children().size() == 2 && each[0].contents() == type)
        found.emplace_back(text_of(each[1].contents()));
  return found;
}

void add_verified_user(ClientIdentity& client, const HttpRequest& request, const TlsFacts& tls,
                       const ServerPolicy& policy, std::int64_t now) {
  if (!tls.srp_user.empty()) {
    // RFC7030-3.3.3-01, RFC7030-3.3.3-05: the TLS handshake has verified the password.
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
  ClientIdentity client;
  add_verified_certificate(client, tls, policy, now);
  add_verified_user(client, request, tls, policy, now);
  return deviations.at(moments::identification, Identification{&request, &tls, std::move(client)})
      .client;
}

Judgement judge_client(Operation operation, const ClientIdentity& client,
                       const ServerPolicy& policy, std::int64_t now) {
  // RFC7030-4.2-07, RFC7030-4.4-06, RFC7235-2.1-04: nobody gets a certificate who is nobody.
  if (!client.known()) return unauthorized(policy, client, now);
  // RFC7030-3.2.3-01: a server may want HTTP authentication beside the certificate.
  if (!policy.certificate_suffices && !client.user) {
    auto refusal = unauthorized(policy, client, now);
    refusal.text =
        "Beside the certificate, this server wants the user name and password of HTTP "
        "authentication.\n";
    return refusal;
  }
  if (!policy.password_suffices && !client.certificate)
    return Refusal{
        403, "Beside the password, this server wants a client certificate in TLS.\n", {}};
  if (operation != Operation::simplereenroll) return std::nullopt;
  if (!client.certificate)
    return Refusal{403, "A re-enrolment wants the certificate that is to be renewed in TLS.\n", {}};
  // RFC7030-3.3.2-09, RFC7235-2.1-05: what a foreign anchor vouches for may enrol, and renews
  // nothing here.
  if (!policy.authority->issued(*client.certificate))
    return Refusal{
        403, "The client certificate was not issued by this CA: it cannot be renewed.\n", {}};
  return std::nullopt;
}

Judgement judge_authorization(const ClientIdentity& client, const RequestInfo& info,
                              const ServerPolicy& policy) {
  // RFC7030-3.7-04, RFC7030-4.2-08, RFC7030-4.4-07: an RA asks for others; of everybody else, what
  // the policy says.
  if (!policy.authorize || (client.certificate && is_ra(*client.certificate, policy)))
    return std::nullopt;
  return policy.authorize(client, info);
}

Judgement only_its_own_name(const ClientIdentity& client, const RequestInfo& info) {
  if (!client.user || client.certificate) return std::nullopt;
  if (common_names(info.subject) == std::vector{*client.user}) return std::nullopt;
  return Refusal{403, "A user may ask for a certificate for its own name (CN) alone.\n", {}};
}

bool is_ra(const Certificate& certificate, const ServerPolicy& policy) {
  // RFC7030-3.7-03
  return has_purpose(certificate, oids::cmc_ra) && policy.authority->issued(certificate);
}

Refusal unauthorized(const ServerPolicy& policy, const ClientIdentity& client, std::int64_t now) {
  const auto why_not =
      client.certificate_defect.empty()
          ? std::string()
          : "The certificate that was shown counts for nothing: " + client.certificate_defect +
                ".\n";
  if (policy.offers_digest.empty() && !policy.offers_basic)
    return {
        403, "This operation wants a client certificate that this server trusts.\n" + why_not, {}};
  // RFC7030-3.2.3-01, RFC7030-3.2.3-04, RFC7030-3.2.3-06: asked for, and not taken for granted.
  Refusal refusal{401,
                  "This operation wants a client certificate that this server trusts, or the user "
                  "name and password of HTTP authentication.\n",
                  {}};
  refusal.text += why_not;
  // RFC7235-3.1-01, RFC7616-3.7-01, RFC7616-3.7-02: a 401 says how to authenticate, the stronger
  // ways first, each algorithm once.
  if (!policy.offers_digest.empty()) {
    const auto nonce = policy.nonces->issue(now);
    for (const auto algorithm : policy.offers_digest)
      refusal.headers.add("WWW-Authenticate",
                          digest_challenge(algorithm, policy.realm, nonce, client.spent_nonce));
  }
  if (policy.offers_basic)
    refusal.headers.add("WWW-Authenticate",
                        // RFC7617-2-01
                        "Basic realm=" + quoted_string(policy.realm) + ", charset=\"UTF-8\"");
  return refusal;
}

}  // namespace inquest
