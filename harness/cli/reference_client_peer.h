#pragma once
#include "harness/sut/client_profile.h"

namespace inquest {

/// What can be tested on the reference client inside this process. Its commands are empty: it is
/// no program of its own.
ClientProfile reference_client_profile();

}  // namespace inquest
