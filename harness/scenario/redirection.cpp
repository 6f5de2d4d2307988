#include "harness/scenario/redirection.h"

namespace inquest {

bool leads_to_est(const Answer& answer) {
  if (answer.status() < 300 || answer.status() > 399) return false;
  const auto* to = answer.exchange->response.headers.find("Location");
  const auto* host = answer.request.headers.find("Host");
  if (to == nullptr || host == nullptr) return false;
  const auto origin = "https://" + *host;
  const auto path = to->starts_with(origin + "/") ? to->substr(origin.size()) : *to;
  return path.starts_with("/.well-known/est/");
}

}  // namespace inquest
