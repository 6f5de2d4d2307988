#include "reference/pki/key_pool.h"

#include <unistd.h>

#include <cstdlib>

#include "reference/pki/atomic_file.h"
#include "reference/pki/openssl.h"
#include "reference/pki/private_folder.h"

namespace inquest {
namespace {

/// The key in `file`; nothing when there is no file, or no key in it.
std::optional<Key> stored_key(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    return Key::from_pem(read_file(file));
  } catch (const OpensslError&) {
    return std::nullopt;
  }
}

}  // namespace

KeyPool::KeyPool(std::filesystem::path directory) : directory_(std::move(directory)) {
  make_private_folder(directory_);
}

Key KeyPool::stored_or_generated(const KeyKind& kind, std::uint64_t number) const {
  if (directory_.empty()) return Key::generate(kind);
  const auto file = directory_ / (kind.name() + "-" + std::to_string(number) + ".pem");
  if (auto key = stored_key(file)) return *key;
  auto key = Key::generate(kind);
  if (create_private_file(file, key.to_pem())) return key;
  // Another process was faster: its key is the one that everybody gets.
  if (auto theirs = stored_key(file)) return *theirs;
  write_private_file(file, key.to_pem());
  return key;
}

Key KeyPool::key(const KeyKind& kind, std::uint64_t number) {
  std::shared_ptr<Place> place;
  {
    const std::lock_guard lock(mutex_);
    auto& found = places_[{kind, number}];
    if (!found) found = std::make_shared<Place>();
    place = found;
  }
  const std::lock_guard lock(place->mutex);
  if (!place->key) place->key = stored_or_generated(kind, number);
  return *place->key;
}

Key KeyPool::fresh(const KeyKind& kind) {
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = next_[kind]++ % (kind.name().starts_with("rsa") ? 32 : 256);
  }
  return key(kind, number);
}

std::filesystem::path default_key_pool_directory() {
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0')
    return std::filesystem::path(cache) / "inquest/keys";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return std::filesystem::path(home) / ".cache/inquest/keys";
  return std::filesystem::temp_directory_path() / ("inquest-keys-" + std::to_string(::getuid()));
}

}  // namespace inquest
