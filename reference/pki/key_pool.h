#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "reference/pki/key.h"

/// Keys that were generated once, so that runs do not pay for it again.
namespace inquest {

/// Hands out keys by kind and number: the same (kind, number) gives the same key for as long as the
/// pool, or the directory behind it, lives. Test keys only: never use one for a CA in earnest.
/// Safe to use from many threads; the directory is safe to share between processes.
class KeyPool {
 public:
  /// Keys live in memory only.
  KeyPool() = default;
  /// Keys are also kept in `directory` (made 0700 when it is not there; files 0600) as
  /// KIND-NUMBER.pem. A file that holds no private key is replaced. Throws
  /// std::filesystem::filesystem_error.
  explicit KeyPool(std::filesystem::path directory);

  /// Throws std::system_error when the directory cannot be read or written.
  Key key(const KeyKind& kind, std::uint64_t number);
  /// As key(), with a number that no other call of fresh() on this pool object was given. Numbers
  /// wrap after 32 keys of kind RSA and 256 of the others, to bound what a run costs; so two calls
  /// that far apart get the same key.
  Key fresh(const KeyKind& kind);

 private:
  /// Where one key goes. Its own lock lets others be made meanwhile: RSA keys take seconds.
  struct Place {
    std::mutex mutex;
    std::optional<Key> key;
  };
  Key stored_or_generated(const KeyKind& kind, std::uint64_t number) const;

  std::filesystem::path directory_;
  std::mutex mutex_;
  std::map<std::pair<KeyKind, std::uint64_t>, std::shared_ptr<Place>> places_;
  std::map<KeyKind, std::uint64_t> next_;
};

/// $XDG_CACHE_HOME/inquest/keys, or ~/.cache/inquest/keys; a folder of this user's in the system's
/// temporary one when there is no home.
std::filesystem::path default_key_pool_directory();

}  // namespace inquest
