#pragma once
#include <filesystem>

namespace inquest {

/// Makes `folder`, and what is missing above it, with permissions 0700. A folder that is there is
/// left as it is. Throws std::filesystem::filesystem_error.
void make_private_folder(const std::filesystem::path& folder);

}  // namespace inquest
