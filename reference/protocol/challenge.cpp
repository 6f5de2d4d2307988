#include "reference/protocol/challenge.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

/// The members of a list, parted by commas outside quoted strings, without white space around them.
std::vector<std::string> list_members(std::string_view field) {
  std::vector<std::string> members(1);
  bool quoted = false;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    if (quoted && c == '\\') {
      ++i;
      continue;
    }
    if (c == '"') quoted = !quoted;
    const bool blank = c == ' ' || c == '\t';
    if (c == ',' && !quoted)
      members.emplace_back();
    else if (!blank || !members.back().empty())
      members.back() += c;
  }
  return members;
}

bool begins_basic(std::string member) {
  std::transform(member.begin(), member.end(), member.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  // "basic" alone, or with something behind a blank; "basic=x" would be a parameter.
  if (!member.starts_with("basic")) return false;
  const auto next = member.find_first_not_of(" \t", 5);
  if (next == std::string::npos) return true;
  return next > 5 && member[next] != '=';
}

}  // namespace

bool asks_for_basic(const HttpResponse& response) {
  if (response.status != 401) return false;
  const auto fields = response.headers.all("WWW-Authenticate");
  return std::any_of(fields.begin(), fields.end(), [](const std::string& field) {
    const auto members = list_members(field);
    return std::any_of(members.begin(), members.end(), begins_basic);
  });
}

}  // namespace inquest
