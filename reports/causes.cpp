#include "reports/causes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "reports/result/signature.h"

namespace inquest {
namespace {

/// What was answered how often: by status, 0 for none.
using Answers = std::map<int, std::size_t>;

std::size_t total(const Answers& answers) {
  std::size_t sum = 0;
  for (const auto& [status, number] : answers) sum += number;
  return sum;
}

/// The status of bytes that begin a response; nothing for what continues one.
int status_of(std::string_view bytes) {
  if (!bytes.starts_with("HTTP/1.") || bytes.size() < 12) return 0;
  const auto digits = bytes.substr(9, 3);
  if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return 0;
  return (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
}

bool enrolls(std::string_view request) {
  const auto line = request.substr(0, request.find('\r'));
  return line.starts_with("POST ") && (line.find("/simpleenroll") != std::string_view::npos ||
                                       line.find("/simplereenroll") != std::string_view::npos);
}

/// The answers to all requests of the run, and to those that ask for a certificate.
struct Told {
  Answers all;
  Answers enrolments;
  std::size_t empty = 0;  ///< successes that say that they hold nothing
};

/// 200, with a Content-Length of 0.
bool holds_nothing(std::string_view response) {
  auto head = std::string(response.substr(0, response.find("\r\n\r\n"))) + "\r\n";
  std::transform(head.begin(), head.end(), head.begin(), ::tolower);
  return status_of(response) == 200 && head.find("\r\ncontent-length: 0\r\n") != std::string::npos;
}

Told answers_of(const RunResult& run) {
  Told told;
  for (const auto& each : run.cases)
    for (const auto& connection : each.evidence.connections) {
      bool enrolling = false;
      for (const auto& transfer : connection.transfers) {
        if (transfer.sent) {
          enrolling = enrolls(transfer.bytes);
          continue;
        }
        const int status = status_of(transfer.bytes);
        if (status < 200) continue;
        ++told.all[status];
        if (holds_nothing(transfer.bytes)) ++told.empty;
        if (enrolling) ++told.enrolments[status];
      }
    }
  return told;
}

std::string listed(const Answers& answers) {
  std::vector<std::pair<int, std::size_t>> order(answers.begin(), answers.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (const auto& [status, number] : order)
    text += fmt::format("{}{} ({} times)", text.empty() ? "" : ", ", status, number);
  return text;
}

std::string advice_for(int status) {
  if (status == 401)
    return "The credentials are not taken: see --user, --password and http_authentication of the "
           "profile.";
  if (status == 403)
    return "Somebody refuses all of it: the peer's authorisation of this user or certificate, or "
           "something in front of it.";
  if (status == 404)
    return "Perhaps EST is served elsewhere: see the port, and the CA label (--label).";
  if (status >= 500) return "The peer has trouble of its own: see its log.";
  return "";
}

constexpr std::size_t fewest = 5;  // of what is the same, to call it a cause

/// One status for nearly everything. 400 and above alone: a server that grants all is no trouble.
std::vector<Cause> one_answer(const Told& told) {
  const auto all = total(told.all);
  for (const auto& [status, number] : told.all)
    if (status >= 300 && number >= fewest && number * 20 >= all * 19)
      return {{fmt::format("Nearly every request was answered {}: {} of {}.", status, number, all),
               advice_for(status) + " What is said of single cases below follows from that.",
               number}};
  return {};
}

/// Success, and nothing in it.
std::vector<Cause> nothing_answered(const Told& told) {
  const auto all = total(told.all);
  if (told.empty < fewest || told.empty * 20 < all * 17) return {};
  return {{fmt::format("Nearly every request was answered 200 without a body: {} of {}.",
                       told.empty, all),
           "Perhaps something answers in the place of the EST server, or the server says 200 where "
           "it failed: see its log. What is said of single cases below follows from that.",
           told.empty}};
}

/// Whoever asks, and whatever he asks for, is granted it.
std::vector<Cause> nothing_refused(const RunResult& run) {
  std::size_t refused = 0;
  std::size_t granted = 0;
  for (const auto& each : run.cases)
    for (const auto& check : each.checks) {
      if (check.what != "whether the request was refused") continue;
      if (check.outcome == Verdict::pass) ++refused;
      if (check.outcome == Verdict::fail) ++granted;
    }
  if (granted < fewest || granted * 5 < (granted + refused) * 4) return {};
  return {{fmt::format("Nearly nothing was refused that had to be: {} of {} such requests were "
                       "granted.",
                       granted, granted + refused),
           "Requests without credentials and with wrong ones are among them, or with signatures "
           "that do not verify: the peer grants whatever it is asked, by whomever. Most of what is "
           "said below follows from that.",
           granted}};
}

std::vector<Cause> no_enrolment(const Told& told) {
  const auto asked = total(told.enrolments);
  const bool granted = std::any_of(told.enrolments.begin(), told.enrolments.end(),
                                   [](const auto& each) { return each.first < 300; });
  if (asked < fewest || granted) return {};
  const auto usual =
      std::max_element(told.enrolments.begin(), told.enrolments.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return {{fmt::format("No certificate was granted in this run; enrolments were answered {}.",
                       listed(told.enrolments)),
           advice_for(usual->first) +
               " Cases that rest on an enrolment prove nothing until one succeeds.",
           asked}};
}

/// The reason for which many cases could not be judged.
std::vector<Cause> one_reason(const RunResult& run) {
  std::map<std::string, std::pair<std::size_t, std::string>> reasons;
  std::size_t errors = 0;
  for (const auto& each : run.cases) {
    if (each.verdict != Verdict::error || !each.known.empty()) continue;
    ++errors;
    auto& [number, example] = reasons[without_particulars(each.reason)];
    if (number++ == 0) example = each.reason;
  }
  std::vector<Cause> causes;
  for (const auto& [reason, entry] : reasons)
    if (entry.first >= fewest && entry.first * 2 >= errors && entry.first * 10 >= run.cases.size())
      causes.push_back({fmt::format("{} of {} cases could not be judged, for one reason: {}",
                                    entry.first, run.cases.size(), entry.second.substr(0, 300)),
                        "", entry.first});
  return causes;
}

}  // namespace

std::vector<Cause> common_causes(const RunResult& run) {
  const auto told = answers_of(run);
  auto causes = one_answer(told);
  if (causes.empty()) causes = nothing_answered(told);
  if (causes.empty()) causes = no_enrolment(told);
  for (auto& cause : nothing_refused(run)) causes.push_back(std::move(cause));
  for (auto& cause : one_reason(run)) causes.push_back(std::move(cause));
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return a.cases > b.cases; });
  return causes;
}

}  // namespace inquest
