#pragma once
#include <algorithm>
#include <chrono>

namespace inquest {

/// A point in time by which something must have happened. Every call that waits for a peer takes
/// one, without default.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  static Deadline in(Clock::duration from_now) { return Deadline(Clock::now() + from_now); }
  explicit Deadline(Clock::time_point at) : at_(at) {}
  Clock::time_point at() const { return at_; }
  Clock::duration left() const {
    auto left = at_ - Clock::now();
    return left.count() > 0 ? left : Clock::duration::zero();
  }
  bool passed() const { return Clock::now() >= at_; }
  /// The earlier of this and `from_now` from now.
  Deadline at_most(Clock::duration from_now) const {
    return Deadline(std::min(at_, Clock::now() + from_now));
  }

 private:
  Clock::time_point at_;
};

}  // namespace inquest
