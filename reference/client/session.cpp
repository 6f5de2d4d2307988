#include "reference/client/session.h"

#include <fmt/format.h>

#include <chrono>

#include "reference/codec/hex.h"
#include "reference/pki/hash.h"
#include "reference/protocol/server_authorization.h"

namespace inquest {
namespace {

constexpr int most_redirections = 5;
constexpr int most_challenges = 3;

std::int64_t seconds_since_1970() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

NotAccepted no_exchange(const std::string& what, const TransportFailure& failure) {
  return {NotAccepted::Why::refused, what + ": " + failure.what, std::nullopt};
}

bool ended(Fate fate) {
  return fate == Fate::orderly_close || fate == Fate::fin || fate == Fate::reset;
}

}  // namespace

Session::Session(const ClientOptions& options, bool bootstrapping)
    : options_(options),
      bootstrapping_(bootstrapping),
      endpoint_(options.endpoint),
      credentials_(bootstrapping ? std::nullopt : options.credentials) {
  if (options.credentials_at_once) credentials_.offer_basic_unasked();
}

Session::Answer Session::ask(const MakeRequest& make) {
  for (int challenges = 0;;) {
    auto answer = ask_once(make);
    const auto* response = std::get_if<HttpResponse>(&answer);
    if (response == nullptr) return answer;
    if (challenges < most_challenges && credentials_.take_up(*response)) {
      // RFC7030-3.2.3-07: the same request again, with credentials.
      ++challenges;
    } else if (auto to = redirection(*response, request_, endpoint_.text())) {
      // RFC7030-3.2.1-03: within the origin, nobody is asked.
      if (auto problem = follow(*to)) return *problem;
    } else {
      // RFC7030-3.2.3-08: what cannot be answered ends the session, and its connection.
      return answer;
    }
  }
}

std::optional<NotAccepted> Session::follow(const Redirection& to) {
  if (++redirections_ > most_redirections)
    return NotAccepted{
        NotAccepted::Why::refused, fmt::format("more than {} redirections", most_redirections), {}};
  if (!to.same_origin) {
    const auto where = "https://" + to.host + to.target;
    // RFC7030-3.2.1-05: to another origin only with the user's word, but for GET and HEAD.
    const bool fetches = request_.method == "GET" || request_.method == "HEAD";
    if (!fetches && !(options_.consents_to && options_.consents_to(where)))
      return NotAccepted{NotAccepted::Why::redirected,
                         "the server redirects to " + where + ", which wants your consent",
                         {}};
    try {
      endpoint_ = Endpoint::parse(to.host);
    } catch (const std::invalid_argument& error) {
      return NotAccepted{NotAccepted::Why::malformed,
                         "the server redirects to " + where + ": " + error.what(),
                         {}};
    }
    // What was agreed on holds for the first server; the next one asks for itself.
    credentials_ = ClientCredentials(bootstrapping_ ? std::nullopt : options_.credentials);
    // RFC7030-3.2.1-04: a new connection, with all its checks.
    connection_.reset();
  }
  redirected_target_ = to.target;
  return std::nullopt;
}

std::optional<NotAccepted> Session::connect() {
  if (connection_) return std::nullopt;
  auto tls = options_.tls;
  if (tls.server_name.empty() && !endpoint_.is_address()) tls.server_name = endpoint_.host;
  // Whether the name fits is decided below, for id-kp-cmcRA may stand in its place.
  tls.expected_host.clear();
  tls.trust.insert(tls.trust.end(), options_.implicit_anchors.begin(),
                   options_.implicit_anchors.end());
  tls.verify_server = !bootstrapping_;
  // RFC7030-4.1.1-03: neither certificate nor password for a server that nobody authorised.
  if (bootstrapping_) tls.identity.reset();
  // RFC7030-3.3-01, RFC7030-3.3-02, RFC7030-3.3.1-01: TLS, whose handshake authenticates the
  // server.
  auto opened = Connection::open(endpoint_, tls, Deadline::in(options_.timeout));
  if (!opened) return no_exchange("no connection to " + endpoint_.text(), opened.failure());
  connection_ = *std::move(opened);
  tls_ = connection_->tls();
  if (bootstrapping_) return std::nullopt;
  // RFC7030-3.6-01, RFC7030-3.2.3-02, RFC7030-3.2.3-10, RFC7030-4.1.2-05, RFC7030-4.2-05,
  // RFC7030-4.2-06, RFC7030-4.4-04, RFC7030-4.4-05: before any answer is accepted, and before
  // credentials are sent.
  const auto host = endpoint_.host == options_.endpoint.host && !options_.tls.expected_host.empty()
                        ? options_.tls.expected_host
                        : endpoint_.host;
  const auto authorization = authorize_server(
      tls_, host, {options_.tls.trust, options_.implicit_anchors}, seconds_since_1970());
  if (authorization.authorized()) {
    // RFC7030-6-02: who is known by an implicit anchor alone is told no password.
    if (authorization.by == ServerAuthorization::By::implicit_anchors)
      credentials_ = ClientCredentials(std::nullopt);
    return std::nullopt;
  }
  connection_->close();
  connection_.reset();
  return NotAccepted{
      NotAccepted::Why::untrusted,
      "the server at " + endpoint_.text() + " is not authorised: " + authorization.reason,
      {}};
}

Session::Answer Session::ask_once(const MakeRequest& make) {
  const bool used_before = connection_ != nullptr;
  if (auto problem = connect()) return *problem;
  const auto prepare = [&] {
    HttpOptions http;
    http.host = endpoint_.text();
    http.label = options_.label;
    http.layout = options_.layout;
    request_ = make(tls_, http);
    if (!redirected_target_.empty()) request_.target = redirected_target_;
    credentials_.sign(request_, encode_hex(random_octets(12)));
  };
  prepare();
  auto answered = exchange();
  if (!answered && used_before && ended(answered.failure().fate)) {
    // A server may close when it has answered, and need not have said so.
    connection_.reset();
    if (auto problem = connect()) return *problem;
    prepare();
    answered = exchange();
  }
  if (!answered) return no_exchange("no answer from " + endpoint_.text(), answered.failure());
  if (!answered->keep_alive) connection_.reset();
  return answered->response;
}

Transported<Exchange> Session::exchange() {
  // Deviations of the bytes come last, when nothing looks at the request any more.
  const auto delivery =
      options_.deviations.at(moments::request_delivery, Delivery{.bytes = encode(request_)});
  const auto deadline = Deadline::in(options_.timeout);
  const auto sent = connection_->send(delivery.bytes, deadline);
  // An answer may have come although not all could be sent: 413, say.
  auto answered = connection_->read_response({}, deadline, request_.method == "HEAD");
  if (!answered && !sent && answered.failure().fate != Fate::alert) return sent.failure();
  return answered;
}

}  // namespace inquest
