#include "reference/pki/hierarchy.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "reference/pki/atomic_file.h"
#include "reference/pki/folder_lock.h"
#include "reference/pki/private_folder.h"

namespace inquest {
namespace {

namespace fs = std::filesystem;

constexpr std::array file_names{"root-key.pem", "issuing-key.pem", "issuing.pem", "root.pem"};

/// Where new files wait until all of them are written. As long as it is there, the CA was never in
/// use, and may be made anew. It lies inside the directory, not beside it, since the directory may
/// be a mount point, or the only place where we may write.
fs::path nursery_of(const fs::path& directory) { return directory / "being-created"; }

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

void create(const fs::path& directory, const Hierarchy& made) {
  const auto nursery = nursery_of(directory);
  fs::remove_all(nursery);
  for (const auto* name : file_names) fs::remove(directory / name);
  make_private_folder(nursery);
  write_private_file(nursery / "root-key.pem", made.root_key.to_pem());
  write_private_file(nursery / "issuing-key.pem", made.issuing_key.to_pem());
  write_file(nursery / "issuing.pem", made.issuing.to_pem());
  write_file(nursery / "root.pem", made.root.to_pem());
  for (const auto* name : file_names) fs::rename(nursery / name, directory / name);
  fs::remove(nursery);
}

bool has_issued(const fs::path& directory) {
  const auto issued = directory / "issued";
  return fs::is_directory(issued) && !fs::is_empty(issued);
}

}  // namespace

Hierarchy open_hierarchy(const fs::path& directory, const std::function<Hierarchy()>& make) {
  make_private_folder(directory);
  const auto only_one_creates = FolderLock::exclusive(directory);
  const bool interrupted = fs::exists(nursery_of(directory));
  const bool nothing_there =
      std::none_of(file_names.begin(), file_names.end(),
                   [&](const char* name) { return fs::exists(directory / name); });
  if (has_issued(directory) && (interrupted || nothing_there))
    cannot_use(directory, interrupted ? "certificates were issued, yet being-created is there"
                                      : "certificates were issued, yet root.pem is missing");
  if (interrupted || nothing_there) create(directory, make());
  return read_hierarchy(directory);
}

}  // namespace inquest
