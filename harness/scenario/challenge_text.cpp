#include "harness/scenario/challenge_text.h"

#include <algorithm>
#include <cctype>

namespace inquest {
namespace {

constexpr std::string_view blanks = " \t";

/// Members of the list, parted by commas outside quoted strings.
std::vector<std::string_view> members_of(std::string_view field) {
  std::vector<std::string_view> members;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= field.size(); ++i) {
    if (i == field.size() || (field[i] == ',' && !quoted)) {
      members.push_back(field.substr(begin, i - begin));
      begin = i + 1;
    } else if (quoted && field[i] == '\\') {
      ++i;
    } else if (field[i] == '"') {
      quoted = !quoted;
    }
  }
  return members;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

std::string in_small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

std::vector<WrittenParameter> parameters_as_written(std::string_view field) {
  std::vector<WrittenParameter> parameters;
  std::string scheme;
  for (const auto member : members_of(field)) {
    auto text = trimmed(member);
    const auto equals = text.find('=');
    const auto blank = text.find_first_of(blanks);
    // "Digest realm=x" begins a challenge, as does "Negotiate"; "realm = x" goes on with one.
    const bool begins = blank != std::string::npos && blank < equals &&
                        text.find_first_not_of(blanks, blank) != equals;
    if (begins || equals == std::string::npos) {
      scheme = in_small_letters(text.substr(0, blank));
      if (!begins || equals == std::string::npos) continue;
      text = trimmed(text.substr(blank));
    }
    const auto at = text.find('=');
    parameters.push_back({scheme, trimmed(text.substr(0, at)), trimmed(text.substr(at + 1))});
  }
  return parameters;
}

}  // namespace inquest
