#pragma once
#include <mutex>
#include <set>

#include "reference/codec/tls_facts.h"

namespace inquest {

/// What was seen of connections, told apart by their exporter values.
class SeenConnections {
 public:
  /// Whether it was noted before; notes it where `note` says so.
  bool seen(const TlsFacts& tls, bool note) {
    if (tls.tls_exporter.empty()) return false;
    const std::scoped_lock lock(mutex_);
    const bool before = seen_.contains(tls.tls_exporter);
    if (note) seen_.insert(tls.tls_exporter);
    return before;
  }

 private:
  std::mutex mutex_;
  std::set<Bytes> seen_;
};

}  // namespace inquest
