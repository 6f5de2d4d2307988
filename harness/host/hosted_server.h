#pragma once
#include <string>
#include <vector>

#include "harness/scenario/connection_log.h"

namespace inquest {

/// One case's server behind a label of the shared listener: its policy and its deviations.
class HostedServer final : public Served {
 public:
  HostedServer(std::string name, std::string label, ServerOptions options, Endpoint endpoint,
               ConnectionLog& log);
  ~HostedServer() override;

  Endpoint endpoint() const override { return endpoint_; }
  std::string label() const override { return label_; }
  TrustAnchors trust() const override { return {options_.policy.authority->root()}; }
  Authority& authority() const override { return *options_.policy.authority; }
  std::vector<ClientConnection> connections() const override { return log_.connections(label_); }
  std::vector<ClientRequest> requests() const override { return log_.requests(label_); }

  /// Notes and answers a request for its label; called on the listener's threads.
  WireReply answer(const HttpRequest& request, const Peer& peer, std::int64_t now);

 private:
  std::string label_;
  ServerOptions options_;
  Endpoint endpoint_;
  ConnectionLog& log_;
};

}  // namespace inquest
