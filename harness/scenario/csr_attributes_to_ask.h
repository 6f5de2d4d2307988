#pragma once
#include <string>

#include "reference/codec/csr_attributes.h"

namespace inquest {

/// What a server of the harness asks for by /csrattrs: "none"; "list", OIDs and attributes of RFC
/// 7030 4.5.2; "template" of RFC 9908; "linking", challengePassword alone; "all"
/// of them, the list beside the template for older clients (RFC 9908 4).
CsrAttributes attributes_to_ask(const std::string& kind);

}  // namespace inquest
