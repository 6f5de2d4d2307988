#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/engine/peer_session.h"
#include "harness/engine/preflight.h"
#include "harness/engine/selection.h"
#include "harness/engine/shared_identity.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/stage.h"
#include "harness/sut/profile.h"
#include "reports/result/result.h"

namespace inquest {

/// One server under test and what all cases against it share: looked at once, when it is made. The
/// arguments must outlive it. run() may be called from many threads.
class ServerSession final : public PeerSession {
 public:
  ServerSession(const ServerProfile& profile, const Requirements& requirements, KeyPool& keys,
                const RunOptions& options);

  /// Runs one case. One whose needs the profile does not meet, or that it excludes, is `skipped`
  /// with the reason; every case is `error` when the peer could not be reached. A peer that dies is
  /// the first finding of the case that it died in; until it comes back, others are `error`.
  CaseResult run(const Case& each) const override;
  const SutResult& peer() const override { return peer_; }
  std::vector<CaseResult> contradictions() const override;
  std::string why_skipped(const Case& each) const override;

 private:
  CaseResult run_while_alive(const Case& each) const;
  std::string died_in() const;
  void set_died_in(const std::string& id) const;
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
