#include "reference/protocol/server.h"

#include <algorithm>
#include <cctype>

#include "reference/codec/media_type.h"
#include "reference/protocol/answers.h"
#include "reference/protocol/csr_attributes_operation.h"
#include "reference/protocol/enrollment.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/http_date.h"
#include "reference/protocol/operation.h"
#include "reference/protocol/routing.h"
#include "reference/protocol/server_key_generation.h"

namespace inquest {
namespace {

HttpResponse answer_cacerts(const ServerPolicy& policy, const Deviations& deviations) {
  // RFC7030-4.1.3-06 and RFC7030-4.1.3-07: the root, and what leads to it from an issued
  // certificate. RFC7030-4.1.3-08: after a rollover, the links between old and new.
  std::vector<Bytes> known;
  // RFC7030-4.1.3-06, RFC7030-4.1.3-07, RFC7030-4.1.3-08
  for (const auto& each : policy.authority->certificates_for_cacerts()) known.push_back(each.der());
  const auto certificates = deviations.at(moments::cacerts_certificates, std::move(known));
  return deviations.at(moments::cacerts_response,
                       answer_certificates(certificates, policy, deviations));
}

/// RFC 9110 9.3.7: which methods there are.
HttpResponse answer_options(const std::string& methods) {
  HttpResponse response;
  response.status = 204;
  response.headers = {{"Allow", methods}};
  return response;
}

/// Whether a Connection field of the request has the option `close`.
bool wants_close(const HttpRequest& request) {
  for (auto field : request.headers.all("Connection")) {
    std::transform(field.begin(), field.end(), field.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    std::replace(field.begin(), field.end(), '\t', ' ');
    std::erase(field, ' ');
    if (("," + field + ",").find(",close,") != std::string::npos) return true;
  }
  return false;
}

/// Takes off what follows the empty line of a message.
void drop_body(Bytes& message) {
  constexpr std::string_view empty_line = "\r\n\r\n";
  const auto end = text_of(message).find(empty_line);
  if (end != std::string_view::npos) message.resize(end + empty_line.size());
}

}  // namespace

HttpResponse respond(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                     const Deviations& deviations, std::int64_t now) {
  // A label may stand for another CA; all else is the same server.
  if (const auto target = est_target(request.target))
    if (const auto own = policy.authorities.find(target->label); own != policy.authorities.end()) {
      auto under_label = policy;
      under_label.authority = own->second;
      under_label.labels.insert(own->first);
      under_label.authorities.clear();
      return respond(request, tls, under_label, deviations, now);
    }
  const auto refuse = [&](const Refusal& refusal) { return answer_refusal(refusal, deviations); };

  // RFC 9110 9.3.7: about the server as a whole.
  if (request.method == "OPTIONS" && request.target == "*")
    return answer_options("GET, HEAD, POST, OPTIONS");
  const auto routing = deviations.at(moments::routing, route(request.target, policy));
  if (routing.refusal) return refuse(*routing.refusal);
  const auto operation = routing.target.operation.value();
  // RFC7030-3.2.1-03 and RFC7030-3.2.1-05 say what a client makes of it.
  if (auto refusal = redirected(policy.redirects, operation, request.target))
    return refuse(*refusal);
  if (policy.unavailable_for > 0)
    return refuse({503,
                   "The server has no time now. Ask again later.\n",
                   {{"Retry-After", come_back(policy.unavailable_for, policy, now)}}});
  if (request.method == "OPTIONS") return answer_options(methods_of(operation));
  if (auto refusal =
          deviations
              .at(moments::method, MethodJudgement{operation, request.method,
                                                   judge_method(operation, request.method)})
              .refusal)
    return refuse(*refusal);
  if (request.body.size() > policy.max_request_body)
    return refuse({413, "The body is larger than this server reads.\n", {}});
  if (auto refusal =
          deviations.at(moments::admission, Admission{operation, &request, &tls, {}}).refusal)
    return refuse(*refusal);
  // RFC7030-4.1.2-01, RFC7030-4.1.2-02, RFC7030-4.1.2-04: nobody has to say who he is to get the
  // CA's certificates.
  if (operation == Operation::cacerts) return answer_cacerts(policy, deviations);
  // RFC7030-4.5-03, RFC7030-4.5.1-01: wanting authentication here is allowed, and helps nobody.
  if (operation == Operation::csrattrs) return answer_csr_attributes(policy, deviations);
  if (operation == Operation::fullcmc)
    return answer_full_cmc(request, tls, policy, deviations, now);
  if (operation == Operation::serverkeygen)
    return answer_server_key_generation(request, tls, policy, deviations, now);
  return answer_enrollment(operation, request, tls, policy, deviations, now);
}

Delivery deliver(HttpResponse response, const HttpRequest& request, const Deviations& deviations,
                 std::int64_t now) {
  response.headers.set("Date", http_date(now));
  response.headers.set("Server", "inquest");
  // RFC7230-6.6-01: who says close is told that the connection closes; the listener does it.
  // RFC7230-6.6-03
  if (wants_close(request)) response.headers.set("Connection", "close");
  response = deviations.at(moments::any_response, std::move(response));
  // RFC7230-3.3.1-03, RFC7230-3.3.2-04: Content-Length alone. RFC7230-6.7-01: nothing but HTTP/1.1.
  auto bytes = encode(response);
  // RFC 9110 9.3.2: HEAD gets the head that GET would, and no body.
  // RFC7231-4.3.2-01, RFC7230-3.3.2-05
  if (request.method == "HEAD") drop_body(bytes);
  return deviations.at(moments::delivery, Delivery{.bytes = std::move(bytes)});
}

HttpResponse refuse_unreadable(int status, const std::string& reason,
                               const Deviations& deviations) {
  HttpResponse response;
  response.status = status;
  response.headers = {{"Content-Type", media_types::text_plain}, {"Connection", "close"}};
  response.body = bytes_of("The request cannot be read: " + reason + ".\n");
  return deviations.at(moments::refusal_response, std::move(response));
}

}  // namespace inquest
