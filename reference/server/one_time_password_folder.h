#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "reference/protocol/one_time_passwords.h"

/// One-time passwords in a folder that a server and whoever hands them out share:
///
///   HASH         one that may be used yet: its terms, "subject: CN=device" and "until: SECONDS"
///   HASH.used    one that was used
///
/// Using one renames its file, which no crash undoes and exactly one of many can do.
namespace inquest {

std::shared_ptr<OneTimePasswords> one_time_passwords_in(const std::filesystem::path& folder);

/// Makes the folder where there is none. Throws std::invalid_argument for a password that was there
/// before, used or not.
void add_one_time_password(const std::filesystem::path& folder, const std::string& password,
                           const OneTimePasswordTerms& terms);

}  // namespace inquest
