#include "reference/protocol/http_date.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <ctime>
#include <vector>

namespace inquest {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

std::tm utc(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

/// Words of a date, parted by blanks, commas, hyphens and colons.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t from = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool part = i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
    if (part) continue;
    if (i > from) words.push_back(text.substr(from, i - from));
    from = i + 1;
  }
  return words;
}

std::optional<int> number(std::string_view text, std::size_t most_digits) {
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<int> month(std::string_view text) {
  for (std::size_t i = 0; i < months.size(); ++i)
    if (months[i] == text) return static_cast<int>(i);
  return std::nullopt;
}

}  // namespace

std::string http_date(std::int64_t seconds) {
  const auto parts = utc(seconds);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                     months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::optional<std::int64_t> decode_http_date(std::string_view text, std::int64_t now) {
  // IMF-fixdate and rfc850-date: day-name day month year h m s GMT; asctime: day-name month day h m
  // s year
  const auto words = words_of(text);
  const bool asctime = words.size() == 7 && month(words[1]).has_value();
  if (!asctime && (words.size() != 8 || words[7] != "GMT")) return std::nullopt;
  const auto day = number(words[asctime ? 2 : 1], 2);
  const auto mon = month(words[asctime ? 1 : 2]);
  auto year = number(words[asctime ? 6 : 3], 4);
  const auto hour = number(words[asctime ? 3 : 4], 2);
  const auto minute = number(words[asctime ? 4 : 5], 2);
  const auto second = number(words[asctime ? 5 : 6], 2);
  if (!day || !mon || !year || !hour || !minute || !second) return std::nullopt;
  if (*day < 1 || *day > 31 || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  if (*year < 100) {
    // RFC 9110 5.6.7: two digits that seem more than 50 years ahead mean the past.
    const int this_year = utc(now).tm_year + 1900;
    year = *year + this_year - this_year % 100;
    if (*year > this_year + 50) year = *year - 100;
  }
  std::tm parts{};
  parts.tm_year = *year - 1900;
  parts.tm_mon = *mon;
  parts.tm_mday = *day;
  parts.tm_hour = *hour;
  parts.tm_min = *minute;
  parts.tm_sec = *second;
  return timegm(&parts);
}

}  // namespace inquest
