#pragma once
#include <vector>

#include "harness/scenario/request_reading.h"

/// The rules of expect_request by what they are about; request_rules() has them all.
namespace inquest {

const std::vector<Rule<RequestReading>>& rules_of_every_request();
/// Of HTTP authentication, to the letter (RFC 7235, RFC 7616, RFC 7617).
const std::vector<Rule<RequestReading>>& authorization_rules();
/// Of the attributes of RFC 7894, asked for or not.
const std::vector<Rule<RequestReading>>& challenge_request_rules();
/// Of what full CMC wants of a PKIData and of the SignedData around it (RFC 5272 3.2).
const std::vector<Rule<RequestReading>>& cmc_request_rules();
/// Of how a key that the server makes is to be encrypted (RFC 7030 4.4.1).
const std::vector<Rule<RequestReading>>& key_request_rules();
/// Of what /csrattrs asked for (RFC 9908 3.4).
const std::vector<Rule<RequestReading>>& obedience_rules();

}  // namespace inquest
