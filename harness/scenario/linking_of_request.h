#pragma once
#include <string>

#include "reference/protocol/client.h"

namespace inquest {
class Stage;

/// What a word's fields say of linking a request to a connection (RFC 7030 3.5, RFC 7894 3).
struct LinkChoice {
  std::string link;  ///< "challenge-password", "identity-linking", "both", "none"; empty: as the
                     ///< profile requires
  std::string bound_to;               ///< name of another connection; empty: the request's own
  std::string binding = "right";      ///< how the value is spoiled
  std::string spoils;                 ///< which attribute alone; empty: each
  std::string string_type = "usual";  ///< "utf8", "teletex", "ia5"
  std::string revocation_challenge;   ///< text of that attribute; empty: there is none
};

/// With the challenge attributes that are chosen. Inconclusive where a connection that is named did
/// not come about.
RequestContents linked_as(RequestContents contents, const LinkChoice& choice, Stage& stage,
                          const std::string& over);

}  // namespace inquest
