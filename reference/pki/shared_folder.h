#pragma once
#include <filesystem>

#include "reference/pki/folder_lock.h"

namespace inquest {

/// Makes `folder` (0700) when it is not there, sweeps up the ".tmp" files that crashes left if
/// nobody else is using it, and says by a lock that it is used. Throws std::system_error.
FolderLock share_folder(const std::filesystem::path& folder);

}  // namespace inquest
