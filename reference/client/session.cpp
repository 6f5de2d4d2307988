#include "reference/client/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "reference/codec/hex.h"
#include "reference/pki/hash.h"
#include "reference/protocol/client_moments.h"
#include "reference/protocol/server_authorization.h"
#include "reference/transport/wall_clock.h"

namespace inquest {
namespace {

constexpr int most_redirections = 5;
constexpr int most_challenges = 3;

NotAccepted no_exchange(const std::string& what, const TransportFailure& failure) {
  return {NotAccepted::Why::refused, what + ": " + failure.what, std::nullopt};
}

/// RFC7230-3.3.3-06: lengths that contradict each other, or are none, leave open where an answer
/// ends; it is discarded, and its connection closed.
std::optional<NotAccepted> doubt(const Exchange& exchange) {
  const auto lengths = exchange.response.headers.all("Content-Length");
  if (exchange.framing_defect.empty() || lengths.empty() ||
      exchange.response.framing == Framing::chunked || exchange.response.status == 204)
    return std::nullopt;
  return NotAccepted{
      NotAccepted::Why::malformed, "the answer is in doubt: " + exchange.framing_defect, {}};
}

bool ended(Fate fate) {
  return fate == Fate::orderly_close || fate == Fate::fin || fate == Fate::reset;
}

}  // namespace

Session::Session(const ClientOptions& options, Operation operation, bool bootstrapping)
    : options_(options),
      operation_(operation),
      bootstrapping_(bootstrapping),
      endpoint_(options.endpoint),
      credentials_(options.credentials, options.deviations) {}

Session::Answer Session::ask(const MakeRequest& make) {
  for (int challenges = 0;;) {
    auto answer = ask_once(make);
    const auto* response = std::get_if<HttpResponse>(&answer);
    if (response == nullptr) return answer;
    if (challenges < most_challenges && credentials_.take_up(*response)) {
      // RFC7030-3.2.3-07: the same request again, with credentials.
      ++challenges;
      continue;
    }
    const auto found = options_.deviations.at(moments::redirection,
                                              {response, &request_, endpoint_.text(),
                                               redirection(*response, request_, endpoint_.text())});
    // RFC7030-3.2.3-08: what cannot be answered ends the session, and its connection.
    if (!found.to) return answer;
    // RFC7030-3.2.1-03: within the origin, nobody is asked.
    if (auto problem = follow(*found.to)) return *problem;
    redirected_by_ = response->status;
  }
}

std::optional<NotAccepted> Session::follow(const Redirection& to) {
  ++redirections_;
  // RFC7231-6.4-01
  const auto counted = options_.deviations.at(moments::redirection_count,
                                              {redirections_, redirections_ > most_redirections});
  if (counted.too_many)
    return NotAccepted{
        NotAccepted::Why::refused, fmt::format("more than {} redirections", most_redirections), {}};
  if (!to.same_origin)
    if (auto problem = go_elsewhere(to)) return problem;
  redirected_target_ = to.target;
  return std::nullopt;
}

std::optional<NotAccepted> Session::go_elsewhere(const Redirection& to) {
  const auto where = "https://" + to.host + to.target;
  // RFC7030-3.2.1-05: to another origin only with the user's word, but for GET and HEAD.
  const bool fetches = request_.method == "GET" || request_.method == "HEAD";
  const auto consent = options_.deviations.at(
      moments::redirection_consent,
      {where, request_.method, fetches || (options_.consents_to && options_.consents_to(where))});
  if (!consent.given)
    return NotAccepted{NotAccepted::Why::redirected,
                       "the server redirects to " + where + ", which wants your consent",
                       {}};
  try {
    endpoint_ = Endpoint::parse(to.host);
  } catch (const std::invalid_argument& error) {
    return NotAccepted{
        NotAccepted::Why::malformed, "the server redirects to " + where + ": " + error.what(), {}};
  }
  const auto leaving = options_.deviations.at(moments::redirection_elsewhere, {});
  // RFC7235-2.2-01: what was agreed on holds for the first server; the next one asks for itself.
  if (leaving.ends_credentials)
    credentials_ = ClientCredentials(options_.credentials, options_.deviations);
  // RFC7030-3.2.1-04: a new connection, with all its checks.
  if (leaving.ends_connection) connection_.reset();
  session_.reset();
  return std::nullopt;
}

RequestLinking Session::linking() const {
  RequestLinking linking{.tls = &tls_,
                         .earlier = first_tls_ ? &*first_tls_ : nullptr,
                         .known_by = authorization_.by,
                         .redirected = !redirected_target_.empty(),
                         .asked_before = asked_before(),
                         .wanted = options_.link == LinkRequests::always,
                         .text = {},
                         .attributes = {}};
  if (options_.asked_before && options_.asked_before->connection)
    linking.earlier = &*options_.asked_before->connection;
  return linking;
}

int Session::asked_before() const {
  return options_.asked_before ? options_.asked_before->times : 0;
}

bool Session::elsewhere() const {
  return endpoint_.host != options_.endpoint.host || endpoint_.port != options_.endpoint.port;
}

ClientConnecting Session::how_to_connect() const {
  ClientConnecting connecting{.operation = operation_,
                              .tls = options_.tls,
                              .encrypted = true,
                              .bootstrapping = bootstrapping_,
                              .redirected = elsewhere(),
                              .resumes = true,
                              .asked_before = asked_before(),
                              .identity = options_.tls.identity,
                              .implicit_at_hand = &options_.implicit_anchors,
                              .implicit_anchors = {}};
  auto& tls = connecting.tls;
  if (tls.server_name.empty() && !endpoint_.is_address()) tls.server_name = endpoint_.host;
  // Whether the name fits is decided below, for id-kp-cmcRA may stand in its place.
  tls.expected_host.clear();
  // RFC7030-6-11: keys come from servers that explicit anchors vouch for.
  if (operation_ != Operation::serverkeygen)
    connecting.implicit_anchors = options_.implicit_anchors;
  tls.verify_server = !bootstrapping_;
  // RFC7030-4.1.1-03: neither certificate nor password for a server that nobody authorised.
  if (bootstrapping_) tls.identity.reset();
  return connecting;
}

Transported<std::unique_ptr<Connection>> Session::open(const ClientConnecting& connecting) const {
  auto tls = connecting.tls;
  const auto& implicit = connecting.implicit_anchors;
  tls.trust.insert(tls.trust.end(), implicit.begin(), implicit.end());
  return Connection::open(
      endpoint_, connecting.encrypted ? std::optional(tls) : std::nullopt,
      Deadline::in(options_.timeout),
      // RFC7030-3.3-04
      connecting.encrypted && connecting.resumes ? session_ : std::shared_ptr<TlsSession>(),
      seams());
}

void Session::part() {
  if (auto session = connection_->session()) session_ = std::move(session);
  connection_.reset();
}

Seams Session::seams() const {
  if (!options_.deviations.changes(moments::client_record.name)) return {};
  const auto received = std::make_shared<Bytes>();
  Seams seams;
  seams.incoming_records = [received](Bytes& bytes) {
    constexpr std::size_t most = 4096;
    const auto room = most - std::min(most, received->size());
    append(*received, BytesView(bytes).first(std::min(room, bytes.size())));
  };
  // A copy of the deviations: a seam may be used for as long as the connection is there.
  seams.outgoing_record = [received, deviations = options_.deviations](Bytes& record) {
    record = deviations.at(moments::client_record, {std::move(record), received.get()}).record;
  };
  return seams;
}

std::optional<NotAccepted> Session::connect() {
  if (connection_) return std::nullopt;
  auto connecting = options_.deviations.at(moments::client_connecting, how_to_connect());
  // RFC7030-3.3-01, RFC7030-3.3-02, RFC7030-3.3.1-01: TLS, whose handshake authenticates the
  // server.
  implicit_anchors_ = connecting.implicit_anchors;
  auto opened = open(connecting);
  if (!opened) {
    const auto failed = options_.deviations.at(
        moments::connecting_failed, {std::move(connecting), opened.failure().what, std::nullopt});
    if (failed.next) opened = open(*failed.next);
  }
  if (!opened) return no_exchange("no connection to " + endpoint_.text(), opened.failure());
  connection_ = *std::move(opened);
  tls_ = connection_->tls();
  if (!first_tls_) first_tls_ = tls_;
  if (options_.asked_before && !options_.asked_before->connection)
    options_.asked_before->connection = tls_;
  return authorize();
}

std::string Session::expected_host() const {
  const auto host = endpoint_.host == options_.endpoint.host && !options_.tls.expected_host.empty()
                        ? options_.tls.expected_host
                        : endpoint_.host;
  return options_.deviations.at(moments::expected_host, {host, options_.endpoint.host, elsewhere()})
      .host;
}

std::optional<NotAccepted> Session::authorize() {
  const auto& deviations = options_.deviations;
  // RFC7030-3.6-01, RFC7030-3.2.3-02, RFC7030-3.2.3-10, RFC7030-4.1.2-05, RFC7030-4.2-05,
  // RFC7030-4.2-06, RFC7030-4.4-04, RFC7030-4.4-05: before any answer is accepted, and before
  // credentials are sent.
  authorization_ = bootstrapping_ ? ServerAuthorization{}
                                  : authorize_server(tls_, expected_host(),
                                                     {options_.tls.trust, implicit_anchors_},
                                                     seconds_since_1970(), deviations);
  const auto judged = deviations
                          .at(moments::server_judgement,
                              {operation_, &tls_, elsewhere(), asked_before(), authorization_})
                          .authorization;
  if (!judged.authorized() && !bootstrapping_) {
    connection_->close();
    connection_.reset();
    return NotAccepted{NotAccepted::Why::untrusted,
                       "the server at " + endpoint_.text() + " is not authorised: " + judged.reason,
                       {}};
  }
  // RFC7030-4.1.1-03, RFC7030-6-02: nobody, and who is known by an implicit anchor alone, is told
  // no password.
  const auto told =
      deviations.at(moments::credential_entitlement,
                    {&tls_, judged.by, bootstrapping_,
                     judged.authorized() && judged.by != ServerAuthorization::By::implicit_anchors,
                     options_.credentials_at_once && !elsewhere()});
  if (!told.entitled) credentials_ = ClientCredentials(std::nullopt);
  if (told.unasked) credentials_.offer_basic_unasked();
  return std::nullopt;
}

void Session::prepare(const MakeRequest& make) {
  HttpOptions http;
  http.host = endpoint_.text();  // RFC7230-5.4-05
  http.label = options_.label;
  http.layout = options_.layout;
  OutgoingRequest next{
      .request = make(tls_, http), .redirected_by = redirected_by_, .asked_before = asked_before()};
  // RFC7231-6.4.7-01: another place, and nothing else.
  if (next.redirected_by != 0) next.request.target = redirected_target_;
  credentials_.sign(next.request, encode_hex(random_octets(12)));
  next = options_.deviations.at(moments::outgoing_request, std::move(next));
  request_ = std::move(next.request);
  renegotiates_ = next.renegotiates;
}

Session::Answer Session::ask_once(const MakeRequest& make) {
  const bool used_before = connection_ != nullptr;
  if (auto problem = connect()) return *problem;
  prepare(make);
  auto answered = exchange();
  if (!answered && used_before && ended(answered.failure().fate)) {
    // A server may close when it has answered, and need not have said so.
    part();
    if (auto problem = connect()) return *problem;
    prepare(make);
    answered = exchange();
  }
  if (!answered) return no_exchange("no answer from " + endpoint_.text(), answered.failure());
  auto incoming = options_.deviations.at(
      moments::incoming_response, {&request_, &authorization_, [this] { return answer_bytes(); },
                                   answered->response, answered->keep_alive, doubt(*answered)});
  if (incoming.problem || !incoming.keep_alive) part();
  if (incoming.problem) return *std::move(incoming.problem);
  return std::move(incoming.response);
}

Transported<Exchange> Session::exchange() {
  // Deviations of the bytes come last, when nothing looks at the request any more.
  const auto delivery =
      options_.deviations.at(moments::request_delivery, Delivery{.bytes = encode(request_)});
  const auto deadline = Deadline::in(options_.timeout);
  // RFC5929-3.1-05: but for deviations never.
  if (renegotiates_) (void)connection_->renegotiate(deadline);
  const auto sent = connection_->send(delivery.bytes, deadline);
  // An answer may have come although not all could be sent: 413, say.
  auto answered = connection_->read_response({}, deadline, request_.method == "HEAD");
  if (!answered && !sent && answered.failure().fate != Fate::alert) return sent.failure();
  if (answered) return answered;
  auto incomplete = options_.deviations.at(moments::incomplete_response,
                                           {&request_, answer_bytes(), std::nullopt});
  if (!incomplete.taken) return answered;
  Exchange taken;
  taken.response = *std::move(incomplete.taken);
  return taken;
}

Bytes Session::answer_bytes() const {
  const auto all = connection_->transcript();
  const auto sent = std::find_if(all.rbegin(), all.rend(), [](const Transfer& each) {
    return each.direction == Transfer::Direction::sent;
  });
  Bytes bytes;
  std::for_each(sent.base(), all.end(), [&](const Transfer& each) { append(bytes, each.bytes); });
  return bytes;
}

}  // namespace inquest
