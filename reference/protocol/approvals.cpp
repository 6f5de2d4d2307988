#include "reference/protocol/approvals.h"

#include <deque>

#include "reference/codec/hex.h"
#include "reference/pki/hash.h"

namespace inquest {
namespace {

class ByPatience final : public Approvals {
 public:
  explicit ByPatience(unsigned asks) : asks_(asks) {}

  Approval ask(const RequestInfo& info, BytesView) override {
    constexpr std::size_t most = 10'000;
    const auto id = approval_id(info);
    const std::lock_guard lock(mutex_);
    auto [asked, first] = asked_.emplace(id, 0U);
    if (first) in_order_.push_back(id);
    if (++asked->second >= asks_) return Approval::granted;
    if (in_order_.size() > most) {
      asked_.erase(in_order_.front());
      in_order_.pop_front();
    }
    return Approval::waiting;
  }

 private:
  unsigned asks_;
  std::mutex mutex_;
  std::map<std::string, unsigned> asked_;
  std::deque<std::string> in_order_;
};

}  // namespace

// RFC7030-4.2.3-14: by what is asked for, a request is known when it comes again.
std::string approval_id(const RequestInfo& info) {
  auto both = info.subject;
  append(both, info.public_key);
  return encode_hex(hash("sha256", both)).substr(0, 16);
}

std::shared_ptr<Approvals> approvals_by_patience(unsigned asks) {
  return std::make_shared<ByPatience>(asks);
}

}  // namespace inquest
