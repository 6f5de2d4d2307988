#pragma once
#include "reference/codec/http1.h"
#include "reference/pki/tls_settings.h"

/// What clients under test and the servers that they meet know of each other. Secrets of a test:
/// they open nothing else.
namespace inquest {

inline const BasicCredentials http_secret{"inquest-user", "inquest password 7"};
inline const SrpCredentials srp_secret{"inquest-srp", "inquest-srp-password"};
inline constexpr auto client_label = "plant";

}  // namespace inquest
