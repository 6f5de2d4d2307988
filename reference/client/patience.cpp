#include "reference/client/patience.h"

#include <algorithm>

#include "reference/protocol/client_moments.h"

namespace inquest {

std::optional<std::int64_t> pause_before_asking_again(const NotAccepted& problem, int asked_before,
                                                      double patience,
                                                      const Deviations& deviations) {
  // RFC7030-4.2.3-11, RFC7030-4.2.3-13: no sooner than it was said; who says 0 is not asked without
  // pause.
  const auto pause = std::max<std::int64_t>(problem.retry_after.value_or(0), 1);
  const auto put_off = deviations.at(
      moments::put_off,
      {&problem, asked_before, pause,
       problem.why == NotAccepted::Why::retry_later && problem.retry_after.has_value()});
  if (!put_off.asks_again || static_cast<double>(put_off.pause) > patience) return std::nullopt;
  return put_off.pause;
}

}  // namespace inquest
