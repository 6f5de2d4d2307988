#include "reference/pki/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>

namespace inquest {
namespace {

/// Whether the lock was got; false only when `how` says not to wait.
bool lock(const FileDescriptor& folder, int how, const std::filesystem::path& path) {
  while (::flock(folder.number(), how) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR)
      throw std::system_error(errno, std::generic_category(), "locking " + path.string());
  }
  return true;
}

FileDescriptor opened(const std::filesystem::path& path) {
  FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) throw std::system_error(errno, std::generic_category(), "opening " + path.string());
  return folder;
}

}  // namespace

FolderLock FolderLock::exclusive(const std::filesystem::path& folder) {
  auto descriptor = opened(folder);
  lock(descriptor, LOCK_EX, folder);
  return FolderLock(std::move(descriptor));
}

std::optional<FolderLock> FolderLock::try_exclusive(const std::filesystem::path& folder) {
  auto descriptor = opened(folder);
  if (!lock(descriptor, LOCK_EX | LOCK_NB, folder)) return std::nullopt;
  return FolderLock(std::move(descriptor));
}

FolderLock FolderLock::shared(const std::filesystem::path& folder) {
  auto descriptor = opened(folder);
  lock(descriptor, LOCK_SH, folder);
  return FolderLock(std::move(descriptor));
}

}  // namespace inquest
