#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <utility>

#include "reference/pki/key.h"

/// Keys that were generated once, so that runs do not pay for it again.
namespace inquest {

/// Hands out keys by kind and number: the same (kind, number) gives the same key for as long as the
/// pool, or the directory behind it, lives. Test keys only: never use one for a CA in earnest.
/// Safe to use from many threads.
class KeyPool {
 public:
  /// Keys live in memory only.
  KeyPool() = default;
  /// Keys are also kept in `directory` (made 0700; files 0600) as KIND-NUMBER.pem.
  explicit KeyPool(std::filesystem::path directory);

  Key key(const KeyKind& kind, std::uint64_t number);
  /// As key(), with a number that no other call of fresh() on this pool object was given. Numbers
  /// wrap after 32 keys of kind RSA and 256 of the others, to bound what a run costs; so two calls
  /// that far apart get the same key.
  Key fresh(const KeyKind& kind);

 private:
  std::filesystem::path directory_;
  std::mutex mutex_;
  std::map<std::pair<KeyKind, std::uint64_t>, Key> keys_;
  std::map<KeyKind, std::uint64_t> next_;
};

/// $XDG_CACHE_HOME/inquest/keys, or ~/.cache/inquest/keys; a temporary folder when there is no
/// home.
std::filesystem::path default_key_pool_directory();

}  // namespace inquest
