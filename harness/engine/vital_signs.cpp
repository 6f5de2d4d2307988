#include "harness/engine/vital_signs.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/transport/connection.h"

namespace inquest {
namespace {

constexpr auto patience = std::chrono::seconds(1);

/// Printable, short: what a person recognises the request by.
std::string shown(const std::string& bytes) {
  constexpr std::size_t most = 120;
  std::string text;
  for (const char c : bytes.substr(0, most)) {
    if (c == '\r') continue;
    text += c >= 0x20 && c < 0x7f ? std::string(1, c) : c == '\n' ? " | " : ".";
  }
  return bytes.size() > most ? text + "..." : text;
}

std::string last_sent(const CaseResult& result) {
  for (auto connection = result.evidence.connections.rbegin();
       connection != result.evidence.connections.rend(); ++connection) {
    const auto& transfers = connection->transfers;
    const auto last = std::find_if(transfers.rbegin(), transfers.rend(),
                                   [](const TransferResult& each) { return each.sent; });
    if (last != transfers.rend())
      return fmt::format("the last that was sent, {} octets over '{}': {}",
                         last->bytes.size() + last->left_out, connection->name, shown(last->bytes));
  }
  return "nothing was sent to it in this case";
}

}  // namespace

bool accepts_connections(const ServerProfile& profile) {
  const auto opened = Connection::open(profile.endpoint, std::nullopt, Deadline::in(patience));
  return opened || opened.failure().fate != Fate::refused;
}

bool gives_cause_for_concern(const CaseResult& result) {
  static const std::vector<std::string_view> quiet{name_of(Fate::open), name_of(Fate::closed_by_us),
                                                   name_of(Fate::orderly_close)};
  const auto& connections = result.evidence.connections;
  return result.verdict == Verdict::fail || result.verdict == Verdict::error ||
         std::any_of(connections.begin(), connections.end(), [](const ConnectionResult& each) {
           return std::find(quiet.begin(), quiet.end(), each.fate) == quiet.end();
         });
}

void tell_death(CaseResult& result, const ServerProfile& profile) {
  CheckResult check;
  check.requirement = peer_stays_alive;
  check.outcome = Verdict::fail;
  check.what = "whether the peer is still there";
  check.expected = "it takes connections, whatever it was sent";
  check.actual =
      fmt::format("{} refuses connections since this case, or one that ran beside it; {}",
                  profile.endpoint.text(), last_sent(result));
  check.step = result.evidence.steps.size();
  result.verdict = Verdict::fail;
  result.reason = "the peer died: " + check.actual;
  result.checks.insert(result.checks.begin(), std::move(check));
}

}  // namespace inquest
