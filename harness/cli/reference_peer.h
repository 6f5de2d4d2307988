#pragma once
#include <memory>
#include <string>
#include <vector>

#include "harness/sut/profile.h"
#include "reference/server/server.h"

namespace inquest {

/// The reference server inside this process, and the profile with which to test it.
struct ReferencePeer {
  std::unique_ptr<EstServer> server;
  ServerProfile profile;
};

/// On a free port of loopback, with a CA of its own in memory, one user and a second label; told to
/// commit `faults`. `tls` is "1.2", "1.3" or empty for both.
ReferencePeer start_reference_peer(const std::vector<std::string>& faults, const std::string& tls);

}  // namespace inquest
