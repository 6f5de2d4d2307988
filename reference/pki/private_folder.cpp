#include "reference/pki/private_folder.h"

#include <sys/stat.h>

#include <cerrno>
#include <system_error>

namespace inquest {

namespace fs = std::filesystem;

void make_private_folder(const fs::path& folder) {
  if (fs::is_directory(folder)) return;
  const auto above = folder.parent_path();
  if (!above.empty() && above != folder) make_private_folder(above);
  // mkdir(2), since create_directory() opens the folder to everybody first.
  if (::mkdir(folder.c_str(), 0700) == 0) return;
  const std::error_code reason(errno, std::generic_category());
  if (!fs::is_directory(folder)) throw fs::filesystem_error("making a folder", folder, reason);
}

}  // namespace inquest
