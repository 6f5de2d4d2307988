#include "reference/pki/lineage_in_force.h"

#include <stdexcept>

namespace inquest {

LineageInForce::LineageInForce(Lineage lineage)
    : lineage_(std::make_shared<const Lineage>(std::move(lineage))) {}

LineageInForce::LineageInForce(std::filesystem::path directory,
                               const std::function<Hierarchy()>& make)
    : directory_(std::move(directory)),
      stamp_(hierarchy_stamp(directory_)),
      lineage_(std::make_shared<const Lineage>(open_hierarchy(directory_, make))) {}

std::shared_ptr<const Lineage> LineageInForce::now() const {
  const std::lock_guard lock(mutex_);
  if (directory_.empty()) return lineage_;
  // A stamp taken before reading is at worst too old: then the next call reads again.
  const auto stamp = hierarchy_stamp(directory_);
  const bool gone = stamp == HierarchyStamp{};
  if (stamp == stamp_ || gone) return lineage_;
  lineage_ = std::make_shared<const Lineage>(open_hierarchy(directory_, []() -> Hierarchy {
    throw std::runtime_error("the CA went away while it was read again");
  }));
  stamp_ = stamp;
  return lineage_;
}

void LineageInForce::roll_over(const RolloverOptions& options, std::int64_t now) {
  const auto next = [&](const Lineage& old) { return inquest::roll_over(old, options, now); };
  if (!directory_.empty()) {
    replace_hierarchy(directory_, next);
    return;
  }
  const std::lock_guard one_at_a_time(rolling_);
  const auto old = this->now();
  auto rolled = std::make_shared<const Lineage>(next(*old));
  const std::lock_guard lock(mutex_);
  lineage_ = std::move(rolled);
}

}  // namespace inquest
