#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/catalogue/requirements.h"
#include "harness/engine/peer_session.h"
#include "harness/scenario/scenario.h"
#include "harness/sut/client_profile.h"
#include "harness/sut/errand.h"
#include "harness/sut/profile.h"
#include "reference/pki/key_pool.h"
#include "reports/result/result.h"

/// A run: a plan of cases against one peer, several at once.
namespace inquest {

struct Progress {
  std::size_t done = 0;
  std::size_t total = 0;
  Tally tally;
  std::string current;  ///< id of the case that has just ended
  const CaseResult* result = nullptr;
};

/// What a report says of the statements that bind a role.
std::vector<RequirementResult> requirement_results(const Requirements& requirements,
                                                   std::string_view role);

/// Runs `suite` in any order and answers in its order; of combinations those that are chosen. A
/// case whose needs the profile does not meet, or that the profile excludes, is `skipped` with the
/// reason. When the peer cannot be reached at all, no case is run and each is `error`.
/// `on_progress` is called from one thread at a time. `stop` is asked between cases; what has not
/// begun by then is left out, and the result says that it is incomplete.
RunResult run_server_suite(const ServerProfile& profile, const std::vector<Case>& suite,
                           const Requirements& requirements, KeyPool& keys,
                           const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress = {},
                           const std::function<bool()>& stop = {});

/// The same for a client, which `driver` has do things.
RunResult run_client_suite(const ClientProfile& profile, ClientDriver& driver,
                           const std::vector<Case>& suite, const Requirements& requirements,
                           KeyPool& keys, const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress = {},
                           const std::function<bool()>& stop = {});

}  // namespace inquest
