#include "harness/scenario/words/expect_repetition.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/scenario/client_stage.h"
#include "harness/scenario/request_reading.h"
#include "reference/codec/oids.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/client.h"
#include "reference/protocol/http_date.h"

namespace inquest {
namespace {

/// One request for the operation and the answer that it got.
struct Turn {
  ClientRequest asked;
  std::optional<HttpResponse> answer;
};

/// The heads of answers that went out on a connection, but for 1xx.
std::vector<HttpResponse> answers_on(const ClientAct& act, std::uint64_t connection) {
  std::vector<HttpResponse> answers;
  const auto found = act.connections.find(act.server);
  if (found == act.connections.end()) return answers;
  for (const auto& line : found->second) {
    if (line.number != connection) continue;
    for (const auto& transfer : line.transfers) {
      if (transfer.direction != Transfer::Direction::sent) continue;
      auto head = decode_response_head(transfer.bytes);
      if (head && head->response.status >= 200) answers.push_back(head->response);
    }
  }
  return answers;
}

/// All requests to the act's own server in their order, each with its answer.
std::vector<Turn> turns_of(const ClientAct& act) {
  std::vector<Turn> turns;
  const auto found = act.requests.find(act.server);
  if (found == act.requests.end()) return turns;
  std::map<std::uint64_t, std::size_t> answered;
  for (const auto& each : found->second) {
    const auto answers = answers_on(act, each.connection);
    const auto at = answered[each.connection]++;
    if (!each.unreadable.empty() || !each.is_for(act.errand.operation)) continue;
    turns.push_back({each, at < answers.size() ? std::optional(answers[at]) : std::nullopt});
  }
  return turns;
}

bool put_off(const Turn& turn) {
  return turn.answer && (turn.answer->status == 202 || turn.answer->status == 503);
}

/// From when that was asked to the date, by the clock of this machine.
double seconds_until(const std::string& date, const ClientRequest& asked) {
  using Seconds = std::chrono::duration<double>;
  const auto now = Seconds(std::chrono::system_clock::now().time_since_epoch()).count();
  const auto ago = Seconds(std::chrono::steady_clock::now() - asked.at).count();
  const auto when = decode_http_date(date, static_cast<std::int64_t>(now));
  return when ? static_cast<double>(*when) - (now - ago) : 0;
}

Finding waited(const ClientAct& act, const ClientStage& stage) {
  const auto turns = turns_of(act);
  Finding finding{true, "how long the client waits before it asks again",
                  "as long as Retry-After says at least", "it did not ask again"};
  bool put_off_once = false;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    if (!put_off(turns[i])) continue;
    put_off_once = true;
    if (i + 1 == turns.size()) continue;
    const auto* field = turns[i].answer->headers.find("Retry-After");
    const bool in_seconds = field && field->find_first_not_of("0123456789") == std::string::npos;
    const auto told = field ? retry_after(*field, stage.now()) : std::nullopt;
    if (!told) continue;
    using Seconds = std::chrono::duration<double>;
    const auto gap = Seconds(turns[i + 1].asked.at - turns[i].asked.at).count();
    constexpr double slack = 0.05;
    const auto least =
        (in_seconds ? static_cast<double>(*told) : seconds_until(*field, turns[i].asked)) - slack;
    finding.actual = fmt::format("{:.2f} s after a Retry-After of {}", gap, *field);
    if (gap < least) {
      finding.holds = false;
      return finding;
    }
  }
  if (!put_off_once) throw Inconclusive("the client was never put off: " + act.summary());
  return finding;
}

/// The request without what belongs to one connection alone.
std::string content_of(const RequestReading& reading) {
  const auto& info = reading.request().info;
  std::string text(text_of(info.subject));
  text += text_of(info.public_key);
  for (const auto& each : info.attributes)
    if (each.type != oids::challenge_password && each.type != oids::est_identity_linking)
      for (const auto& value : each.values) text += each.type + std::string(text_of(value));
  return text;
}

Finding same_request(const ClientAct& act, const ClientStage& stage) {
  const auto turns = turns_of(act);
  std::set<std::string> contents;
  std::size_t again = 0;
  for (std::size_t i = 0; i + 1 < turns.size(); ++i) {
    if (!put_off(turns[i])) continue;
    ++again;
    for (const auto& each : {turns[i], turns[i + 1]})
      contents.insert(content_of(read_request(act, stage.server(act.server), each.asked)));
  }
  if (again == 0) throw Inconclusive("the client did not ask again: " + act.summary());
  return {contents.size() == 1, "what the client asks when it asks again",
          "the same request, linked anew at most",
          contents.size() == 1 ? "the same" : "another request"};
}

Finding asked_again(const ClientAct& act) {
  const auto turns = turns_of(act);
  const auto first = std::find_if(turns.begin(), turns.end(), put_off);
  if (first == turns.end()) throw Inconclusive("the client was never put off: " + act.summary());
  return {first + 1 != turns.end(), "whether the client asks again", "it asks again",
          first + 1 != turns.end() ? "it asked again" : "it did not; " + act.summary()};
}

/// nc of Digest counts the requests with one nonce (RFC 7616 3.4).
Finding nonce_counts(const ClientAct& act) {
  std::map<std::string, std::set<std::string>> used;
  std::size_t digests = 0;
  for (const auto& turn : turns_of(act)) {
    const auto* field = turn.asked.request.headers.find("Authorization");
    if (field == nullptr) continue;
    for (const auto& words : parse_challenges(*field)) {
      if (words.scheme != "digest") continue;
      ++digests;
      const auto nonce = words.find("nonce").value_or("");
      const auto count = words.find("nc").value_or("");
      if (!used[nonce].insert(count).second)
        return {false, "the count of requests with one nonce", "a new nc for each request",
                "nc=" + count + " twice for one nonce"};
    }
  }
  if (digests == 0) throw Inconclusive("the client never answered by Digest: " + act.summary());
  return {true, "the count of requests with one nonce", "a new nc for each request",
          "never the same nc twice for one nonce"};
}

bool refused(const Turn& turn) { return turn.answer && turn.answer->status == 401; }

/// Who was asked for a password, and was given one, says it (RFC 7030 3.2.3).
Finding answers_challenge(const ClientAct& act) {
  const auto turns = turns_of(act);
  const auto asked = std::find_if(turns.begin(), turns.end(), refused);
  if (asked == turns.end() && !turns.empty() &&
      turns.front().asked.request.headers.find("Authorization") != nullptr)
    throw NotApplicable("the client tells its password before it is asked for it");
  if (const auto elsewhere = act.asked_elsewhere(); turns.empty() && !elsewhere.empty())
    throw NotApplicable("the client asked for " + elsewhere + " in place of the operation");
  if (asked == turns.end())
    throw Inconclusive("the client was asked for nothing: " + act.summary());
  const bool answered = std::any_of(asked, turns.end(), [](const Turn& each) {
    return each.asked.request.headers.find("Authorization") != nullptr;
  });
  return {answered, "what follows a 401", "the same request, with Authorization",
          answered ? "a request with Authorization" : "none; " + act.summary()};
}

/// Basic credentials that were refused are not sent again: they are not worth more the second time.
Finding refused_once(const ClientAct& act) {
  std::set<std::string> refusals;
  for (const auto& turn : turns_of(act)) {
    const auto* field = turn.asked.request.headers.find("Authorization");
    if (field == nullptr || !field->starts_with("Basic")) continue;
    if (refusals.contains(*field))
      return {false, "what the client makes of a password that is refused", "an end",
              "the same password once more"};
    if (refused(turn)) refusals.insert(*field);
  }
  if (refusals.empty()) throw Inconclusive("no password was refused: " + act.summary());
  return {true, "what the client makes of a password that is refused", "an end",
          "it is not sent again"};
}

/// No handshake of the client's own between two requests of one connection, of which the first
/// begins what the last one ends (RFC 5929 3.1).
Finding no_renegotiation(const ClientAct& act) {
  std::map<std::uint64_t, bool> before;  // by connection
  Finding finding{true, "whether the client renegotiates while it authenticates", "it does not",
                  "one handshake a connection"};
  for (const auto& turn : turns_of(act)) {
    const bool renegotiated = turn.asked.tls.renegotiation_requested;
    const auto [first, begins] = before.emplace(turn.asked.connection, renegotiated);
    if (begins || first->second || !renegotiated) continue;
    finding.holds = false;
    finding.actual = fmt::format("another handshake on connection {}, after its first request",
                                 turn.asked.connection);
  }
  if (before.empty()) throw Inconclusive("the client asked for nothing: " + act.summary());
  return finding;
}

}  // namespace

