#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/engine/preflight.h"
#include "harness/engine/selection.h"
#include "harness/engine/shared_identity.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/stage.h"
#include "harness/sut/profile.h"
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

/// One server under test and what all cases against it share: looked at once, when it is made. The
/// arguments must outlive it. run() may be called from many threads.
class ServerSession {
 public:
  ServerSession(const ServerProfile& profile, const Requirements& requirements, KeyPool& keys,
                const RunOptions& options);
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  /// Runs one case. One whose needs the profile does not meet, or that it excludes, is `skipped`
  /// with the reason; every case is `error` when the peer could not be reached. A peer that dies is
  /// the first finding of the case that it died in; until it comes back, others are `error`.
  CaseResult run(const Case& each) const;
  const SutResult& peer() const { return peer_; }
  /// What the profile declares and the server denies: an error each, so that a loss of coverage
  /// never hides among what is skipped.
  std::vector<CaseResult> contradictions() const;
  /// Why that case is not run here; empty when it is.
  std::string why_skipped(const Case& each) const;
  CaseResult run_while_alive(const Case& each) const;
  std::string died_in() const;
  void set_died_in(const std::string& id) const;

 private:
  void use_up_one_time_password();

  ServerProfile profile_;
  const Requirements& requirements_;
  RunOptions options_;
  mutable SharedIdentity shared_;
  RunServices services_;
  Preflight preflight_;
  SutResult peer_;
  std::set<std::string> capabilities_;
  std::vector<std::pair<Selection, std::string>> exclusions_;
  mutable std::mutex mutex_;
  mutable std::string died_in_;  ///< id of a case; empty while the peer is alive
};

}  // namespace inquest
