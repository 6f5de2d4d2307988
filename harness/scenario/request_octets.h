#pragma once
#include <map>
#include <string>

#include "reference/codec/bytes.h"

namespace inquest {

/// What is wrong with the HTTP of the requests that came on one connection, to the letter: the
/// first defect of each kind. No server is asked, so that one defect is told from another even
/// where either ends the reading. The kinds:
///
///   request-line    method SP target SP HTTP/1.1, the lines of the head ended by CRLF
///   field-names     a name, and the colon at once
///   field-lines     no field goes on in a second line
///   field-values    no CR, NUL or other control character
///   one-host        one Host field, which can be an authority
///   length          one Content-Length, of digits
///   one-framing     Content-Length or Transfer-Encoding, not both
///   measured-body   Content-Length or chunks, where there is a body
///   whole-body      as many octets as Content-Length says
///   chunks          sizes in hexadecimal digits, and as many octets
///   last-chunk      the end of a chunked body
///   trailer         no field of framing, routing or authentication
///
/// `received` is all that the client sent on it.
std::map<std::string, std::string> request_defects(BytesView received);

}  // namespace inquest
