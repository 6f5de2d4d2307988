#pragma once
#include <filesystem>
#include <optional>

#include "reference/pki/file_descriptor.h"

namespace inquest {

/// An advisory lock on a folder (flock(2)). It is held until the object goes or the process ends,
/// in whatever way that ends, so that no stale lock is ever met.
class FolderLock {
 public:
  /// Waits until nobody else holds one. Throws std::system_error naming the folder.
  static FolderLock exclusive(const std::filesystem::path& folder);
  /// Nothing when somebody else holds one, in this process or another.
  static std::optional<FolderLock> try_exclusive(const std::filesystem::path& folder);
  /// Waits until nobody else holds an exclusive one.
  static FolderLock shared(const std::filesystem::path& folder);

 private:
  explicit FolderLock(FileDescriptor folder) : folder_(std::move(folder)) {}
  FileDescriptor folder_;
};

}  // namespace inquest
