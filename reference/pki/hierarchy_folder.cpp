#include "reference/pki/hierarchy_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

#include "reference/pki/atomic_file.h"
#include "reference/pki/folder_lock.h"
#include "reference/pki/private_folder.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

/// In the order in which they come into force: root.pem is last, since it bears the stamp.
constexpr std::array file_names{"root-key.pem", "issuing-key.pem", "issuing.pem", "root.pem"};

/// Where new files wait until all of them are written. As long as it is there, the CA was never in
/// use, and may be made anew. It lies inside the directory, not beside it, since the directory may
/// be a mount point, or the only place where we may write.
fs::path nursery_of(const fs::path& directory) { return directory / "being-created"; }

/// Where a rollover is written; a crash leaves it to be thrown away ...
fs::path draft_of(const fs::path& directory) { return directory / "being-rolled-over"; }
/// ... and the name that it gets once it is whole: from then on it is the CA, and whoever comes
/// next finishes moving its files into place.
fs::path decided_of(const fs::path& directory) { return directory / "rolled-over"; }

fs::path former_of(const fs::path& directory, std::size_t number) {
  return directory / ("former-" + std::to_string(number));
}

[[noreturn]] void cannot_use(const fs::path& directory, const std::string& reason) {
  throw std::runtime_error("the CA in " + directory.string() + " cannot be used: " + reason);
}

template <class Decode>
auto from_file(const fs::path& directory, const char* name, Decode decode) {
  if (!fs::exists(directory / name)) cannot_use(directory, name + std::string(" is missing"));
  try {
    return decode(read_file(directory / name));
  } catch (const std::exception& error) {
    cannot_use(directory, name + std::string(": ") + error.what());
  }
}

Hierarchy read_hierarchy(const fs::path& directory) {
  Hierarchy read{
      .root = from_file(directory, "root.pem", Certificate::from_pem),
      .root_key = from_file(directory, "root-key.pem", Key::from_pem),
      .issuing = from_file(directory, "issuing.pem", Certificate::from_pem),
      .issuing_key = from_file(directory, "issuing-key.pem", Key::from_pem),
  };
  if (read.root.public_key() != read.root_key.public_key())
    cannot_use(directory, "root.pem and root-key.pem are not a pair");
  if (read.issuing.public_key() != read.issuing_key.public_key())
    cannot_use(directory, "issuing.pem and issuing-key.pem are not a pair");
  if (!read.issuing.issued_by(read.root))
    cannot_use(directory, "issuing.pem was not issued by root.pem");
  return read;
}

FormerHierarchy read_former(const fs::path& directory) {
  FormerHierarchy read{
      .root = from_file(directory, "root.pem", Certificate::from_pem),
      .issuing = from_file(directory, "issuing.pem", Certificate::from_pem),
      .old_with_new = from_file(directory, "old-with-new.pem", Certificate::from_pem),
      .new_with_old = from_file(directory, "new-with-old.pem", Certificate::from_pem),
  };
  if (!read.issuing.issued_by(read.root))
    cannot_use(directory, "issuing.pem was not issued by root.pem");
  if (read.old_with_new.public_key() != read.root.public_key())
    cannot_use(directory, "old-with-new.pem has another key than root.pem");
  if (!read.new_with_old.issued_by(read.root))
    cannot_use(directory, "new-with-old.pem was not issued by root.pem");
  return read;
}

Lineage read_lineage(const fs::path& directory) {
  Lineage read{read_hierarchy(directory), {}};
  for (std::size_t number = 1; fs::exists(former_of(directory, number)); ++number)
    read.former.insert(read.former.begin(), read_former(former_of(directory, number)));
  return read;
}

void write_hierarchy(const fs::path& folder, const Hierarchy& hierarchy) {
  make_private_folder(folder);
  write_private_file(folder / "root-key.pem", hierarchy.root_key.to_pem());
  write_private_file(folder / "issuing-key.pem", hierarchy.issuing_key.to_pem());
  write_file(folder / "issuing.pem", hierarchy.issuing.to_pem());
  write_file(folder / "root.pem", hierarchy.root.to_pem());
}

void create(const fs::path& directory, const Hierarchy& made) {
  const auto nursery = nursery_of(directory);
  fs::remove_all(nursery);
  for (const auto* name : file_names) fs::remove(directory / name);
  write_hierarchy(nursery, made);
  for (const auto* name : file_names) move_file(nursery / name, directory / name);
  fs::remove(nursery);
}

/// The whole of a rollover: the files to come, and a folder with those that they replace. Its old
/// keys stay there, so that an operator can go back.
void write_draft(const fs::path& draft, const Hierarchy& before, const Lineage& after) {
  const auto former = former_of(draft, after.former.size());
  write_hierarchy(former, before);
  write_file(former / "old-with-new.pem", after.former.front().old_with_new.to_pem());
  write_file(former / "new-with-old.pem", after.former.front().new_with_old.to_pem());
  write_hierarchy(draft, after.current);
}

/// Each move can be the last before a crash: what was moved is not met again.
void finish_rollover(const fs::path& directory) {
  const auto decided = decided_of(directory);
  fs::remove_all(draft_of(directory));
  if (!fs::exists(decided)) return;
  std::vector<fs::path> former;
  for (const auto& entry : fs::directory_iterator(decided))
    if (entry.is_directory()) former.push_back(entry.path());
  for (const auto& each : former) move_file(each, directory / each.filename());
  for (const auto* name : file_names)
    if (fs::exists(decided / name)) move_file(decided / name, directory / name);
  fs::remove(decided);
}

bool has_issued(const fs::path& directory) {
  const auto issued = directory / "issued";
  return fs::is_directory(issued) && !fs::is_empty(issued);
}

}  // namespace

Lineage open_hierarchy(const fs::path& directory, const std::function<Hierarchy()>& make) {
  make_private_folder(directory);
  const auto only_one_writes = FolderLock::exclusive(directory);
  finish_rollover(directory);
  const bool interrupted = fs::exists(nursery_of(directory));
  const bool nothing_there =
      std::none_of(file_names.begin(), file_names.end(),
                   [&](const char* name) { return fs::exists(directory / name); });
  if (has_issued(directory) && (interrupted || nothing_there))
    cannot_use(directory, interrupted ? "certificates were issued, yet being-created is there"
                                      : "certificates were issued, yet root.pem is missing");
  if (interrupted || nothing_there) create(directory, make());
  return read_lineage(directory);
}

Lineage replace_hierarchy(const fs::path& directory,
                          const std::function<Lineage(const Lineage&)>& roll_over) {
  const auto only_one_writes = FolderLock::exclusive(directory);
  finish_rollover(directory);
  const auto before = read_lineage(directory);
  auto after = roll_over(before);
  write_draft(draft_of(directory), before.current, after);
  move_file(draft_of(directory), decided_of(directory));
  finish_rollover(directory);
  return after;
}

HierarchyStamp hierarchy_stamp(const fs::path& directory) {
  struct stat found {};
  if (::stat((directory / "root.pem").c_str(), &found) != 0) return {};
  return {found.st_ino, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

}  // namespace inquest
