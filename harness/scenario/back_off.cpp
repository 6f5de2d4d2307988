#include "harness/scenario/back_off.h"

#include <algorithm>

#include "reference/protocol/client.h"

namespace inquest {

std::optional<std::chrono::milliseconds> BackOff::pause(const HttpResponse& response,
                                                        std::int64_t now) {
  if (response.status != 429 && response.status != 503) return std::nullopt;
  const auto* field = response.headers.find("Retry-After");
  const auto told = field != nullptr ? retry_after(*field, now) : std::nullopt;
  if (!told || ++repetitions_ > most_repetitions) return std::nullopt;
  const auto seconds = std::max<std::int64_t>(0, *told);
  if (seconds > patience - waited_) return std::nullopt;
  waited_ += seconds;
  // Somebody who says "at once" is not asked a thousand times a second.
  return std::max(std::chrono::milliseconds(std::chrono::seconds(seconds)),
                  std::chrono::milliseconds(20));
}

}  // namespace inquest
