#pragma once
#include <filesystem>
#include <string>

#include "cmake/source_folder.h"
#include "reference/pki/atomic_file.h"

namespace inquest {

/// A file of scenarios/vectors/pki, whose README says who made it.
inline std::string pki_vector(const std::string& name) {
  return read_file(std::filesystem::path(std::string(source_folder) + "/scenarios/vectors/pki") /
                   name);
}

}  // namespace inquest
