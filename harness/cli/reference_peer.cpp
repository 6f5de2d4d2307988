#include "harness/cli/reference_peer.h"

#include <chrono>

#include "reference/faults/catalogue.h"

namespace inquest {

ReferencePeer start_reference_peer(const std::vector<std::string>& faults, const std::string& tls) {
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  ServerOptions options;
  options.policy.authority = Authority::in_memory({}, now);
  options.policy.users = {{"est", "est-password"}};
  options.policy.labels = {"other"};
  options.deviations = deviations_of(faults);
  if (!tls.empty()) options.lowest_tls = options.highest_tls = tls_version(tls);

  ReferencePeer peer;
  peer.server = EstServer::start(std::move(options));
  set_url(peer.profile, "https://127.0.0.1:" + std::to_string(peer.server->port()));
  peer.profile.name = "inquest reference server";
  peer.profile.trust = peer.server->trust();
  peer.profile.credentials = {"est", "est-password"};
  peer.profile.other_label = "other";
  peer.profile.keys = {"rsa-2048", "rsa-3072", "ec-p256", "ec-p384", "ec-p521", "ed25519"};
  if (!tls.empty()) peer.profile.tls = {tls};
  return peer;
}

}  // namespace inquest
