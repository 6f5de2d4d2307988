#include "reference/pki/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace inquest {
namespace {

[[noreturn]] void fail(const std::string& doing, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), doing + " " + path.string());
}

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor(int number, const std::string& doing, const std::filesystem::path& path)
      : number_(number) {
    if (number_ < 0) fail(doing, path);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void write_whole(const std::filesystem::path& path, std::string_view contents, mode_t mode) {
  static std::atomic<unsigned> counter{0};
  auto beside = path;
  beside += "." + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
  {
    const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode),
                          "creating", beside);
    for (std::size_t at = 0; at < contents.size();) {
      const auto wrote = ::write(file.number(), contents.data() + at, contents.size() - at);
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) {
        ::unlink(beside.c_str());
        fail("writing", beside);
      }
      at += static_cast<std::size_t>(wrote);
    }
    if (::fsync(file.number()) != 0) fail("syncing", beside);
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    ::unlink(beside.c_str());
    fail("renaming to", path);
  }
  const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), "opening",
                             folder);
  ::fsync(directory.number());
}

}  // namespace

void write_file(const std::filesystem::path& path, std::string_view contents) {
  write_whole(path, contents, 0644);
}

void write_private_file(const std::filesystem::path& path, std::string_view contents) {
  write_whole(path, contents, 0600);
}

std::string read_file(const std::filesystem::path& path, std::size_t most) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), "opening", path);
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
  auto name = (std::filesystem::temp_directory_path() / (std::string(prefix) + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) fail("creating", name);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace inquest
