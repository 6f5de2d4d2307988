#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "reference/protocol/moments.h"

/// Answers with which a server of the harness tries a client, where no fault of the catalogue makes
/// them: it serves clients alone, and nobody has to find it out.
namespace inquest {

/// What is odd about successful answers. Everything unsaid is as it should be.
struct OddAnswer {
  int status = 0;                   ///< 0: its own
  std::string type;                 ///< of Content-Type; "none": there is none
  std::vector<std::string> fields;  ///< "Name: value", in place of those of that name
  std::string body;                 ///< in place of its own
  std::string retry_after;          ///< of each 202; "none": there is none
  std::string pack = "usual";       ///< see odd_packs()
};

/// Names of what certs-only answers may hold.
const std::vector<std::string>& odd_packs();

/// Adds what makes answers so. `now` is seconds since 1970.
void spoil_answers(Deviations& deviations, const OddAnswer& odd, std::int64_t now);

}  // namespace inquest
