#pragma once
#include <optional>
#include <string>

#include "reference/codec/http1.h"

namespace inquest {

/// Where a redirection leads.
struct Redirection {
  std::string host;    ///< as in a Host field: "est.example:8443"
  std::string target;  ///< path and query
  bool same_origin = false;
};

/// What `response` to a request to "https://`host`" redirects to: 301, 302, 307 or 308 with a
/// Location that is an absolute path or an https URL; 303 says the same for GET alone. Nothing for
/// any other answer, and for a Location that is neither.
std::optional<Redirection> redirection(const HttpResponse& response, const HttpRequest& request,
                                       std::string_view host);

}  // namespace inquest
