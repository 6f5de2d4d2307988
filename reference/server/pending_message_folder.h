#pragma once
#include <filesystem>
#include <memory>

#include "reference/protocol/pending_messages.h"

namespace inquest {

/// Messages that wait, one file each, TOKEN.cmc, beside what approval_folder.h keeps there. The
/// folder is made when the first one comes. Throws std::system_error.
std::shared_ptr<PendingMessages> pending_messages_in(const std::filesystem::path& folder);

}  // namespace inquest
