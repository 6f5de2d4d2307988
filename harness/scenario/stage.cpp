#include "harness/scenario/stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "harness/scenario/back_off.h"
#include "harness/scenario/connection_evidence.h"
#include "harness/scenario/identity.h"
#include "harness/scenario/stable_number.h"
#include "reference/codec/pkcs10.h"
#include "reference/codec/tree_text.h"
#include "reference/pki/name.h"
#include "reference/protocol/digest.h"

namespace inquest {

/// A connection under its name, or why there is none.
struct Stage::Line {
  std::unique_ptr<Connection> connection;
  TransportFailure failure;
  bool deviates = false;
  std::optional<TlsSettings> tls;  // to open it again
  std::string resumes;
  std::size_t answers = 0;
};

Stage::Stage(const RunServices& services, std::string case_id, bool reenrolls)
    : CaseRecord(services.requirements),
      services_(services),
      case_id_(std::move(case_id)),
      reenrolls_(reenrolls) {}
Stage::~Stage() = default;

EnrollmentAsked enrollment_asked(const Key& key, BytesView subject, Bytes csr, bool reenrolls) {
  EnrollmentAsked asked{key, copy_of(subject), std::move(csr), reenrolls, key.public_key()};
  if (const auto request = decode_certification_request(asked.csr)) {
    asked.subject = request->info.subject;
    asked.public_key = request->info.public_key;
  }
  return asked;
}

std::string Answer::summary() const {
  if (!exchange) return "no answer: " + failure.what;
  const auto& response = exchange->response;
  const auto* type = response.headers.find("Content-Type");
  return fmt::format("{} {}, {} bytes", response.status, type ? *type : "without Content-Type",
                     response.body.size());
}

// -- acting --

const TransportFailure* Stage::open(const std::string& name, const std::optional<TlsSettings>& tls,
                                    const std::string& resume, const Seams& seams) {
  auto line = std::make_unique<Line>();
  line->deviates = step_deviates();
  line->tls = tls;
  line->resumes = resume;
  std::shared_ptr<TlsSession> session;
  if (const auto first = connections_.find(resume);
      first != connections_.end() && !first->second->connection && first->second->deviates) {
    // Where a deviating connection was refused, there is no session of it: that is the answer.
    line->failure = first->second->failure;
    if (!connections_.contains(name)) connection_order_.push_back(name);
    return &(connections_[name] = std::move(line))->failure;
  }
  if (!resume.empty()) session = connection(resume).session();
  auto opened = Connection::open(profile().endpoint, tls, deadline(), session, seams);
  if (opened)
    line->connection = *std::move(opened);
  else
    line->failure = opened.failure();
  if (!connections_.contains(name)) connection_order_.push_back(name);
  auto& kept = connections_[name] = std::move(line);
  return kept->connection ? nullptr : &kept->failure;
}

Connection& Stage::connection(const std::string& name) {
  const auto found = connections_.find(name);
  if (found == connections_.end())
    throw std::logic_error("no step before this one opens a connection named '" + name + "'");
  if (!found->second->connection)
    throw Inconclusive("there is no connection '" + name + "': " + found->second->failure.what);
  return *found->second->connection;
}

const TransportFailure* Stage::connection_failure(const std::string& name) const {
  const auto found = connections_.find(name);
  if (found == connections_.end() || found->second->connection) return nullptr;
  return &found->second->failure;
}

const TlsFacts* Stage::tls_of(const std::string& name) const {
  const auto found = connections_.find(name);
  if (found == connections_.end() || !found->second->connection) return nullptr;
  return &found->second->connection->tls();
}

TlsSettings Stage::tls_settings() const {
  TlsSettings settings;
  settings.trust = profile().trust;
  settings.expected_host = profile().endpoint.host;
  settings.server_name = profile().endpoint.is_address() ? "" : profile().endpoint.host;
  return settings;
}

Answer& Stage::keep(const std::string& name, Answer answer) {
  answer.deviates =
      answer.deviates || step_deviates() ||
      (connections_.contains(answer.connection) && connections_.at(answer.connection)->deviates);
  answers_.push_back(std::move(answer));
  if (!name.empty()) answer_names_[name] = answers_.size() - 1;
  return answers_.back();
}

const Answer& Stage::exchange(const std::string& name, Answer act, const HttpRequest& request) {
  act.request = request;
  return exchange_bytes(name, std::move(act), {encode(request)});
}

const Answer& Stage::exchange_bytes(const std::string& name, Answer act, const Delivery& delivery,
                                    bool half_close) {
  act.sent = delivery.bytes;
  if (const auto found = connections_.find(act.connection);
      found != connections_.end() && !found->second->connection && found->second->deviates) {
    act.failure = found->second->failure;
    return keep(name, std::move(act));
  }
  const auto exchange_once = [&] {
    auto& over = connection(act.connection);
    auto sent = over.send(delivery.bytes, deadline());
    if (half_close && sent) over.finish_sending();
    // A server may answer and close while we are still sending: the answer is worth reading anyway.
    return over.read_response(services_.limits, deadline(), act.request.method == "HEAD");
  };
  const auto exchange_anew = [&] {
    auto received = exchange_once();
    if (!received && received.failure().fate != Fate::silence && reopen(act.connection)) {
      act.opened_anew = true;
      received = exchange_once();
    }
    ++connections_.at(act.connection)->answers;
    return received;
  };
  auto received = exchange_anew();
  BackOff back_off;
  while (received) {
    const auto pause = back_off.pause(received->response, now());
    if (!pause) break;
    std::this_thread::sleep_for(*pause);
    received = exchange_anew();
  }
  if (received)
    act.exchange = *std::move(received);
  else
    act.failure = received.failure();
  await_approval(act, delivery);
  return keep(name, std::move(act));
}

/// The bytes to send when the request is repeated: a Digest answer is good once, and made anew.
Bytes Stage::bytes_again(Answer& act, const Delivery& delivery) {
  const auto* shown = act.request.headers.find("Authorization");
  if (shown == nullptr || !act.credentials) return delivery.bytes;
  auto text = std::string(text_of(delivery.bytes));
  const auto at = text.find(*shown);
  if (at == std::string::npos) return delivery.bytes;
  const auto former = shown->size();
  show_credentials(act.request, *act.credentials, *this);
  text.replace(at, former, *act.request.headers.find("Authorization"));
  return bytes_of(text);
}

/// Repeats the request for as long as the peer says when to, and the profile has patience. On the
/// same connection, since the request may be linked to it.
void Stage::await_approval(Answer& act, const Delivery& delivery) {
  if (!act.patient || !act.asked) return;
  const auto begun = std::chrono::steady_clock::now();
  for (;;) {
    const auto pause =
        act.exchange ? pause_before_asking_again(profile(), act.exchange->response,
                                                 std::chrono::steady_clock::now() - begun, now())
                     : std::nullopt;
    if (!pause) return;
    std::this_thread::sleep_for(*pause);
    auto& over = connection(act.connection);
    if (!over.send(bytes_again(act, delivery), deadline())) return;
    auto received = over.read_response(services_.limits, deadline());
    if (!received) return;
    act.exchange = *std::move(received);
  }
}

const Answer& Stage::read_further(const std::string& name, Answer act) {
  auto received = connection(act.connection).read_response(services_.limits, deadline());
  if (received)
    act.exchange = *std::move(received);
  else
    act.failure = received.failure();
  ++connections_.at(act.connection)->answers;
  return keep(name, std::move(act));
}

/// Opens a connection again that the peer closed after an earlier answer. False where it had
/// answered nothing yet, or cannot be had.
bool Stage::reopen(const std::string& name) {
  auto& line = *connections_.at(name);
  if (line.answers == 0) return false;
  auto opened = Connection::open(profile().endpoint, line.tls, deadline());
  if (!opened) return false;
  // The closed one stays in evidence under a name of its own.
  const auto past = name + " (closed after " + std::to_string(line.answers) + ")";
  auto former = std::make_unique<Line>();
  former->connection = std::move(line.connection);
  former->tls = line.tls;
  former->answers = line.answers;
  connections_[past] = std::move(former);
  connection_order_.insert(std::find(connection_order_.begin(), connection_order_.end(), name),
                           past);
  line.connection = *std::move(opened);
  line.answers = 0;
  return true;
}

void Stage::make_ready(const std::string& name) {
  if (!connections_.contains(name) || !connections_.at(name)->connection) return;
  auto& line = *connections_.at(name);
  if (line.answers == 0) return;
  (void)line.connection->session();  // takes in what has come
  if (line.connection->fate() != Fate::open) reopen(name);
}

const AuthWords& Stage::digest_challenge(bool last) {
  if (digest_challenges_.empty()) digest_challenges_ = fetch_digest_challenges(services_);
  return last ? digest_challenges_.back() : digest_challenges_.front();
}

std::string Stage::answer_to(const AuthWords& challenge, const BasicCredentials& credentials,
                             const HttpRequest& request) {
  const auto count = ++digest_count_;
  const auto cnonce = fmt::format("{:016x}", number(fmt::format("cnonce-{}", count)));
  return inquest::digest_authorization(challenge, credentials, request, count, cnonce);
}

std::string Stage::digest_authorization(const BasicCredentials& credentials,
                                        const HttpRequest& request) {
  return answer_to(digest_challenge(), credentials, request);
}

const Answer& Stage::answer(const std::string& name) const {
  if (name.empty()) {
    if (answers_.empty()) throw std::logic_error("no step before this one asks for an answer");
    return answers_.back();
  }
  const auto found = answer_names_.find(name);
  if (found == answer_names_.end())
    throw std::logic_error("no step before this one names its answer '" + name + "'");
  return answers_[found->second];
}

// -- identities --

std::uint64_t Stage::number(const std::string& purpose) const {
  return stable_number(services_.seed, case_id_ + "/" + purpose);
}

Key Stage::key(const KeyKind& kind, const std::string& purpose) {
  const auto taken = keys_taken_[purpose + kind.name()]++;
  // RSA keys are dear: cases share a few of them. Others are cheap, and nearly a case's own.
  const std::uint64_t pool = kind.name().starts_with("rsa") ? 8 : 256;
  return services_.keys->key(kind, number(fmt::format("key {} {}", purpose, taken)) % pool);
}

std::string Stage::subject() {
  auto text = profile().subject;
  const auto digits = fmt::format("{:010x}", number("subject") & 0xffffffffffU);
  for (auto at = text.find("{number}"); at != std::string::npos; at = text.find("{number}", at))
    text.replace(at, 8, digits);
  return text;
}

const TlsIdentity& Stage::own_identity() {
  if (!own_identity_) {
    RequestContents contents;
    contents.subject = encode_name(subject());
    own_identity_ = enroll_identity(
        services_, contents, key(usual_key_kind(profile()), "to authenticate"), authorities());
  }
  return *own_identity_;
}

TlsIdentity Stage::client_identity() {
  if (reenrolls_) return own_identity();
  if (profile().identity) return *profile().identity;
  return services_.shared_identity();
}

const std::vector<Certificate>& Stage::authorities() {
  if (!authorities_) authorities_ = fetch_authorities(services_);
  return *authorities_;
}

std::string Stage::label(const std::string& said) const {
  if (said.empty()) return profile().label;
  if (said == "none") return "";
  if (said == "other") return profile().other_label.value_or("");
  return said;
}

HttpOptions Stage::http_options(const std::string& label_said) const {
  HttpOptions options;
  options.host = profile().endpoint.text();
  options.label = label(label_said);
  options.layout = profile().layout;
  options.content_transfer_encoding = profile().content_transfer_encoding;
  return options;
}

// -- judging --

void Stage::judge_with_twin(const Cite& cite, const Answer& answer, Finding finding) {
  const auto index =
      static_cast<std::size_t>(std::find_if(answers_.begin(), answers_.end(),
                                            [&](const Answer& each) { return &each == &answer; }) -
                               answers_.begin());
  suspended_.push_back({cite, index, step(), std::move(finding)});
}

void Stage::settle(const std::deque<Answer>& twin_answers) {
  for (auto& suspended : suspended_) {
    if (suspended.answer >= twin_answers.size())
      throw Inconclusive("the twin of this case ended before it was answered");
    const auto& twin = twin_answers[suspended.answer];
    if (twin.status() == 202)
      throw WaitsForApproval("the twin, which is right in everything, waits for approval (202)");
    if (!granted(twin))
      throw Inconclusive("the twin, which is right in everything, was not accepted either: " +
                         twin.summary());
    set_step(suspended.step);
    judge(suspended.cite, std::move(suspended.finding));
  }
  suspended_.clear();
}

// -- evidence --

std::vector<ConnectionAct> Stage::connection_acts() const {
  std::vector<ConnectionAct> acts;
  for (const auto& name : connection_order_) {
    const auto& line = *connections_.at(name);
    acts.push_back(
        {name, line.tls, line.resumes, line.connection ? &line.connection->tls() : nullptr});
  }
  return acts;
}

std::vector<ConnectionResult> Stage::connection_results(bool show_secrets) const {
  std::vector<ConnectionResult> results;
  for (const auto& name : connection_order_) {
    const auto& line = *connections_.at(name);
    ConnectionResult result;
    if (line.connection)
      result =
          connection_evidence(line.connection->tls(), line.connection->transcript(), show_secrets);
    result.name = name;
    result.peer = profile().endpoint.text();
    result.fate =
        line.connection ? std::string(name_of(line.connection->fate())) : line.failure.what;
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace inquest
