#pragma once
#include <filesystem>
#include <string>
#include <string_view>

/// Files that are there whole or not at all. What a crash leaves behind at worst is a file beside
/// them whose name ends in ".tmp".
namespace inquest {

/// Writes beside `path`, syncs, renames over it, syncs the folder. Permissions 0644 less the umask.
/// Throws std::system_error naming the path.
void write_file(const std::filesystem::path& path, std::string_view contents);
/// The same with permissions 0600 from the first byte on.
void write_private_file(const std::filesystem::path& path, std::string_view contents);
/// As write_private_file(), unless `path` exists: then nothing changes and the answer is false. Of
/// many that try at once, in whatever process, exactly one succeeds.
bool create_private_file(const std::filesystem::path& path, std::string_view contents);
/// Renames a file or folder, over a file that is there, and syncs the folder of `to`; both must be
/// on one file system. Throws std::system_error naming `to`.
void move_file(const std::filesystem::path& from, const std::filesystem::path& to);
/// Throws std::system_error naming the path; std::runtime_error when larger than `most` bytes.
std::string read_file(const std::filesystem::path& path, std::size_t most = 16U << 20U);

/// A new folder of its own under the system's temporary one, removed with all that is in it.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(std::string_view prefix = "inquest");
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace inquest
