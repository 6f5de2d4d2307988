#pragma once
#include <string>

/// The end of a client as a signal would bring it about, for faults that have it crash.
namespace inquest {

/// Thrown by a fault, and caught by who runs the client alone: no std::exception, so that nothing
/// on the way takes it for trouble of the usual kind.
struct ClientCrash {
  std::string at;  ///< what the client choked on
};

}  // namespace inquest
