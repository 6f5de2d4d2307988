#pragma once
#include <string>

#include "harness/scenario/stage.h"

namespace inquest {

/// A shell script of openssl and base64 that sends the same bytes as the case did, answer by
/// answer, each on a connection of its own. Needs no inquest. Credentials are taken from the
/// environment (INQUEST_AUTHORIZATION) unless secrets are shown; a client certificate from CERT and
/// KEY. Empty when the case sent nothing.
std::string reproducer(const Stage& stage, bool show_secrets);

}  // namespace inquest
