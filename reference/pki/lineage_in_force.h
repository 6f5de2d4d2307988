#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>

#include "reference/pki/hierarchy.h"
#include "reference/pki/hierarchy_folder.h"

namespace inquest {

/// The lineage of a CA as it is at each moment, in a directory that other processes may change, or
/// in memory. Safe to use from many threads.
class LineageInForce {
 public:
  /// In memory.
  explicit LineageInForce(Lineage lineage);
  /// Throws as open_hierarchy() does.
  LineageInForce(std::filesystem::path directory, const std::function<Hierarchy()>& make);

  /// Never null, and never changed once it is handed out. Costs a look at one file, and throws as
  /// open_hierarchy() does, when that tells of a change. A directory that was removed changes
  /// nothing.
  std::shared_ptr<const Lineage> now() const;
  void roll_over(const RolloverOptions& options, std::int64_t now);

 private:
  std::filesystem::path directory_;  // empty: in memory
  std::mutex rolling_;               // held while keys are made, so that issuing goes on
  mutable std::mutex mutex_;
  mutable HierarchyStamp stamp_;
  mutable std::shared_ptr<const Lineage> lineage_;
};

}  // namespace inquest
