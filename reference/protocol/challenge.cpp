#include "reference/protocol/challenge.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

constexpr std::string_view blanks = " \t";

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return small;
}

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The members of a list, parted by commas outside quoted strings, without white space around them.
std::vector<std::string_view> list_members(std::string_view field) {
  std::vector<std::string_view> members;
  std::size_t begin = 0;
  bool in_quotes = false;
  for (std::size_t i = 0; i <= field.size(); ++i) {
    if (i == field.size() || (field[i] == ',' && !in_quotes)) {
      members.push_back(without_blanks(field.substr(begin, i - begin)));
      begin = i + 1;
    } else if (in_quotes && field[i] == '\\') {
      ++i;
    } else if (field[i] == '"') {
      in_quotes = !in_quotes;
    }
  }
  return members;
}

/// The text of a token or quoted-string.
std::string unquoted(std::string_view value) {
  if (!value.starts_with('"')) return std::string(value);
  std::string text;
  for (std::size_t i = 1; i < value.size() && value[i] != '"'; ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) ++i;
    text += value[i];
  }
  return text;
}

/// Where the `=` of an auth-param stands, blanks before it allowed; npos when there is no name.
std::size_t equals_of_parameter(std::string_view member) {
  const auto name_end = member.find_first_of(" \t=\"");
  if (name_end == std::string_view::npos || name_end == 0) return std::string_view::npos;
  const auto equals = member.find_first_not_of(blanks, name_end);
  return equals != std::string_view::npos && member[equals] == '=' ? equals
                                                                   : std::string_view::npos;
}

bool add_parameter(std::string_view member, AuthWords& words) {
  const auto equals = equals_of_parameter(member);
  if (equals == std::string_view::npos) return false;
  // The first of two counts, as it does for whoever reads from the front.
  words.parameters.emplace(in_small_letters(without_blanks(member.substr(0, equals))),
                           unquoted(without_blanks(member.substr(equals + 1))));
  return true;
}

}  // namespace

std::optional<std::string> AuthWords::find(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::nullopt : std::optional(found->second);
}

// RFC7235-2.1-01, RFC7235-2.1-02, RFC7235-2.1-03, RFC7617-2-02
std::vector<AuthWords> parse_challenges(std::string_view field) {
  std::vector<AuthWords> challenges;
  for (const auto member : list_members(field)) {
    // "realm=x" goes with the challenge before it; "Basic", "Basic realm=x", "Basic dG9rZW4=" begin
    // one of their own.
    if (member.empty()) continue;
    if (!challenges.empty() && add_parameter(member, challenges.back())) continue;
    const auto end = member.find_first_of(" \t=\"");
    const auto rest =
        without_blanks(end == std::string_view::npos ? std::string_view{} : member.substr(end));
    if (end == 0 || rest.starts_with('=') || rest.starts_with('"')) continue;
    AuthWords words;
    words.scheme = in_small_letters(member.substr(0, end));
    const auto equals = equals_of_parameter(rest);
    const bool parameter = equals != std::string_view::npos &&
                           rest.find_first_not_of(" \t=", equals) != std::string_view::npos;
    if (parameter)
      (void)add_parameter(rest, words);
    else
      words.token68 = std::string(rest);
    challenges.push_back(std::move(words));
  }
  return challenges;
}

std::vector<AuthWords> challenges_of(const HttpResponse& response) {
  std::vector<AuthWords> all;
  if (response.status != 401) return all;
  for (const auto& field : response.headers.all("WWW-Authenticate"))
    for (auto& each : parse_challenges(field)) all.push_back(std::move(each));
  return all;
}

bool asks_for(const HttpResponse& response, std::string_view scheme) {
  const auto challenges = challenges_of(response);
  return std::any_of(challenges.begin(), challenges.end(),
                     [&](const AuthWords& each) { return each.scheme == scheme; });
}

std::string quoted_string(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

}  // namespace inquest
