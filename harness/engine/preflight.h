#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/stage.h"

namespace inquest {

/// What one look at the peer tells before any case is run.
struct Preflight {
  bool reachable =
      false;            ///< TCP works; TLS or HTTP may still be wrong, which is for cases to find
  std::string problem;  ///< why not
  std::vector<std::pair<std::string, std::string>> facts;  ///< for the head of a report
  /// Capabilities that the peer itself said it has not ("tls1.3"), and how it said so. Nothing is
  /// believed unsupported on silence.
  std::map<std::string, std::string> denied;
};

Preflight look_at(const RunServices& services);

}  // namespace inquest
