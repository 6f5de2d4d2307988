#pragma once
#include <filesystem>
#include <memory>

#include "reference/protocol/revocation_challenges.h"

namespace inquest {

/// One file a certificate, named by its serial number, that holds the salted hash of its revocation
/// challenge. The folder is made when the first one comes. Throws std::system_error.
std::shared_ptr<RevocationChallenges> revocation_challenges_in(const std::filesystem::path& folder);

}  // namespace inquest
