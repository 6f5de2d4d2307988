#include "reference/protocol/server.h"

#include "reference/codec/media_type.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/enrollment.h"
#include "reference/protocol/http_date.h"
#include "reference/protocol/operation.h"

namespace inquest {
namespace {

const Refusal no_such_operation{404, "There is no such EST operation here.\n", {}};

/// The methods of an operation: GET (and HEAD with it), or POST.
bool is_fetched(Operation operation) {
  return operation == Operation::cacerts || operation == Operation::csrattrs;
}

Judgement judge_method(Operation operation, const std::string& method) {
  const bool fits = is_fetched(operation) ? method == "GET" || method == "HEAD" : method == "POST";
  if (fits) return std::nullopt;
  // RFC7231-6.5.5-01: a 405 says which methods there are.
  return Refusal{405,
                 "The operation wants another method.\n",
                 {{"Allow", is_fetched(operation) ? "GET, HEAD" : "POST"}}};
}

/// Where the target leads, or why nowhere.
Judgement judge_target(const std::optional<EstTarget>& target, const ServerPolicy& policy) {
  if (!target || !target->operation) return no_such_operation;
  // RFC7030-3.2.2-09: served with and without a label; a label that nobody configured is no
  // service.
  if (!target->label.empty() && !policy.labels.contains(target->label)) return no_such_operation;
  switch (*target->operation) {
    case Operation::cacerts:
    case Operation::simpleenroll:
    case Operation::simplereenroll:
      return std::nullopt;
    default:
      return no_such_operation;
  }
}

HttpResponse answer_cacerts(const ServerPolicy& policy, const Deviations& deviations) {
  // RFC7030-4.1.3-06 and -07: the root, and what leads to it from an issued certificate.
  const auto certificates = deviations.at(
      moments::cacerts_certificates,
      std::vector<Bytes>{policy.authority->issuing().der(), policy.authority->root().der()});
  return deviations.at(moments::cacerts_response,
                       answer_certificates(certificates, policy, deviations));
}

}  // namespace

HttpResponse respond(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                     const Deviations& deviations, std::int64_t now) {
  const auto target = est_target(request.target);
  if (auto refusal = deviations
                         .at(moments::routing,
                             Routing{target ? *target : EstTarget{}, judge_target(target, policy)})
                         .refusal)
    return answer_refusal(*refusal, deviations);
  const auto operation = target && target->operation ? *target->operation : Operation::cacerts;
  if (auto refusal = deviations.at(moments::method, judge_method(operation, request.method)))
    return answer_refusal(*refusal, deviations);
  if (request.body.size() > policy.max_request_body)
    return answer_refusal({413, "The body is larger than this server reads.\n", {}}, deviations);
  if (auto refusal =
          deviations.at(moments::admission, Admission{operation, &request, &tls, {}}).refusal)
    return answer_refusal(*refusal, deviations);
  if (operation == Operation::cacerts) return answer_cacerts(policy, deviations);
  return answer_enrollment(operation, request, tls, policy, deviations, now);
}

Delivery deliver(HttpResponse response, const HttpRequest& request, const Deviations& deviations,
                 std::int64_t now) {
  response.headers.set("Date", http_date(now));
  response.headers.set("Server", "inquest");
  response = deviations.at(moments::any_response, std::move(response));
  auto bytes = encode(response);
  // RFC 9110 9.3.2: HEAD gets the head that GET would, and no body.
  if (request.method == "HEAD") {
    const auto body = std::min(bytes.size(), response.body.size());
    bytes.erase(bytes.end() - static_cast<std::ptrdiff_t>(body), bytes.end());
  }
  return deviations.at(moments::delivery, Delivery{.bytes = std::move(bytes)});
}

HttpResponse refuse_unreadable(int status, const std::string& reason) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", media_types::text_plain}, {"Connection", "close"}};
  response.body = bytes_of("The request cannot be read: " + reason + ".\n");
  return response;
}

}  // namespace inquest
