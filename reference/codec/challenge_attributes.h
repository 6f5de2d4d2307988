#pragma once
#include <string>
#include <string_view>

#include "reference/codec/pkcs10.h"

/// The attributes that put a short text into a certification request: challengePassword (RFC 2985
/// 5.4.1), and otpChallenge, revocationChallenge and estIdentityLinking (RFC 7894 3). All are
///
///   DirectoryString { 255 }, SINGLE VALUE TRUE
namespace inquest {

/// PrintableString where the text allows it, else UTF8String, as RFC 7894 3 has it. Nothing checks
/// the length.
Attribute challenge_attribute(std::string_view type, std::string_view text);

/// The text, from 1 to 255 characters; also of the other string types of DirectoryString, whose
/// characters must be ASCII.
Result<std::string> challenge_text(const Attribute& attribute);

}  // namespace inquest
