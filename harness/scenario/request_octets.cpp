#include "harness/scenario/request_octets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

namespace inquest {
namespace {

using Text = std::string_view;
using Defects = std::map<std::string, std::string>;

std::string lower(Text text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return folded;
}

Text trimmed(Text text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool all_of(Text text, int (*is)(int)) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [&](unsigned char c) { return is(c) != 0; });
}

/// tchar of RFC 7230 3.2.6.
bool is_token(Text text) {
  constexpr Text others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != Text::npos;
  });
}

/// Peers' text, short and printable.
std::string shown(Text text) {
  std::string result;
  for (const unsigned char c : text.substr(0, 60))
    result +=
        c >= 0x20 && c < 0x7f ? std::string(1, static_cast<char>(c)) : fmt::format("\\x{:02x}", c);
  return result;
}

struct Field {
  std::string name;  ///< in small letters, without what stands before the colon
  std::string value;
};

/// Reads the requests of a connection one after the other.
class Reader {
 public:
  explicit Reader(Text text) : rest_(text) {}

  Defects read() {
    while (!rest_.empty() && read_one()) {
    }
    return std::move(defects_);
  }

 private:
  void tell(const std::string& kind, std::string what) { defects_.emplace(kind, std::move(what)); }

  /// Whether another request can follow.
  bool read_one() {
    fields_.clear();
    pass_empty_lines();
    if (rest_.empty() || !read_head()) return false;
    judge_host();
    return read_body();
  }

  /// The next line without its end; nothing where the octets end before it does.
  std::optional<Text> line() {
    const auto end = rest_.find('\n');
    if (end == Text::npos) return std::nullopt;
    auto text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (text.ends_with('\r'))
      text.remove_suffix(1);
    else
      tell("request-line", "a line that ends in LF alone: " + shown(text));
    return text;
  }

  void pass_empty_lines() {
    while (rest_.starts_with('\n') || rest_.starts_with("\r\n")) {
      rest_.remove_prefix(rest_.front() == '\n' ? 1 : 2);
      tell("no-empty-line", "an empty line before or behind a request");
    }
  }

  bool read_head() {
    const auto first = line();
    if (!first) {
      tell("request-line", "no line that comes to its end: " + shown(rest_));
      return false;
    }
    judge_request_line(*first);
    for (;;) {
      const auto next = line();
      if (!next) {
        tell("request-line", "the head has no end");
        return false;
      }
      if (next->empty()) return true;
      read_field(*next);
    }
  }

  void judge_request_line(Text text) {
    const auto method = text.substr(0, text.find(' '));
    const auto version = text.substr(text.rfind(' ') == Text::npos ? 0 : text.rfind(' ') + 1);
    const auto spaces = std::count(text.begin(), text.end(), ' ');
    const bool known = version == "HTTP/1.1" || version == "HTTP/1.0";
    if (spaces != 2 || !is_token(method) || !known || text.find('\t') != Text::npos)
      tell("request-line", shown(text));
    method_ = method;
  }

  void read_field(Text text) {
    if (text.front() == ' ' || text.front() == '\t') {
      tell("field-lines", "a second line of a field: " + shown(text));
      return;
    }
    const auto colon = std::min(text.find(':'), text.size());
    const auto name = text.substr(0, colon);
    const auto value = text.substr(std::min(colon + 1, text.size()));
    if (!is_token(name)) tell("field-names", shown(text));
    if (std::any_of(value.begin(), value.end(),
                    [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }))
      tell("field-values", shown(text));
    fields_.push_back({lower(trimmed(name)), std::string(trimmed(value))});
  }

  std::vector<std::string> all(Text name) const {
    std::vector<std::string> values;
    for (const auto& each : fields_)
      if (each.name == name) values.push_back(each.value);
    return values;
  }

  void judge_host() {
    const auto hosts = all("host");
    if (hosts.size() != 1) return tell("one-host", fmt::format("{} Host fields", hosts.size()));
    constexpr Text others = "!$%&'()*+,-.:;=[]_~";
    if (!std::all_of(hosts[0].begin(), hosts[0].end(), [&](unsigned char c) {
          return std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != Text::npos;
        }))
      tell("one-host", "Host: " + shown(hosts[0]));
  }

  bool read_body() {
    const auto lengths = all("content-length");
    const auto codings = all("transfer-encoding");
    if (!lengths.empty() && !codings.empty())
      tell("one-framing", "Content-Length and Transfer-Encoding");
    if (lengths.size() > 1) tell("length", fmt::format("{} Content-Length fields", lengths.size()));
    for (const auto& each : lengths)
      if (!all_of(each, std::isdigit)) tell("length", "Content-Length: " + shown(each));
    if (!codings.empty()) {
      if (codings.size() == 1 && lower(codings[0]) == "chunked") return read_chunks();
      tell("measured-body", "Transfer-Encoding: " + shown(codings[0]));
      return false;
    }
    if (defects_.contains("length")) return false;
    if (lengths.empty()) {
      if (method_ == "POST" || method_ == "PUT" || method_ == "PATCH") {
        tell("measured-body", std::string(method_) + " without Content-Length or chunks");
        return false;
      }
      return true;
    }
    return read_length(lengths.front());
  }

  bool read_length(const std::string& digits) {
    constexpr std::size_t most_digits = 12;
    const auto length = digits.size() > most_digits ? Text::npos : std::stoull(digits);
    if (length > rest_.size()) {
      tell("whole-body", fmt::format("{} octets of a Content-Length of {}", rest_.size(), digits));
      return false;
    }
    rest_.remove_prefix(length);
    return true;
  }

  bool read_chunks() {
    for (;;) {
      const auto head = line();
      if (!head) {
        tell("last-chunk", "no chunk of no octets at the end");
        return false;
      }
      const auto digits = trimmed(head->substr(0, head->find(';')));
      if (!all_of(digits, std::isxdigit) || head->starts_with(' ')) {
        tell("chunks", "a chunk of the size '" + shown(digits) + "'");
        return false;
      }
      const auto significant =
          digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
      constexpr std::size_t most_digits = 8;
      const auto size = significant.empty() ? 0
                        : significant.size() > most_digits
                            ? Text::npos
                            : std::stoull(std::string(significant), nullptr, 16);
      if (size == 0) return read_trailer();
      if (size > rest_.size() || !rest_.substr(size).starts_with("\r\n")) {
        tell("chunks", "a chunk that does not hold the " + shown(digits) + " octets that it says");
        return false;
      }
      rest_.remove_prefix(size + 2);
    }
  }

  bool read_trailer() {
    for (;;) {
      const auto field = line();
      if (!field) {
        tell("last-chunk", "nothing ends the last chunk");
        return false;
      }
      if (field->empty()) return true;
      const auto name = lower(trimmed(field->substr(0, field->find(':'))));
      for (const auto* each : {"authorization", "content-length", "transfer-encoding", "host"})
        if (name == each) tell("trailer", "in the trailer: " + name);
    }
  }

  Text rest_;
  Text method_;
  std::vector<Field> fields_;
  Defects defects_;
};

}  // namespace

std::map<std::string, std::string> request_defects(BytesView received) {
  return Reader(text_of(received)).read();
}

}  // namespace inquest
