#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harness/scenario/served.h"
#include "harness/sut/errand.h"

namespace inquest {

/// How long a host waits for devices.
struct HostPatience {
  std::chrono::milliseconds quiet{1500};    ///< nothing more was heard: the device is done
  std::chrono::milliseconds twin{120'000};  ///< for the device to come to the twin
};

/// A client that is a device elsewhere: waits until somebody has come and gone.
class DeviceDriver final : public ClientDriver {
 public:
  /// Where the device is expected next; nullptr: nowhere yet.
  using Expected = std::function<std::shared_ptr<const Served>()>;
  /// Whether somebody told that the device accepted what it was given there.
  using Told = std::function<std::optional<bool>()>;

  DeviceDriver(HostPatience patience, Expected expected, Told told, std::function<bool()> stop)
      : patience_(patience),
        expected_(std::move(expected)),
        told_(std::move(told)),
        stop_(std::move(stop)) {}
  Deed run(const Errand& errand) override;

 private:
  HostPatience patience_;
  Expected expected_;
  Told told_;
  std::function<bool()> stop_;
  std::atomic<int> runs_ = 0;  ///< the second is the twin's
};

}  // namespace inquest
