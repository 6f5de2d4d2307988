#pragma once
#include <optional>
#include <string>

#include "reference/codec/http1.h"

namespace inquest {

/// The target to ask for next, when `response` redirects within the origin "https://`host`"
/// (RFC 7030 3.2.1): 301, 302, 307 or 308 with a Location that is an absolute path or an https URL
/// of that host; 303 says the same for GET alone. Nothing for any other answer, and for a Location
/// that leads elsewhere: that is for the user to decide.
std::optional<std::string> same_origin_redirect(const HttpResponse& response,
                                                const HttpRequest& request, std::string_view host);

}  // namespace inquest
