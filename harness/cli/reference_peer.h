#pragma once
#include <memory>
#include <string>
#include <vector>

#include "harness/sut/profile.h"
#include "reference/server/server.h"

namespace inquest {

/// A way to run the reference server that changes what is right or what can be tested. Each is a
/// value: what it changes in the server, and in the profile of that server.
struct ReferencePolicy {
  std::string name;   ///< "pop-required"
  std::string story;  ///< one line, for --help and reports
  void (*apply)(ServerOptions& options, ServerProfile& profile);
};

/// All of them; the first is "default", where everything is on that goes together.
const std::vector<ReferencePolicy>& reference_policies();
/// Throws std::invalid_argument naming the nearest.
const ReferencePolicy& reference_policy(const std::string& name);

/// The reference server inside this process, and the profile with which to test it.
struct ReferencePeer {
  std::unique_ptr<EstServer> server;
  ServerProfile profile;
};

/// On a free port of loopback, with a CA of its own in memory; told to commit `faults`. `tls` is
/// "1.2", "1.3" or empty for what the policy says.
ReferencePeer start_reference_peer(const ReferencePolicy& policy,
                                   const std::vector<std::string>& faults,
                                   const std::string& tls = "");

/// The profile that start_reference_peer() gives, without the peer: no URL, no trust. What can be
/// tested under the policy is known from it.
ServerProfile profile_under(const ReferencePolicy& policy);

}  // namespace inquest
