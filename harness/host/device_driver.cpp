#include "harness/host/device_driver.h"

#include <thread>

namespace inquest {
namespace {

using Clock = std::chrono::steady_clock;

/// Changes with everything that is heard there.
std::size_t heard(const Served& server) {
  std::size_t count = server.requests().size();
  for (const auto& each : server.connections())
    count += 1 + each.transfers.size() + (each.ended ? 1 : 0) + (each.begun ? 1 : 0);
  return count;
}

}  // namespace

Deed DeviceDriver::run(const Errand& errand) {
  constexpr auto pause = std::chrono::milliseconds(20);
  const bool twin = runs_++ > 0;
  const auto begun = Clock::now();
  // Who may have to wait is not done as long as he may.
  const auto quiet = patience_.quiet + std::chrono::milliseconds(errand.wait);
  std::size_t last_heard = 0;
  auto last_change = begun;
  Deed deed;
  deed.unseen = true;
  for (;;) {
    std::this_thread::sleep_for(pause);
    if (stop_()) {
      deed.ended = "the host was stopped before a device came";
      return deed;
    }
    const auto server = expected_();
    const auto now_heard = server ? heard(*server) : 0;
    const auto now = Clock::now();
    if (now_heard != last_heard) {
      last_heard = now_heard;
      last_change = now;
    }
    const auto told = told_();
    if (now_heard > 0 && (told || now - last_change > quiet)) {
      deed.ran = true;
      deed.said_accepted = told;
      deed.ended = !told   ? "what it keeps cannot be seen"
                   : *told ? "it was told that the device accepted"
                           : "it was told that the device did not accept";
      return deed;
    }
    if (twin && now_heard == 0 && now - begun > patience_.twin) {
      deed.ended = "no device came to the twin";
      return deed;
    }
  }
}

}  // namespace inquest
