#include "reference/pki/shared_folder.h"

#include "reference/pki/private_folder.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

/// Files that crashes cut off. While another process uses the folder, one of them may be its own.
void remove_leftovers(const fs::path& folder) {
  const auto alone = FolderLock::try_exclusive(folder);
  if (!alone) return;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".tmp") fs::remove(entry.path());
}

}  // namespace

FolderLock share_folder(const fs::path& folder) {
  make_private_folder(folder);
  remove_leftovers(folder);
  return FolderLock::shared(folder);
}

}  // namespace inquest
