#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/engine/peer_session.h"
#include "harness/engine/selection.h"
#include "harness/scenario/client_stage.h"

namespace inquest {

/// One client under test. The arguments must outlive it. A client that crashes fails the case that
/// it crashed in, whatever else is found there.
class ClientSession final : public PeerSession {
 public:
  ClientSession(const ClientProfile& profile, ClientDriver& driver,
                const Requirements& requirements, KeyPool& keys, const RunOptions& options);

  /// Has its cases meet servers that somebody else makes, and whose CA is this one where that is of
  /// no matter.
  void host(std::shared_ptr<Authority> authority,
            std::function<std::shared_ptr<Served>(const std::string&, ServerOptions)> serve) {
    services_.authority = std::move(authority);
    services_.serve = std::move(serve);
  }

  CaseResult run(const Case& each) const override;
  const SutResult& peer() const override { return peer_; }
  std::string why_skipped(const Case& each) const override;

 private:
  const ClientProfile& profile_;
  const Requirements& requirements_;
  RunOptions options_;
  ClientServices services_;
  SutResult peer_;
  std::set<std::string> capabilities_;
  std::vector<std::pair<Selection, std::string>> exclusions_;
};

}  // namespace inquest
