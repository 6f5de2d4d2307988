#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "reference/codec/http1.h"

/// What the fields of a message say about where it ends (RFC 9112 6). Private to this folder.
namespace inquest {

/// The elements of all fields of that name, lists taken apart, lower case, without parameters.
std::vector<std::string> list_elements(const HttpHeaders& headers, std::string_view name);

bool has_element(const HttpHeaders& headers, std::string_view name, std::string_view element);

/// Why the end of a response is in doubt; empty when it is not.
std::string framing_doubt(const HttpResponse& response);

/// A head of the same length in which contradicting length fields are hidden from a parser that
/// refuses them: Transfer-Encoding overrides Content-Length (RFC 9112 6.3), and the first of
/// several Content-Lengths counts. `head` is whole, with its empty line.
Bytes without_contradictions(Bytes head);

/// Whether an LF stands without its CR in front.
bool has_bare_line_feed(BytesView head);
/// The head with CRLF at the end of every line.
Bytes with_line_ends(BytesView head);

}  // namespace inquest
