#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/scenario/scenario.h"
#include "reports/result/result.h"

namespace inquest {

struct RunOptions {
  std::uint64_t seed = 1;
  unsigned jobs = 8;                        ///< cases at once; at least 1
  std::chrono::milliseconds timeout{5000};  ///< for one exchange with the peer
  std::size_t strength = 2;  ///< of combinations: how many values meet in every way; at least 1
  bool show_secrets = false;
  /// Front part of the command that runs one case again: "inquest test server --url ...".
  std::string again;
};

/// One peer under test and what all cases against it share. run() may be called from many threads.
class PeerSession {
 public:
  PeerSession() = default;
  PeerSession(const PeerSession&) = delete;
  PeerSession& operator=(const PeerSession&) = delete;
  virtual ~PeerSession() = default;

  /// Runs one case, or says why it is skipped.
  virtual CaseResult run(const Case& each) const = 0;
  virtual const SutResult& peer() const = 0;
  /// Why that case is not run here; empty when it is.
  virtual std::string why_skipped(const Case& each) const = 0;
  /// What the profile declares and the peer denies: an error each, so that a loss of coverage never
  /// hides among what is skipped.
  virtual std::vector<CaseResult> contradictions() const { return {}; }
};

}  // namespace inquest
