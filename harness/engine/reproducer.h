#pragma once
#include <string>

#include "harness/scenario/stage.h"

namespace inquest {

/// A shell script of openssl and base64 that sends the same bytes as the case did, connection by
/// connection, and prints what is answered. Needs no inquest. Passwords are taken from the
/// environment, and so are client certificates and their keys, unless secrets are shown. What
/// cannot be done again so is said in its place. Empty when the case opened no connection.
std::string reproducer(const Stage& stage, bool show_secrets);

}  // namespace inquest
