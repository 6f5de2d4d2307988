#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/engine/peer_session.h"
#include "harness/host/device_driver.h"
#include "harness/host/hosted_cases.h"
#include "harness/scenario/client_stage.h"

namespace inquest {

struct HostOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;
  std::vector<std::string> names{"DNS:localhost", "IP:127.0.0.1",
                                 "IP:::1"};  ///< of its certificate
  HostPatience patience;
  RunOptions run;
};

/// One device at one case, as far as it has come.
struct HostedRun {
  std::string label;   ///< of the case
  std::string device;  ///< empty: the only one
  enum class State { acting, wants_twin, done } state = State::acting;
  CaseResult result;  ///< once it is done
};

/// What is shown of a case that is offered.
struct HostedOffer {
  const HostedCase* offered = nullptr;
  std::string url;       ///< where the device is to go
  std::string twin_url;  ///< where it is to go next, while a run wants its twin; empty: nowhere
};

/// Stays up and offers client scenarios to devices, many at once. Each request below a label begins
/// the run of that case for that device, or goes on with it.
class Host {
 public:
  /// Listens when it returns. `cases` and the catalogue must outlive it. Throws what
  /// Listener::start() throws.
  static std::unique_ptr<Host> start(const HostOptions& options, const std::vector<Case>& cases,
                                     const Requirements& requirements, KeyPool& keys);
  virtual ~Host() = default;

  virtual Endpoint endpoint() const = 0;
  virtual TrustAnchors trust() const = 0;
  virtual std::vector<HostedOffer> offers() const = 0;
  /// Cases that cannot be offered, with the reason.
  virtual const std::vector<HostedCase>& cases() const = 0;
  virtual std::vector<HostedRun> runs() const = 0;
  /// Somebody saw whether the device accepted what it was given at this label (HostedLabel as
  /// text). False: nothing runs there.
  virtual bool tell(const std::string& label, bool accepted) = 0;
  /// The results so far, of each device and case the last.
  virtual RunResult result() const = 0;
};

}  // namespace inquest
