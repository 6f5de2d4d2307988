#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>

#include "reference/pki/hierarchy.h"

/// A CA's keys and certificates in a directory. In force are root.pem, root-key.pem, issuing.pem
/// and issuing-key.pem; each former-1, former-2 ... holds those of one hierarchy that was replaced,
/// and old-with-new.pem and new-with-old.pem, which link its root to the next one.
namespace inquest {

/// Reads what is in `directory`; where none of the four files is there, creates them (keys 0600, a
/// new directory 0700) with what `make` answers. An interrupted creation is begun anew, a rollover
/// that was interrupted is finished if it had been written as a whole and forgotten otherwise, and
/// of several processes that create at once all get the same CA. Throws std::runtime_error naming
/// the file that is missing, unusable or not its neighbour's pair.
Lineage open_hierarchy(const std::filesystem::path& directory,
                       const std::function<Hierarchy()>& make);

/// Replaces what is in force by what `roll_over` makes of it. Whatever the moment of a crash, the
/// next open_hierarchy() finds the old state or the new one. Several processes that do this at once
/// do it one after the other. Throws as open_hierarchy() does.
Lineage replace_hierarchy(const std::filesystem::path& directory,
                          const std::function<Lineage(const Lineage&)>& roll_over);

/// Tells by one glance at the directory that somebody replaced the hierarchy.
struct HierarchyStamp {
  std::uint64_t file = 0;  ///< all 0: there is no root.pem
  std::int64_t seconds = 0;
  std::int64_t nanoseconds = 0;
  friend bool operator==(const HierarchyStamp&, const HierarchyStamp&) = default;
};
HierarchyStamp hierarchy_stamp(const std::filesystem::path& directory);

}  // namespace inquest
