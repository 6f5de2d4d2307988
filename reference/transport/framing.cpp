#include "reference/transport/framing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace inquest {
namespace {

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                              : character;
}

std::string lower(std::string_view text) {
  std::string folded(text);
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](char character) { return lower(character); });
  return folded;
}

std::string_view trimmed(std::string_view text) {
  auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// A field line within a head: where its name begins, and its value.
struct FieldLine {
  std::size_t name_at;
  std::size_t value_at;
  std::size_t end;  // of the value
};

std::vector<FieldLine> lines_named(std::string_view head, std::string_view name) {
  std::vector<FieldLine> lines;
  for (auto at = head.find("\r\n"); at != std::string_view::npos && at + 2 < head.size();) {
    auto begin = at + 2;
    auto end = std::min(head.find("\r\n", begin), head.size());
    auto colon = std::min(head.find(':', begin), head.size());
    if (colon < end && lower(head.substr(begin, colon - begin)) == name)
      lines.push_back({begin, colon + 1, end});
    at = end;
  }
  return lines;
}

}  // namespace

std::vector<std::string> list_elements(const HttpHeaders& headers, std::string_view name) {
  std::vector<std::string> elements;
  for (const auto& value : headers.all(name)) {
    std::string_view rest = value;
    while (!rest.empty()) {
      auto comma = std::min(rest.find(','), rest.size());
      auto element = rest.substr(0, comma);
      auto bare = trimmed(element.substr(0, std::min(element.find(';'), element.size())));
      if (!bare.empty()) elements.push_back(lower(bare));
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return elements;
}

bool has_element(const HttpHeaders& headers, std::string_view name, std::string_view element) {
  auto elements = list_elements(headers, name);
  return std::find(elements.begin(), elements.end(), element) != elements.end();
}

std::string framing_doubt(const HttpResponse& response) {
  auto codings = list_elements(response.headers, "Transfer-Encoding");
  auto lengths = list_elements(response.headers, "Content-Length");
  std::set<std::string> different(lengths.begin(), lengths.end());
  if (response.status == 204 && (!codings.empty() || (!lengths.empty() && lengths.front() != "0")))
    return "a 204 has no body (RFC 9110 15.3.5), yet its fields announce one";
  if (!codings.empty() && !lengths.empty())
    return "Content-Length beside Transfer-Encoding (RFC 9112 6.3): the latter was used";
  if (different.size() > 1)
    return fmt::format("Content-Length says {} (RFC 9112 6.3): the first was used",
                       fmt::join(lengths, " and "));
  if (!codings.empty() && response.version == "HTTP/1.0")
    return "Transfer-Encoding in an HTTP/1.0 message (RFC 9112 6.1)";
  if (!codings.empty() && codings.back() != "chunked")
    return fmt::format("Transfer-Encoding ends in '{}', not in chunked (RFC 9112 6.3)",
                       codings.back());
  return {};
}

Bytes without_contradictions(Bytes head) {
  auto lengths = lines_named(text_of(head), "content-length");
  auto chunked = !lines_named(text_of(head), "transfer-encoding").empty();
  for (std::size_t index = 0; index < lengths.size(); ++index) {
    const auto& line = lengths[index];
    if (chunked || index > 0) {
      head[line.name_at] = 'X';
      continue;
    }
    auto value = text_of(head).substr(line.value_at, line.end - line.value_at);
    auto comma = std::min(value.find(','), value.size());
    std::fill(head.begin() + static_cast<std::ptrdiff_t>(line.value_at + comma),
              head.begin() + static_cast<std::ptrdiff_t>(line.end), static_cast<std::uint8_t>(' '));
  }
  return head;
}

// RFC7230-3-01
bool has_bare_line_feed(BytesView head) {
  for (std::size_t i = 0; i < head.size(); ++i)
    if (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) return true;
  return false;
}

Bytes with_line_ends(BytesView head) {
  Bytes mended;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) mended.push_back('\r');
    mended.push_back(head[i]);
  }
  return mended;
}

}  // namespace inquest