void ExpectRepetition::perform(ClientStage& stage) const {
  const auto& act = stage.act(of);
  const auto asked = act.asked().size();
  if (rule == "waited") return stage.judge(cites, waited(act, stage));
  if (rule == "same-request") return stage.judge(cites, same_request(act, stage));
  if (rule == "asked-again") return stage.judge(cites, asked_again(act));
  if (rule == "answers-challenge") return stage.judge(cites, answers_challenge(act));
  if (rule == "refused-once") return stage.judge(cites, refused_once(act));
  if (rule == "nonce-counts") return stage.judge(cites, nonce_counts(act));
  if (rule == "no-renegotiation") return stage.judge(cites, no_renegotiation(act));
  if (asked == 0) throw Inconclusive("the client asked for nothing: " + act.summary());
  constexpr std::size_t many = 20;
  if (rule == "few")
    return stage.judge(
        cites, {asked <= many, "how often the client asks", fmt::format("{} times at most", many),
                fmt::format("{} times; {}", asked, act.summary())});
  if (rule == "not-asked-again")
    return stage.judge(cites, {asked == 1, "whether the client asks again", "it does not",
                               fmt::format("it asked {} times; {}", asked, act.summary())});
  throw std::logic_error("expect_repetition must say which rule");
}

}  // namespace inquest
