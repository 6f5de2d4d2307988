#include "harness/scenario/words/run_client.h"

#include <algorithm>

#include "harness/scenario/client_secrets.h"
#include "harness/scenario/client_stage.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr std::int64_t day = 86400;

/// With what the client authenticates where the case does not say: what it can.
std::string usual_authentication(const RunClient& word, const ClientStage& stage) {
  if (!word.authentication.empty()) return word.authentication;
  if (word.operation == "cacerts") return "none";
  if (word.operation == "simplereenroll") return "certificate";
  for (const auto* each : {"basic", "digest", "certificate", "srp"})
    if (stage.profile().can.contains(each)) return each;
  throw NotApplicable("the profile does not say how the client authenticates");
}

/// A certificate of the server's CA, or one that it should not believe.
TlsIdentity identity_for(const RunClient& word, Served& server, ClientStage& stage) {
  const auto key = stage.key(KeyKind("ec-p256"), "to authenticate");
  const auto other = word.certificate == "of-another-ca" ? Authority::in_memory({}, stage.now())
                                                         : std::shared_ptr<Authority>();
  auto& authority = other ? *other : server.authority();
  auto contents =
      authority.prepare(encode_name(stage.subject()), key.public_key(),
                        extensions::subject_alt_name({"DNS:device.example"}), stage.now());
  if (word.certificate == "expired") {
    contents.not_before = stage.now() - 3 * day;
    contents.not_after = stage.now() - day;
  }
  auto identity = TlsIdentity{key, authority.issue(contents), {authority.issuing()}};
  stage.note_certificate("of the client", identity.certificate);
  return identity;
}

TrustAnchors anchors_for(const RunClient& word, const Served& server, ClientStage& stage) {
  if (word.bootstrap || word.trust == "none") return {};
  if (word.trust == "another-root") return Authority::in_memory({}, stage.now())->roots();
  if (word.trust == "old-root") {
    const auto lineage = server.authority().lineage();
    if (lineage->former.empty()) return server.trust();  // in a twin, it is the only one
    return {lineage->former.front().root};
  }
  if (word.trust == "what-it-stored") {
    const auto& before = stage.act("");
    if (!before.accepted())
      throw Inconclusive("the client stored no anchors to go on with: " + before.summary());
    TrustAnchors anchors;
    std::copy_if(before.deed.stored->begin(), before.deed.stored->end(),
                 std::back_inserter(anchors),
                 [](const Certificate& each) { return each.self_signed(); });
    return before.deed.anchors.value_or(anchors);
  }
  return server.trust();
}

std::string fingerprint_for(const RunClient& word, const Served& server, const ClientStage& stage) {
  if (word.fingerprint == "of-issuing-ca") return server.authority().issuing().fingerprint();
  if (word.fingerprint == "of-another-root")
    return Authority::in_memory({}, stage.now())->root().fingerprint();
  return server.trust().front().fingerprint();
}

KeyProtection protection_for(const std::string& encryption, ClientStage& stage) {
  if (encryption == "shared-key") return stage.decryption_secrets().shared;
  if (encryption == "key-transport") return stage.decryption_secrets().transport;
  if (encryption == "key-agreement") return stage.decryption_secrets().agreement;
  return {};
}

}  // namespace

void RunClient::perform(ClientStage& stage) const {
  auto& server = stage.server(at);
  Errand errand;
  errand.operation = *operation_named(operation);
  errand.server = server.endpoint();
  errand.label = label;
  errand.trust = anchors_for(*this, server, stage);
  if (implicit_trust == "its-root") errand.implicit_trust = server.trust();
  if (implicit_trust == "another-root")
    errand.implicit_trust = Authority::in_memory({}, stage.now())->roots();
  errand.issuing = server.authority().issuing_authorities();
  if (bootstrap) errand.fingerprint = fingerprint_for(*this, server, stage);
  errand.subject = subject.empty() ? stage.subject() : subject;
  errand.key = stage.key(KeyKind("ec-p256"), "to certify");
  if (!alternative_name.empty()) errand.alternative_names = {alternative_name};
  // The server takes its users' passwords for the secrets of CMC.
  if (shared_secret) errand.cmc_secret = CmcSecret{http_secret.user, http_secret.password};
  errand.protection = protection_for(key_encryption, stage);
  errand.one_time_password = one_time_password;
  errand.revocation_challenge = revocation_challenge;
  errand.wait = std::chrono::seconds(wait);
  errand.obey = obey;
  errand.cacerts_first = cacerts_first;
  const auto by = usual_authentication(*this, stage);
  if (by == "basic" || by == "digest" || by == "certificate-and-password") {
    errand.credentials = http_secret;
    if (credentials == "wrong") errand.credentials->password += "-but-wrong";
  }
  if (by.starts_with("certificate")) errand.identity = identity_for(*this, server, stage);
  if (by == "srp") errand.srp = srp_secret;
  const auto& act = stage.run(name, at, std::move(errand));
  if (act.deed.stored)
    for (const auto& each : *act.deed.stored) stage.note_certificate("stored by the client", each);
}

}  // namespace inquest
