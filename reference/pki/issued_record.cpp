#include "reference/pki/issued_record.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "reference/codec/hex.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/serial.h"
#include "reference/pki/shared_folder.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

/// Whether an empty file could be made where none was. Throws std::system_error.
bool take_name(const fs::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file && errno != EEXIST)
    throw std::system_error(errno, std::generic_category(), "creating " + path.string());
  return static_cast<bool>(file);
}

/// Whether this can only name a file of ours.
bool is_serial(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

IssuedRecord::IssuedRecord(const fs::path& folder) : folder_(folder), lock_(share_folder(folder)) {
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() != ".pem") continue;
    const auto name = entry.path().stem().string();
    certificates_[name.substr(0, name.find('-'))] += entry.file_size() > 0 ? 1 : 0;
  }
}

Bytes IssuedRecord::reserve() {
  for (;;) {
    auto serial = random_serial();
    const auto name = encode_hex(serial);
    if (!folder_.empty() && !take_name(file(name))) continue;
    const std::lock_guard lock(mutex_);
    if (certificates_.emplace(name, 0).second) return serial;
  }
}

void IssuedRecord::add(const Certificate& certificate) {
  const auto serial = certificate.serial_hex();
  std::size_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = ++certificates_[serial];
  }
  if (folder_.empty()) return;
  write_file(file(number == 1 ? serial : serial + "-" + std::to_string(number)),
             certificate.to_pem());
}

std::size_t IssuedRecord::count() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const auto& [serial, certificates] : certificates_) sum += certificates;
  return sum;
}

bool IssuedRecord::contains(const std::string& serial_hex) const {
  {
    const std::lock_guard lock(mutex_);
    const auto found = certificates_.find(serial_hex);
    if (found != certificates_.end() && found->second > 0) return true;
  }
  if (folder_.empty() || !is_serial(serial_hex)) return false;
  std::error_code not_there;
  const auto size = fs::file_size(file(serial_hex), not_there);
  return !not_there && size > 0;
}

}  // namespace inquest
