#include "harness/scenario/words/expect_challenge.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <vector>

#include "harness/scenario/challenge_text.h"
#include "harness/scenario/payload.h"
#include "harness/scenario/stage.h"
#include "reference/protocol/digest.h"

namespace inquest {
namespace {

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// The challenges of this scheme in a 401. Inconclusive where there are none.
std::vector<AuthWords> challenges_in(const Answer& answer, const std::string& scheme) {
  const auto& response = exchange_of(answer).response;
  if (response.status != 401)
    throw Inconclusive("there is no 401 whose challenges could be judged: " + answer.summary());
  auto all = challenges_of(response);
  std::erase_if(all, [&](const AuthWords& each) { return each.scheme != scheme; });
  if (all.empty()) throw Inconclusive("the 401 has no challenge of the scheme " + scheme);
  return all;
}

/// Whether each challenge has the parameter.
Finding judge_presence(const std::vector<AuthWords>& challenges, const std::string& name) {
  const auto without = std::count_if(challenges.begin(), challenges.end(),
                                     [&](const auto& each) { return !each.find(name); });
  return {without == 0, "the parameter " + name + " of the challenges", "in each of them",
          without == 0 ? "in each of them"
                       : fmt::format("{} of {} have none", without, challenges.size())};
}

/// Whether the parameters of those names, where they are there, are quoted strings, or are not.
Finding judge_quoting(const Answer& answer, const std::set<std::string>& names, bool quoted) {
  std::vector<std::string> wrong;
  for (const auto& field : exchange_of(answer).response.headers.all("WWW-Authenticate"))
    for (const auto& parameter : parameters_as_written(field))
      if (parameter.scheme == "digest" && names.contains(lower(parameter.name)) &&
          parameter.value.starts_with('"') != quoted)
        wrong.push_back(parameter.name + "=" + parameter.value);
  const std::vector<std::string> listed(names.begin(), names.end());
  return {wrong.empty(), joined(listed) + ", where they are there",
          quoted ? "quoted strings" : "tokens",
          wrong.empty() ? "as they should be" : joined(wrong)};
}

bool only_md5(const std::vector<AuthWords>& challenges) {
  return std::all_of(challenges.begin(), challenges.end(), [](const auto& each) {
    return lower(each.find("algorithm").value_or("MD5")).starts_with("md5");
  });
}

Finding judge_staleness(const std::vector<AuthWords>& challenges) {
  const bool stale = std::any_of(challenges.begin(), challenges.end(), [](const auto& each) {
    return lower(each.find("stale").value_or("")) == "true";
  });
  return {!stale, "the flag stale of a refusal that is about the password", "absent, or false",
          stale ? "true" : "absent, or false"};
}

Finding judge_algorithms(const std::vector<AuthWords>& challenges) {
  std::vector<std::string> named;
  // RFC 7616 3.3: no algorithm means MD5.
  for (const auto& each : challenges)
    named.push_back(lower(each.find("algorithm").value_or("MD5")));
  const bool differ = std::set<std::string>(named.begin(), named.end()).size() == named.size();
  return {differ, "the algorithms of the Digest challenges", "no two are the same", joined(named)};
}

Finding judge_new_nonce(const std::vector<AuthWords>& one, const std::vector<AuthWords>& two) {
  const auto first = one.front().find("nonce").value_or("");
  const auto second = two.front().find("nonce").value_or("");
  return {first != second, "the nonces of two challenges", "two nonces",
          first == second ? "the same one twice" : "two nonces"};
}

/// The Digest credentials that were sent. Inconclusive where there were none, or the answer is a
/// refusal.
AuthWords sent_credentials(const Answer& answer) {
  const auto* field = answer.request.headers.find("Authorization");
  const auto words = field ? parse_challenges(*field) : std::vector<AuthWords>{};
  if (words.size() != 1 || words[0].scheme != "digest")
    throw Inconclusive("no Digest credentials were sent");
  if (!granted(answer))
    throw Inconclusive("the credentials were not accepted: " + answer.summary());
  return words[0];
}

/// What rspauth must be (RFC 7616 3.5).
std::string expected_rspauth(const AuthWords& sent, const Answer& answer, const Stage& stage) {
  const auto text = [&](const char* name) { return sent.find(name).value_or(""); };
  const auto algorithm = lower(text("algorithm"));
  const auto count = text("nc");
  DigestInput input{
      .algorithm = algorithm.starts_with("sha") ? DigestAlgorithm::sha256 : DigestAlgorithm::md5,
      .session = algorithm.ends_with("-sess"),
      .user = text("username"),
      .realm = text("realm"),
      .password = stage.profile().credentials.value().password,
      .nonce = text("nonce"),
      .cnonce = text("cnonce"),
      .qop = text("qop"),
      .method = "",
      .uri = answer.request.target};
  std::from_chars(count.data(), count.data() + count.size(), input.count, 16);
  return digest_response(input);
}

}  // namespace

void ExpectChallenge::perform(Stage& stage) const {
  const auto& answer = stage.answer(of);
  const auto challenges = challenges_in(answer, scheme);
  const auto finding = [&]() -> Finding {
    if (rule == "quoted")
      return judge_quoting(answer, {"realm", "domain", "nonce", "opaque", "qop"}, true);
    if (rule == "unquoted") return judge_quoting(answer, {"stale", "algorithm"}, false);
    if (rule == "not-stale") return judge_staleness(challenges);
    if (rule == "algorithms-differ") return judge_algorithms(challenges);
    if (rule == "new-nonce")
      return judge_new_nonce(challenges, challenges_in(stage.answer(other), scheme));
    if (rule.empty()) throw std::logic_error("expect_challenge must say which rule");
    return judge_presence(challenges, rule);
  }();
  // RFC 2617, on which RFC 7030 leans, does not demand a qop; who offers more than MD5 knows RFC
  // 7616.
  if (rule == "qop" && !finding.holds && only_md5(challenges))
    return stage.tell(cites, finding.what, finding.actual);
  stage.judge(cites, finding);
}

void ExpectAuthenticationInfo::perform(Stage& stage) const {
  if (rule.empty()) throw std::logic_error("expect_authentication_info must say which rule");
  const auto& answer = stage.answer(of);
  const auto sent = sent_credentials(answer);
  const auto* field = exchange_of(answer).response.headers.find("Authentication-Info");
  if (field == nullptr) return stage.tell(cites, "Authentication-Info", "absent");
  const auto words = parse_challenges("Digest " + *field);
  if (words.size() != 1 || !words[0].find("rspauth")) {
    // With nextnonce alone, say, it proves nothing and need not (RFC 7616 3.5).
    if (words.size() != 1 || !words[0].find("qop"))
      return stage.tell(cites, "Authentication-Info", "without rspauth");
  }
  const auto& info = words[0];
  const auto same = [&](const char* name) { return info.find(name) == sent.find(name); };
  if (rule == "complete") {
    const bool complete =
        !info.find("qop") || (info.find("rspauth") && info.find("cnonce") && info.find("nc"));
    return stage.judge(cites, {complete, "the parameters of Authentication-Info",
                               "with qop, also rspauth, cnonce and nc", *field});
  }
  if (rule == "of-this-request") {
    const bool of_this =
        (!info.find("cnonce") || same("cnonce")) && (!info.find("nc") || same("nc"));
    return stage.judge(
        cites, {of_this, "cnonce and nc of Authentication-Info", "those of the request", *field});
  }
  const auto given = info.find("rspauth");
  if (!given) return stage.tell(cites, "Authentication-Info", "without rspauth");
  stage.judge(cites, {*given == expected_rspauth(sent, answer, stage),
                      "rspauth of Authentication-Info", "what the password gives", *given});
}

}  // namespace inquest
