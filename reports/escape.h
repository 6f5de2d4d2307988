#pragma once
#include <string>
#include <string_view>

/// Peers' text made harmless for each place that it is shown in.
namespace inquest {

/// UTF-8 that is left as it is; what is not becomes U+FFFD.
std::string clean_utf8(std::string_view text);
/// For a terminal: control characters (but LF) as \x1b, and no broken UTF-8.
std::string for_terminal(std::string_view text);
/// For HTML text and attribute values in double quotes. Control characters become U+FFFD.
std::string for_html(std::string_view text);
/// For XML 1.0: characters that it does not allow become U+FFFD. (The writer of XML escapes the
/// rest.)
std::string for_xml(std::string_view text);

}  // namespace inquest
