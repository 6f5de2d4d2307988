#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "harness/scenario/served.h"

namespace inquest {

/// Connections of a listener that many servers share, and the requests on them by label. Safe to
/// use from many threads.
class SharedLog {
 public:
  ListenerWatch watch();
  /// Notes a request, and that its connection belongs to the label from now on.
  void note(const std::string& label, const Peer& peer, const HttpRequest& request);
  std::vector<ClientConnection> connections(const std::string& label) const;
  std::vector<ClientRequest> requests(const std::string& label) const;
  /// Forgets what was noted for the label, and connections that ended and belong to nobody.
  void forget(const std::string& label);

 private:
  struct Line {
    ClientConnection seen;
    std::vector<std::string> labels;  ///< of the requests on it
  };
  Line& line(const Peer& peer);  // under the lock

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<std::pair<std::string, ClientRequest>> requests_;
};

/// One case's server behind a label of the shared listener: its policy and its deviations.
class HostedServer final : public Served {
 public:
  HostedServer(std::string name, std::string label, ServerOptions options, Endpoint endpoint,
               SharedLog& log);
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
  SharedLog& log_;
};

}  // namespace inquest
