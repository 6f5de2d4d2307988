#pragma once
#include <chrono>
#include <cstdint>

namespace inquest {

/// Now, as X.509 and HTTP count it: for the peers and tools. Protocol logic is told the time.
inline std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace inquest
