#pragma once
#include <vector>

#include "harness/scenario/key_delivery.h"
#include "harness/scenario/rule.h"
#include "harness/scenario/stage.h"

/// What an answer of /serverkeygen has to be like (RFC 7030 4.4.2), layer by layer.
namespace inquest {

/// The multipart body (RFC 2046 5.1.1).
const std::vector<Rule<PartsReading>>& multipart_rules();
/// The private key, however it came (RFC 5958 2).
const std::vector<Rule<KeyDelivery>>& private_key_rules();
/// Its encryption beyond TLS (RFC 5652 5 and 6, RFC 5958 4).
const std::vector<Rule<KeyDelivery>>& key_envelope_rules();

}  // namespace inquest
