#pragma once
#include <string>

#include "reference/codec/csr_attributes.h"

namespace inquest {

/// What a server of the harness asks for by /csrattrs: "none"; "list", OIDs and attributes of RFC
/// 7030 4.5.2; "template" of RFC 9908; "linking", challengePassword alone; "all" of them, the list
/// beside the template for older clients (RFC 9908 4). For clients also "full-template", with names
/// given and names to fill in; "given-names" and "open-names", a subjectAltName with its value and
/// without; "two-minds", a list and a template that ask for different things;
/// "challenge-passwords", those of RFC 7894; "unknown" and "many-unknown", a list among OIDs and
/// attributes that nobody knows.
CsrAttributes attributes_to_ask(const std::string& kind);

}  // namespace inquest
