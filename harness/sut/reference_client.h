#pragma once
#include "harness/sut/errand.h"
#include "reference/protocol/moments.h"

namespace inquest {

/// The reference client inside this process, told to commit `deviations`: stores what it accepts,
/// and nothing else.
class ReferenceClient final : public ClientDriver {
 public:
  explicit ReferenceClient(Deviations deviations, std::chrono::milliseconds timeout)
      : deviations_(std::move(deviations)), timeout_(timeout) {}
  Deed run(const Errand& errand) override;

 private:
  Deviations deviations_;
  std::chrono::milliseconds timeout_;
};

}  // namespace inquest
