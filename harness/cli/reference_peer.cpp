#include "harness/cli/reference_peer.h"

#include <algorithm>
#include <chrono>

#include "harness/cli/reference_keys.h"
#include "reference/codec/nearest.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

const BasicCredentials user{"est", "est-password"};

// -- the policies; each begins from everything() --

void everything(ServerOptions& options, ServerProfile& profile) {
  options.policy.users = {{user.user, user.password}};
  options.policy.labels = {"other"};
  options.policy.offers_digest = {DigestAlgorithm::sha256, DigestAlgorithm::md5};
  options.srp_users = {{"srp", "srp-password"}};
  profile.name = "inquest reference server";
  profile.credentials = user;
  profile.http_authentication = {"basic", "digest"};
  profile.srp = SrpCredentials{"srp", "srp-password"};
  profile.other_label = "other";
  profile.operations = {"cacerts",  "simpleenroll", "simplereenroll",
                        "csrattrs", "serverkeygen", "fullcmc"};
  profile.keys = {"rsa-2048", "rsa-3072", "ec-p256", "ec-p384", "ec-p521", "ed25519"};
  profile.policies = {"linking", "tls-exporter", "challenge-attributes", "otp-challenge"};
  // Of one-time passwords there are none, so that each that comes is wrong.
  options.policy.one_time_passwords = std::make_shared<OneTimePasswordsInMemory>();
  profile.forbidden_subject = "CN=inquest-forbidden";
  options.policy.authorize = [](const ClientIdentity&, const RequestInfo& info) {
    return same_name(info.subject, encode_name("CN=inquest-forbidden"))
               ? Judgement(Refusal{403, "Nobody may have this name.\n", {}})
               : Judgement();
  };
  profile.cmc_secret = CmcSecret{user.user, user.password};
  offer_keys_and_attributes(options, profile);
}

void only_tls(const std::string& version, ServerOptions& options, ServerProfile& profile) {
  options.lowest_tls = options.highest_tls = tls_version(version);
  profile.tls = {version};
  if (version != "1.3") return;
  options.srp_users.clear();
  profile.srp.reset();
}

void authority_of(const std::string& kind, ServerOptions& options) {
  AuthorityOptions authority;
  authority.root_key = authority.issuing_key = KeyKind(kind);
  options.policy.authority = Authority::in_memory(authority, seconds_since_1970());
}

void without_srp(ServerOptions& options, ServerProfile& profile) {
  options.srp_users.clear();
  profile.srp.reset();
}

void only_basic(ServerOptions& options, ServerProfile& profile) {
  options.policy.offers_digest.clear();
  profile.http_authentication = {"basic"};
  without_srp(options, profile);
}

void only_digest(ServerOptions& options, ServerProfile& profile) {
  options.policy.offers_basic = false;
  profile.http_authentication = {"digest"};
  without_srp(options, profile);
}

void no_passwords(ServerOptions& options, ServerProfile& profile) {
  options.policy.users.clear();
  profile.cmc_secret.reset();
  options.policy.offers_basic = false;
  options.policy.offers_digest.clear();
  profile.credentials.reset();
}

/// A device with a certificate of its manufacturer (IEEE 802.1AR), which the server trusts.
void only_certificates(ServerOptions& options, ServerProfile& profile) {
  no_passwords(options, profile);
  without_srp(options, profile);
  const auto now = seconds_since_1970();
  AuthorityOptions names;
  names.root_subject = "CN=inquest test manufacturer root";
  names.issuing_subject = "CN=inquest test manufacturer";
  const auto manufacturer = Authority::in_memory(names, now);
  const auto key = Key::generate(KeyKind("ec-p256"));
  auto contents = manufacturer->prepare(encode_name("CN=inquest-device,O=inquest test"),
                                        key.public_key(), std::nullopt, now);
  profile.identity = TlsIdentity{key, manufacturer->issue(contents), {manufacturer->issuing()}};
  options.policy.client_trust.push_back(manufacturer->root());
}

void only_srp(ServerOptions& options, ServerProfile& profile) {
  no_passwords(options, profile);
  only_tls("1.2", options, profile);
}

void certificate_and_password(ServerOptions& options, ServerProfile& profile) {
  only_basic(options, profile);
  options.policy.certificate_suffices = false;
  profile.policies.insert("certificate-and-password");
}

void requires_linking(ServerOptions& options, ServerProfile& profile) {
  options.policy.linking = Linking::required;
  profile.policies.insert("pop-required");
}

