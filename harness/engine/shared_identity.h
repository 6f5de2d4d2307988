#pragma once
#include <mutex>
#include <optional>
#include <string>

#include "harness/scenario/stage.h"

namespace inquest {

/// The client certificate that a run authenticates with where the profile gives none: enrolled by
/// whoever asks first, then the same for all. A failure is kept as well, so that it costs once.
class SharedIdentity {
 public:
  TlsIdentity get(const RunServices& services);

 private:
  std::mutex mutex_;
  std::optional<TlsIdentity> identity_;
  std::string failure_;
};

}  // namespace inquest
