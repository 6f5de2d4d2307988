#include "reference/pki/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include "reference/pki/file_descriptor.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& doing, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), doing + " " + path.string());
}

FileDescriptor opened(const fs::path& path, int flags, mode_t mode, const std::string& doing) {
  FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!file) fail(doing, path);
  return file;
}

/// Not every file system can sync a folder: the file itself is safe by then.
void sync_folder_of(const fs::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  ::fsync(opened(folder, O_RDONLY | O_DIRECTORY, 0, "opening").number());
}

/// A file with all of its contents, under a name that nobody else uses, until it is given the name
/// that it is meant for.
class FileBeside {
 public:
  FileBeside(const fs::path& path, std::string_view contents, mode_t mode) : path_(path) {
    static std::atomic<unsigned> counter{0};
    path_ += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
    const auto file = opened(path_, O_WRONLY | O_CREAT | O_EXCL, mode, "creating");
    try {
      fill(file, contents);
    } catch (...) {
      ::unlink(path_.c_str());
      throw;
    }
  }
  ~FileBeside() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  FileBeside(const FileBeside&) = delete;
  FileBeside& operator=(const FileBeside&) = delete;

  void replace(const fs::path& path) {
    move_file(path_, path);
    path_.clear();
  }

  bool become(const fs::path& path) const {
    if (::link(path_.c_str(), path.c_str()) != 0) {
      if (errno == EEXIST) return false;
      fail("linking to", path);
    }
    sync_folder_of(path);
    return true;
  }

 private:
  void fill(const FileDescriptor& file, std::string_view contents) const {
    while (!contents.empty()) {
      const auto wrote = ::write(file.number(), contents.data(), contents.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) fail("writing", path_);
      contents.remove_prefix(static_cast<std::size_t>(wrote));
    }
    if (::fsync(file.number()) != 0) fail("syncing", path_);
  }

  fs::path path_;
};

}  // namespace

void write_file(const fs::path& path, std::string_view contents) {
  FileBeside(path, contents, 0644).replace(path);
}

void write_private_file(const fs::path& path, std::string_view contents) {
  FileBeside(path, contents, 0600).replace(path);
}

bool create_private_file(const fs::path& path, std::string_view contents) {
  return FileBeside(path, contents, 0600).become(path);
}

void move_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail("renaming to", to);
  sync_folder_of(to);
}

std::string read_file(const fs::path& path, std::size_t most) {
  const auto file = opened(path, O_RDONLY, 0, "opening");
  std::string contents;
  char buffer[16384];
  for (;;) {
    const auto got = ::read(file.number(), buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("reading", path);
    if (got == 0) return contents;
    contents.append(buffer, static_cast<std::size_t>(got));
    if (contents.size() > most)
      throw std::runtime_error(path.string() + " is larger than " + std::to_string(most) +
                               " bytes");
  }
}

TemporaryFolder::TemporaryFolder(std::string_view prefix) {
  auto name = (fs::temp_directory_path() / (std::string(prefix) + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) fail("creating", name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace inquest
