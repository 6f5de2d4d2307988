#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/http1.h"
#include "reference/codec/result.h"

/// Bodies of the media types multipart/* (RFC 2046 5.1.1), of which EST uses multipart/mixed for
/// the answer to /serverkeygen (RFC 7030 4.4.2).
///
///   multipart-body := [preamble CRLF] dash-boundary transport-padding CRLF body-part
///                     *encapsulation close-delimiter transport-padding [CRLF epilogue]
///   encapsulation  := CRLF dash-boundary transport-padding CRLF body-part
///   body-part      := MIME-part-headers [CRLF *OCTET]
namespace inquest {

struct BodyPart {
  HttpHeaders headers;  ///< folded fields are unfolded when read
  Bytes body;           ///< as it stands; its own line ends are not looked at
  friend bool operator==(const BodyPart&, const BodyPart&) = default;
};

struct Multipart {
  std::vector<BodyPart> parts;  ///< in the order sent, which may be any
  Bytes preamble;               ///< without the line end that belongs to the boundary
  Bytes epilogue;               ///< what follows the line of the closing delimiter
  // What reading met in the lines around the parts; nothing is written for it.
  bool bare_line_feeds = false;  ///< LF where CRLF belongs
  bool padded = false;           ///< white space after a boundary, "Composers MUST NOT"
};

/// Throws std::invalid_argument when there is no part, when `boundary` is none (see
/// boundary_defect), or when a line of a part begins with it.
Bytes encode(const Multipart& multipart, std::string_view boundary);

/// Line ends may be CRLF or bare LF. Errors: no part, no closing delimiter, a part whose head is
/// not ended by an empty line, a line that begins with the boundary and goes on otherwise, and more
/// than 100 parts or 100 lines in the head of one.
Result<Multipart> decode_multipart(BytesView body, std::string_view boundary);

/// Why `boundary` is not 1 to 70 of the characters that RFC 2046 5.1.1 lists, or nothing.
std::optional<std::string> boundary_defect(std::string_view boundary);

/// The boundary of a Content-Type of some multipart/*; an error when there is none, or a defect.
Result<std::string> multipart_boundary(std::string_view content_type);
/// "multipart/mixed; boundary=...", the boundary quoted where it has to be.
std::string multipart_mixed(std::string_view boundary);

}  // namespace inquest
