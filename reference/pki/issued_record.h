#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "reference/pki/certificate.h"
#include "reference/pki/folder_lock.h"

namespace inquest {

/// Which serials a CA has reserved, and which certificates it issued: in a folder as SERIAL.pem, or
/// in memory. Safe to use from many threads; several processes may share a folder.
class IssuedRecord {
 public:
  /// In memory.
  IssuedRecord() = default;
  /// Reads what `folder` has (made 0700 when it is not there). Throws std::system_error.
  explicit IssuedRecord(const std::filesystem::path& folder);

  /// A serial that nobody was given and nobody will be, whatever the moment of a crash: in the
  /// folder, an empty SERIAL.pem takes it.
  Bytes reserve();
  /// Keeps `certificate`: once this returns, it is on disk. A second certificate of the same serial
  /// (a fault's doing) is kept as SERIAL-2.pem.
  void add(const Certificate& certificate);

  /// How many certificates there are, but for what other processes added meanwhile.
  std::size_t count() const;
  /// Also what another process added to the folder.
  bool contains(const std::string& serial_hex) const;

 private:
  std::filesystem::path file(const std::string& name) const { return folder_ / (name + ".pem"); }

  std::filesystem::path folder_;  // empty: in memory
  std::optional<FolderLock> lock_;
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> certificates_;  // by serial; 0: reserved only
};

}  // namespace inquest
