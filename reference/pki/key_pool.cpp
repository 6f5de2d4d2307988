#include "reference/pki/key_pool.h"

#include <cstdlib>
#include <system_error>

#include "reference/pki/atomic_file.h"
#include "reference/pki/openssl.h"

namespace inquest {

KeyPool::KeyPool(std::filesystem::path directory) : directory_(std::move(directory)) {
  std::filesystem::create_directories(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
}

Key KeyPool::key(const KeyKind& kind, std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto at = std::pair(kind, number);
  if (const auto found = keys_.find(at); found != keys_.end()) return found->second;
  const auto file = directory_ / (kind.name() + "-" + std::to_string(number) + ".pem");
  if (!directory_.empty() && std::filesystem::exists(file)) {
    try {
      return keys_.emplace(at, Key::from_pem(read_file(file))).first->second;
    } catch (const std::runtime_error&) {
      // A spoiled file of the pool is replaced below.
    }
  }
  auto key = Key::generate(kind);
  if (!directory_.empty()) write_private_file(file, key.to_pem());
  return keys_.emplace(at, std::move(key)).first->second;
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
  return std::filesystem::temp_directory_path() / "inquest-keys";
}

}  // namespace inquest
