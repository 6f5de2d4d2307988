#include "reference/protocol/pending_messages.h"

#include <deque>
#include <map>
#include <mutex>

#include "reference/codec/hex.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

class InMemory final : public PendingMessages {
 public:
  void keep(const std::string& token, BytesView message) override {
    constexpr std::size_t most = 10'000;
    const std::lock_guard lock(mutex_);
    if (kept_.emplace(token, copy_of(message)).second) in_order_.push_back(token);
    if (in_order_.size() <= most) return;
    kept_.erase(in_order_.front());
    in_order_.pop_front();
  }
  std::optional<Bytes> find(const std::string& token) const override {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(token);
    return found == kept_.end() ? std::nullopt : std::optional(found->second);
  }
  void forget(const std::string& token) override {
    const std::lock_guard lock(mutex_);
    kept_.erase(token);
    std::erase(in_order_, token);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Bytes> kept_;
  std::deque<std::string> in_order_;
};

}  // namespace

std::shared_ptr<PendingMessages> pending_in_memory() { return std::make_shared<InMemory>(); }

std::string pending_token(BytesView message) {
  return encode_hex(hash("sha256", message)).substr(0, 32);
}

}  // namespace inquest
