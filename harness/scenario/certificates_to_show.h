#pragma once
#include <string>

#include "harness/scenario/stage.h"

namespace inquest {

/// The client certificate that `kind` means: "valid" is the case's own; "self-signed", "forged" (by
/// a CA of our own making that bears the name of the peer's CA) and "expired" (the same, in the
/// past) claim the same subject, and no server may believe them.
TlsIdentity identity_to_show(const std::string& kind, Stage& stage);

}  // namespace inquest
