#include "reference/protocol/routing.h"

#include <algorithm>
#include <array>

namespace inquest {
namespace {

/// Asked for with GET (and HEAD with it); the others with POST.
bool is_fetched(Operation operation) {
  return operation == Operation::cacerts || operation == Operation::csrattrs;
}

/// The methods of RFC 7231 4.3 and RFC 5789. Case matters (RFC7230-3.1.1-02).
bool is_known_method(std::string_view method) {
  constexpr std::array<std::string_view, 9> known{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                  "CONNECT", "OPTIONS", "TRACE", "PATCH"};
  return std::find(known.begin(), known.end(), method) != known.end();
}

}  // namespace

Routing route(const std::string& target, const ServerPolicy& policy) {
  const auto refuse = [](EstTarget where, const std::string& why) {
    return Routing{std::move(where), Refusal{404, why + "\n", {}}};
  };
  const auto where = est_target(target);
  if (!where) return refuse({}, "EST is served below /.well-known/est.");
  if (!where->operation) return refuse(*where, "There is no such EST operation.");
  // RFC7030-3.2.2-07, RFC7030-3.2.2-09: served with and without a label; one that nobody configured
  // is no service.
  if (!where->label.empty() && !policy.labels.contains(where->label))
    return refuse(*where, "There is no CA of this label.");
  if (policy.without.contains(*where->operation))
    return refuse(*where, "This operation is not served here.");
  return {*where, std::nullopt};
}

std::string methods_of(Operation operation) {
  return is_fetched(operation) ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
}

Judgement judge_method(Operation operation, const std::string& method) {
  // RFC7030-3.2.2-05: certificates of the CA are had by GET. RFC7030-3.2.2-06: enrolment is a POST.
  const bool fits =
      method == "OPTIONS" ||
      (is_fetched(operation) ? method == "GET" || method == "HEAD" : method == "POST");
  if (fits) return std::nullopt;
  // RFC7231-4.1-01: a method that no resource of ours knows is none that this one does not allow.
  if (!is_known_method(method))
    return Refusal{501, "No operation of this server has such a method.\n", {}};
  // RFC7231-6.5.5-01: a 405 says which methods there are.
  return Refusal{405, "The operation wants another method.\n", {{"Allow", methods_of(operation)}}};
}

}  // namespace inquest
