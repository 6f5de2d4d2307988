#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/served.h"

namespace inquest {

/// What came to a listener: its connections, and the requests on them, each noted under a label, so
/// that servers which share the listener find their own. Safe to use from many threads.
class ConnectionLog {
 public:
  ListenerWatch watch();
  /// Notes a request, and that its connection belongs to the label from now on.
  void note(const std::string& label, const Peer& peer, const HttpRequest& request,
            const std::string& unreadable = "");
  std::vector<ClientConnection> connections(const std::string& label) const;
  std::vector<ClientConnection> all_connections() const;
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

}  // namespace inquest
