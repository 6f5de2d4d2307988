#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "reference/protocol/approvals.h"

/// Enrolments that wait for a person, in a folder that server and person share:
///
///   ID.csr       the request (PEM), since it first came
///   ID.granted   once it was granted
///   ID.denied    once it was denied
namespace inquest {

/// The folder is made when the first request comes. Throws std::system_error.
std::shared_ptr<Approvals> approvals_in(const std::filesystem::path& folder);

struct WaitingRequest {
  std::string id;
  std::string subject;
  Approval decision = Approval::waiting;
};
/// What the folder holds, by id; nothing when there is no folder.
std::vector<WaitingRequest> requests_in(const std::filesystem::path& folder);

/// Throws std::invalid_argument when no request of that id is there.
void decide(const std::filesystem::path& folder, const std::string& id, Approval decision);

}  // namespace inquest
