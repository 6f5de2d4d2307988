#include "reports/result/signature.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>

namespace inquest {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool counts_bytes(std::string_view rest) {
  return rest.starts_with(" byte") || rest.starts_with(" octet");
}

/// Whether a run of letters and digits is the same in every run of the suite.
bool is_lasting(std::string_view word, std::string_view rest) {
  if (counts_bytes(rest)) return false;
  if (std::all_of(word.begin(), word.end(), is_digit))
    return word.size() <= 2 || (word.size() == 3 && word[0] >= '1' && word[0] <= '5');
  const bool hexadecimal = std::all_of(word.begin(), word.end(), is_hex);
  const bool has_digit = std::any_of(word.begin(), word.end(), is_digit);
  return !(hexadecimal && ((word.size() >= 5 && has_digit) || word.size() >= 10));
}

/// FNV-1a, 64 bits, of which 48 are shown.
std::string digest(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  hash ^= hash >> 48U;
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string shown;
  for (int i = 0; i < 12; ++i, hash >>= 4U) shown += digits[hash & 0xfU];
  return shown;
}

}  // namespace

std::string without_particulars(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      const auto end = text.find('"', at + 1);
      out += "\"\"";
      at = end == std::string_view::npos ? text.size() : end + 1;
    } else if (is_word(text[at])) {
      auto end = at;
      while (end < text.size() && is_word(text[end])) ++end;
      const auto word = text.substr(at, end - at);
      out += is_lasting(word, text.substr(end)) ? word : "#";
      at = end;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string signature_of(const CaseResult& result) {
  switch (result.verdict) {
    case Verdict::pass:
    case Verdict::info:
      return "";
    case Verdict::skipped:
    case Verdict::error:
      return digest(without_particulars(result.reason));
    case Verdict::fail:
    case Verdict::warning:
      break;
  }
  std::set<std::string> findings;
  for (const auto& check : result.checks)
    if (check.outcome == Verdict::fail || check.outcome == Verdict::warning)
      findings.insert(check.requirement + "|" + check.what + "|" +
                      without_particulars(check.actual));
  std::string all;
  for (const auto& finding : findings) all += finding + "\n";
  return digest(all);
}

}  // namespace inquest
