#include "reference/protocol/redirect.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::string_view usual_port = ":443";

std::string lower(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return folded;
}

/// Host and port in one form, the usual port unsaid.
std::string origin(std::string_view host) {
  auto folded = lower(host);
  if (folded.ends_with(usual_port)) folded.resize(folded.size() - usual_port.size());
  return folded;
}

bool redirects(int status, const std::string& method) {
  const bool fetches = method == "GET" || method == "HEAD";
  return status == 301 || status == 302 || status == 307 || status == 308 ||
         (status == 303 && fetches);
}

}  // namespace

// RFC7030-3.2.1-03
std::optional<Redirection> redirection(const HttpResponse& response, const HttpRequest& request,
                                       std::string_view host) {
  if (!redirects(response.status, request.method)) return std::nullopt;
  const auto* location = response.headers.find("Location");
  if (location == nullptr) return std::nullopt;
  std::string_view where = *location;
  where = where.substr(0, where.find('#'));
  // What no request line can carry is no target.
  if (std::any_of(where.begin(), where.end(), [](unsigned char c) { return c <= ' ' || c > '~'; }))
    return std::nullopt;
  if (lower(where.substr(0, scheme.size())) == scheme) {
    where.remove_prefix(scheme.size());
    const auto end = std::min(where.find_first_of("/?"), where.size());
    const auto there = where.substr(0, end);
    // "user@host" is no host that a certificate could name.
    if (there.empty() || there.find('@') != std::string_view::npos) return std::nullopt;
    const auto target = where.substr(end);
    return Redirection{std::string(there),
                       (target.starts_with('/') ? "" : "/") + std::string(target),
                       origin(there) == origin(host)};
  }
  // "//elsewhere/" is a host without a scheme.
  if (!where.starts_with('/') || where.starts_with("//")) return std::nullopt;
  return Redirection{std::string(host), std::string(where), true};
}

}  // namespace inquest
