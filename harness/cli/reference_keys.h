#pragma once
#include "harness/sut/profile.h"
#include "reference/server/server.h"

namespace inquest {

/// Lets the reference server ask for CSR attributes in every way that there is, and encrypt the
/// keys that it makes by secrets of each kind; the profile knows them.
void offer_keys_and_attributes(ServerOptions& options, ServerProfile& profile);

}  // namespace inquest
