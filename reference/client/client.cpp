#include "reference/client/client.h"

#include <fmt/format.h>

#include <chrono>

namespace inquest {
namespace {

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

NotAccepted no_exchange(const std::string& what, const TransportFailure& failure) {
  return {NotAccepted::Why::refused, what + ": " + failure.what, std::nullopt};
}

/// One connection for one operation, authenticated before anything is said on it.
class Session {
 public:
  explicit Session(const ClientOptions& options) : options_(options) {}

  /// Nothing when it came about.
  std::optional<NotAccepted> open() {
    auto tls = options_.tls;
    if (tls.expected_host.empty()) tls.expected_host = options_.endpoint.host;
    if (tls.server_name.empty() && !options_.endpoint.is_address())
      tls.server_name = options_.endpoint.host;
    // RFC7030-3.3.1-02, RFC7030-3.2.3-10: no server that was not verified is asked for anything.
    tls.verify_server = true;
    auto opened = Connection::open(options_.endpoint, tls, Deadline::in(options_.timeout));
    if (!opened)
      return no_exchange("no connection to " + options_.endpoint.text(), opened.failure());
    connection_ = *std::move(opened);
    return std::nullopt;
  }

  std::variant<HttpResponse, NotAccepted> ask(const HttpRequest& request) {
    auto answered = connection_->exchange(request, {}, Deadline::in(options_.timeout));
    if (!answered)
      return no_exchange("no answer from " + options_.endpoint.text(), answered.failure());
    return answered->response;
  }

  HttpOptions http() const {
    HttpOptions http;
    http.host = options_.endpoint.text();
    http.label = options_.label;
    http.credentials = options_.credentials;
    http.layout = options_.layout;
    return http;
  }

 private:
  const ClientOptions& options_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

Accepted<std::vector<Certificate>> fetch_cacerts(const ClientOptions& options) {
  Session session(options);
  if (auto problem = session.open()) return *problem;
  auto http = session.http();
  // RFC7030-4.1.2-04: a server should not want them here; sent only once it says that it does.
  http.credentials.reset();
  auto answer = session.ask(cacerts_request(http, options.deviations));
  const auto* response = std::get_if<HttpResponse>(&answer);
  if (response != nullptr && response->status == 401 && options.credentials) {
    answer = session.ask(cacerts_request(session.http(), options.deviations));
    response = std::get_if<HttpResponse>(&answer);
  }
  if (response == nullptr) return std::get<NotAccepted>(answer);
  return accept_cacerts(*response, seconds_since_1970());
}

Accepted<Certificate> enroll(const ClientOptions& options, Operation operation,
                             const RequestContents& contents, const Key& key) {
  Session session(options);
  if (auto problem = session.open()) return *problem;
  const auto csr = make_request(contents, key, options.deviations);
  const auto answer =
      session.ask(enroll_request(operation, csr, session.http(), options.deviations));
  if (const auto* problem = std::get_if<NotAccepted>(&answer)) return *problem;
  return accept_enrollment(std::get<HttpResponse>(answer), key, {}, {}, seconds_since_1970());
}

}  // namespace inquest
