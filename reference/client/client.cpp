#include "reference/client/client.h"

#include <fmt/format.h>

#include <chrono>

#include "reference/protocol/challenge.h"
#include "reference/protocol/redirect.h"

namespace inquest {
namespace {

constexpr int most_redirects = 5;

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

NotAccepted no_exchange(const std::string& what, const TransportFailure& failure) {
  return {NotAccepted::Why::refused, what + ": " + failure.what, std::nullopt};
}

/// What one operation says to its server, over as many connections as the server's closing of them
/// makes necessary; each is authenticated before anything is said on it.
class Session {
 public:
  explicit Session(const ClientOptions& options) : options_(options) {}

  using Answer = std::variant<HttpResponse, NotAccepted>;

  /// The answer to `request`, after the challenges and redirections that can be followed.
  Answer ask(HttpRequest request) {
    auto answer = ask_once(request);
    bool authorized = request.headers.find("Authorization") != nullptr;
    for (int redirects = 0; std::holds_alternative<HttpResponse>(answer);) {
      const auto& response = std::get<HttpResponse>(answer);
      if (!authorized && options_.credentials && asks_for(response, "basic")) {
        // RFC7030-3.2.3-07: the same request again, with credentials.
        authorized = true;
        request.headers.set("Authorization", basic_authorization(options_.credentials->user,
                                                                 options_.credentials->password));
      } else if (auto target = same_origin_redirect(response, request, options_.endpoint.text())) {
        // RFC7030-3.2.1-03: within the origin that the connection was verified for.
        if (++redirects > most_redirects)
          return NotAccepted{NotAccepted::Why::refused,
                             fmt::format("more than {} redirections", most_redirects),
                             {}};
        request.target = *target;
      } else {
        break;
      }
      answer = ask_once(request);
    }
    return answer;
  }

  HttpOptions http() const {
    HttpOptions http;
    http.host = options_.endpoint.text();
    http.label = options_.label;
    http.layout = options_.layout;
    if (options_.credentials_at_once) http.credentials = options_.credentials;
    return http;
  }

 private:
  /// Nothing when there is a connection.
  std::optional<NotAccepted> connect() {
    if (connection_) return std::nullopt;
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

  Answer ask_once(const HttpRequest& request) {
    const bool used_before = connection_ != nullptr;
    if (auto problem = connect()) return *problem;
    auto answered = exchange(request);
    if (!answered && used_before && ended(answered.failure().fate)) {
      // A server may close when it has answered, and need not have said so.
      connection_.reset();
      if (auto problem = connect()) return *problem;
      answered = exchange(request);
    }
    if (!answered)
      return no_exchange("no answer from " + options_.endpoint.text(), answered.failure());
    if (!answered->keep_alive) connection_.reset();
    return answered->response;
  }

  Transported<Exchange> exchange(const HttpRequest& request) {
    // Deviations of the bytes come last, when nothing looks at the request any more.
    const auto delivery =
        options_.deviations.at(moments::request_delivery, Delivery{.bytes = encode(request)});
    const auto deadline = Deadline::in(options_.timeout);
    const auto sent = connection_->send(delivery.bytes, deadline);
    // An answer may have come although not all could be sent: 413, say.
    auto answered = connection_->read_response({}, deadline, request.method == "HEAD");
    if (!answered && !sent && answered.failure().fate != Fate::alert) return sent.failure();
    return answered;
  }

  static bool ended(Fate fate) {
    return fate == Fate::orderly_close || fate == Fate::fin || fate == Fate::reset;
  }

  const ClientOptions& options_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace

Accepted<std::vector<Certificate>> fetch_cacerts(const ClientOptions& options) {
  Session session(options);
  auto http = session.http();
  // RFC7030-4.1.2-04: a server should not want them here; sent only once it says that it does.
  http.credentials.reset();
  const auto answer = session.ask(cacerts_request(http, options.deviations));
  if (const auto* problem = std::get_if<NotAccepted>(&answer)) return *problem;
  return accept_cacerts(std::get<HttpResponse>(answer), seconds_since_1970());
}

Accepted<Certificate> enroll(const ClientOptions& options, Operation operation,
                             const RequestContents& contents, const Key& key) {
  Session session(options);
  const auto csr = make_request(contents, key, options.deviations);
  const auto answer =
      session.ask(enroll_request(operation, csr, session.http(), options.deviations));
  if (const auto* problem = std::get_if<NotAccepted>(&answer)) return *problem;
  return accept_enrollment(std::get<HttpResponse>(answer), key, {}, {}, seconds_since_1970());
}

}  // namespace inquest
