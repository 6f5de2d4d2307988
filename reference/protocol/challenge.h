#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/http1.h"

/// What stands in WWW-Authenticate and Authorization (RFC 7235 4):
///
///   WWW-Authenticate = 1#challenge        Authorization = credentials
///   challenge = credentials = scheme [ 1*SP ( token68 / #auth-param ) ]
///   auth-param = token BWS "=" BWS ( token / quoted-string )
namespace inquest {

/// One challenge, or credentials. Scheme and parameter names are in small letters.
struct AuthWords {
  std::string scheme;
  std::string token68;
  std::map<std::string, std::string> parameters;  ///< values without their quotes
  /// The value of a parameter, or nothing.
  std::optional<std::string> find(const std::string& name) const;
};

/// The challenges of one field. What cannot be read as one is left out.
std::vector<AuthWords> parse_challenges(std::string_view field);
/// All challenges of a 401, in the order of its fields; none for another status.
std::vector<AuthWords> challenges_of(const HttpResponse& response);

/// Whether a response is a 401 with a challenge of this scheme, named in small letters.
bool asks_for(const HttpResponse& response, std::string_view scheme);

/// A value in quotes, with backslashes before what needs them.
std::string quoted_string(std::string_view value);

}  // namespace inquest
