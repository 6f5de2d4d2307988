#include "reference/pki/revoked_record.h"

#include <charconv>
#include <stdexcept>

#include "reference/pki/atomic_file.h"
#include "reference/pki/shared_folder.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

std::int64_t read_time(const fs::path& path) {
  const auto text = read_file(path, 100);
  std::int64_t seconds = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, seconds);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != '\n')
    throw std::runtime_error(path.string() + " does not say when the certificate was revoked");
  return seconds;
}

}  // namespace

RevokedRecord::RevokedRecord(const fs::path& folder)
    : folder_(folder), lock_(share_folder(folder)) {}

void RevokedRecord::add(const std::string& serial_hex, std::int64_t now) {
  if (folder_.empty()) {
    const std::lock_guard lock(mutex_);
    serials_.emplace(serial_hex, now);
  } else {
    create_private_file(folder_ / serial_hex, std::to_string(now) + "\n");
  }
}

std::optional<std::int64_t> RevokedRecord::since(const std::string& serial_hex) const {
  if (folder_.empty()) {
    const std::lock_guard lock(mutex_);
    const auto found = serials_.find(serial_hex);
    return found == serials_.end() ? std::nullopt : std::optional(found->second);
  }
  if (!fs::exists(folder_ / serial_hex)) return std::nullopt;
  return read_time(folder_ / serial_hex);
}

std::map<std::string, std::int64_t> RevokedRecord::all() const {
  if (folder_.empty()) {
    const std::lock_guard lock(mutex_);
    return serials_;
  }
  std::map<std::string, std::int64_t> serials;
  for (const auto& entry : fs::directory_iterator(folder_))
    if (entry.path().extension() != ".tmp")
      serials[entry.path().filename().string()] = read_time(entry.path());
  return serials;
}

}  // namespace inquest
