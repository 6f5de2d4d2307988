#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "reference/pki/folder_lock.h"

namespace inquest {

/// Which serials a CA has revoked, and when: in a folder as files SERIAL that hold the seconds, or
/// in memory. Safe to use from many threads; of what other processes do in the folder, each call
/// knows.
class RevokedRecord {
 public:
  /// In memory.
  RevokedRecord() = default;
  /// Makes `folder` (0700) when it is not there. Throws std::system_error.
  explicit RevokedRecord(const std::filesystem::path& folder);

  /// Once this returns, it is on disk. What was revoked before stays so since then.
  void add(const std::string& serial_hex, std::int64_t now);

  /// Since when, in seconds since 1970. Throws std::runtime_error naming a file that is unusable.
  std::optional<std::int64_t> since(const std::string& serial_hex) const;
  /// All of them, by serial (hex). Throws likewise.
  std::map<std::string, std::int64_t> all() const;

 private:
  std::filesystem::path folder_;  // empty: in memory
  std::optional<FolderLock> lock_;
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> serials_;  // in memory only
};

}  // namespace inquest
