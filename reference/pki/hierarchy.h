#pragma once
#include <filesystem>
#include <functional>

#include "reference/pki/certificate.h"
#include "reference/pki/key.h"

namespace inquest {

/// The two levels of a CA.
struct Hierarchy {
  Certificate root;
  Key root_key;
  Certificate issuing;
  Key issuing_key;
};

/// Reads root.pem, root-key.pem, issuing.pem and issuing-key.pem of `directory`; where none of them
/// is there, creates them (keys 0600, a new directory 0700) with what `make` answers. An
/// interrupted creation is begun anew, and of several processes that create at once all get the
/// same CA. Throws std::runtime_error naming the file that is missing, unusable or not its
/// neighbour's pair.
Hierarchy open_hierarchy(const std::filesystem::path& directory,
                         const std::function<Hierarchy()>& make);

}  // namespace inquest