/// Nobody sits there: whoever asks for the second time was approved meanwhile.
void approves_later(ServerOptions& options, ServerProfile& profile) {
  options.policy.approvals = approvals_by_patience(2);
  options.policy.retry_after = 0;
  profile.policies.insert("manual-approval");
  profile.approval_within = 10;
}

void serves_what_it_must(ServerOptions& options, ServerProfile& profile) {
  only_basic(options, profile);
  options.policy.without = {Operation::csrattrs, Operation::serverkeygen, Operation::fullcmc};
  options.policy.labels.clear();
  options.policy.csr_attributes = {};
  options.policy.linking = Linking::ignored;
  options.policy.one_time_passwords.reset();
  profile.operations = {"cacerts", "simpleenroll", "simplereenroll"};
  profile.other_label.reset();
  for (const auto* none :
       {"linking", "tls-exporter", "challenge-attributes", "csr-template", "otp-challenge"})
    profile.policies.erase(none);
  profile.key_secrets = {};
}

void rolled_over(ServerOptions& options, ServerProfile& profile) {
  const auto now = seconds_since_1970();
  if (!options.policy.authority) options.policy.authority = Authority::in_memory({}, now);
  options.policy.authority->roll_over({}, now);
  profile.policies.insert("rollover");
}

}  // namespace

const std::vector<ReferencePolicy>& reference_policies() {
  static const std::vector<ReferencePolicy> policies{
      {"default",
       "Basic, Digest and TLS-SRP, a label, all six operations, linking verified: all that goes "
       "together",
       [](ServerOptions&, ServerProfile&) {}},
      {"tls1.2", "TLS 1.2 alone",
       [](ServerOptions& options, ServerProfile& profile) { only_tls("1.2", options, profile); }},
      {"tls1.3", "TLS 1.3 alone",
       [](ServerOptions& options, ServerProfile& profile) { only_tls("1.3", options, profile); }},
      {"rsa-ca", "a CA and a server certificate with RSA keys",
       [](ServerOptions& options, ServerProfile&) {
         authority_of("rsa-2048", options);
         options.key = KeyKind("rsa-2048");
       }},
      {"ed25519-ca", "a CA with Ed25519 keys",
       [](ServerOptions& options, ServerProfile&) { authority_of("ed25519", options); }},
      {"basic", "HTTP Basic is the only password", only_basic},
      {"digest", "HTTP Digest is the only password", only_digest},
      {"certificate", "no passwords: clients have a certificate of their manufacturer",
       only_certificates},
      {"certificate-and-password", "a client certificate does not do without HTTP Basic",
       certificate_and_password},
      {"pop-required", "requests must be linked to their connection (RFC 7030 3.5)",
       requires_linking},
      {"manual-approval", "enrolments are put off with 202, and granted when asked for again",
       approves_later},
      {"srp", "TLS-SRP is the only password, on TLS 1.2", only_srp},
      {"no-optional-operations", "what every EST server must serve, and nothing else",
       serves_what_it_must},
      {"rollover", "the root was replaced: /cacerts has old, new and what links them", rolled_over},
  };
  return policies;
}

const ReferencePolicy& reference_policy(const std::string& name) {
  const auto& all = reference_policies();
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const ReferencePolicy& policy) { return policy.name == name; });
  if (found != all.end()) return *found;
  std::vector<std::string> names;
  for (const auto& policy : all) names.push_back(policy.name);
  throw std::invalid_argument(unknown_word("policy", name, names));
}

ServerProfile profile_under(const ReferencePolicy& policy) {
  ServerOptions options;
  ServerProfile profile;
  everything(options, profile);
  policy.apply(options, profile);
  return profile;
}

ReferencePeer start_reference_peer(const ReferencePolicy& policy,
                                   const std::vector<std::string>& faults, const std::string& tls) {
  ServerOptions options;
  ReferencePeer peer;
  everything(options, peer.profile);
  policy.apply(options, peer.profile);
  if (!tls.empty()) only_tls(tls, options, peer.profile);
  if (!options.policy.authority)
    options.policy.authority = Authority::in_memory({}, seconds_since_1970());
  options.deviations = deviations_of(faults);
  peer.server = EstServer::start(std::move(options));
  set_url(peer.profile, "https://127.0.0.1:" + std::to_string(peer.server->port()));
  peer.profile.trust = peer.server->trust();
  if (policy.name != "default") peer.profile.name += ", policy " + policy.name;
  return peer;
}

}  // namespace inquest
