#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "reference/codec/http1.h"

namespace inquest {

/// Patience with a peer that limits how often it may be asked: 429, or 503 with Retry-After (RFC
/// 6585 4, RFC 9110 15.6.4 and 10.2.3). For the repetitions of one request.
class BackOff {
 public:
  /// How long to wait before the request that was answered so is repeated; nothing when the answer
  /// is final: it says nothing of waiting, or asks for more than `patience` seconds, or for the
  /// sixth time. `now` is seconds since 1970.
  std::optional<std::chrono::milliseconds> pause(const HttpResponse& response, std::int64_t now);

  static constexpr std::int64_t patience = 10;  ///< seconds, of all repetitions together
  static constexpr int most_repetitions = 5;

 private:
  std::int64_t waited_ = 0;
  int repetitions_ = 0;
};

}  // namespace inquest
