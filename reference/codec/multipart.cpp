#include "reference/codec/multipart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>
#include <utility>

#include "reference/codec/media_type.h"

namespace inquest {
namespace {

constexpr std::size_t most_parts = 100;
constexpr std::size_t most_lines_of_head = 100;
constexpr std::size_t longest_boundary = 70;
constexpr std::string_view white_space = " \t";

/// One line of the body: where it starts, its text, and where the next one starts.
struct Line {
  std::size_t start = 0;
  std::string_view text;  ///< without its line end
  std::size_t next = 0;
  bool bare_line_feed = false;
};

Line line_at(std::string_view body, std::size_t start) {
  const auto end = body.find('\n', start);
  if (end == std::string_view::npos)
    return {.start = start, .text = body.substr(start), .next = body.size()};
  const bool carriage_return = end > start && body[end - 1] == '\r';
  return {
      .start = start,
      .text = body.substr(start, end - start - (carriage_return ? 1 : 0)),
      .next = end + 1,
      .bare_line_feed = !carriage_return,
  };
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return c > ' ' && c < 0x7f;  // RFC 822 3.2; the colon ended it
  });
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(white_space);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(white_space) - from + 1);
}

enum class Delimiter { none, between, closing, spoiled };

/// Reads a multipart body from front to back; the first error ends it.
class Reader {
 public:
  Reader(std::string_view body, std::string_view boundary)
      : body_(body), dash_boundary_("--" + std::string(boundary)) {}

  Result<Multipart> run() {
    auto found = text_before_delimiter(0, multipart_.preamble);
    if (!error_ && found == Delimiter::none) fail(body_.size(), "the boundary does not occur");
    if (!error_ && found == Delimiter::closing) fail(line_.start, "no part precedes the end");
    while (!error_ && found == Delimiter::between) found = read_part();
    if (!error_ && found == Delimiter::none) fail(body_.size(), "the closing delimiter is missing");
    if (error_) return *error_;
    // RFC2046-5.1.1-07, RFC7030-A.4-01, RFC7030-A.4-02: kept, and looked at by nobody.
    multipart_.epilogue = bytes_of(body_.substr(line_.next));
    return std::move(multipart_);
  }

 private:
  void fail(std::size_t offset, std::string reason) {
    if (!error_) error_ = ParseError{offset, std::move(reason)};
  }

  Delimiter delimiter_in_line() const {
    auto rest = line_.text;
    if (!rest.starts_with(dash_boundary_)) return Delimiter::none;
    rest.remove_prefix(dash_boundary_.size());
    const bool closing = rest.starts_with("--");
    if (closing) rest.remove_prefix(2);
    if (!trimmed(rest).empty()) return Delimiter::spoiled;
    return closing ? Delimiter::closing : Delimiter::between;
  }

  /// Everything from `start` to the next delimiter, whose line is then in line_.
  Delimiter text_before_delimiter(std::size_t start, Bytes& text) {
    bool bare = false;
    auto end = start;  // where the line end before line_ begins: it belongs to the delimiter
    for (auto at = start;; at = line_.next) {
      line_ = line_at(body_, at);
      const auto found = delimiter_in_line();
      if (found == Delimiter::spoiled)
        fail(line_.start, "a line that begins with the boundary and goes on");
      if (found != Delimiter::none) {
        text = bytes_of(body_.substr(start, end - start));
        multipart_.bare_line_feeds |= bare || line_.bare_line_feed;
        multipart_.padded |= white_space.find(line_.text.back()) != std::string_view::npos;
        return found;
      }
      if (line_.next == body_.size()) return Delimiter::none;
      bare = line_.bare_line_feed;
      end = line_.start + line_.text.size();
    }
  }

  /// MIME-part-headers up to and with the empty line. line_ is the delimiter before.
  HttpHeaders read_headers() {
    HttpHeaders headers;
    std::string name;
    std::string value;
    for (std::size_t count = 0; !error_; ++count) {
      line_ = line_at(body_, line_.next);
      multipart_.bare_line_feeds |= line_.bare_line_feed;
      if (line_.start == body_.size() || delimiter_in_line() != Delimiter::none)
        fail(line_.start, "the head of a part is not ended by an empty line");
      if (count >= most_lines_of_head && !line_.text.empty())
        fail(line_.start, "more than 100 lines in the head of a part");
      const bool folded =
          !line_.text.empty() && white_space.find(line_.text[0]) != white_space.npos;
      if (folded && name.empty()) fail(line_.start, "a folded line without a header field");
      if (folded) {
        value = trimmed(value + " " + std::string(trimmed(line_.text)));
        continue;
      }
      if (!name.empty()) headers.add(std::exchange(name, {}), std::exchange(value, {}));
      if (line_.text.empty()) break;
      const auto colon = line_.text.find(':');
      if (colon == std::string_view::npos || !is_field_name(trimmed(line_.text.substr(0, colon))))
        fail(line_.start, "a line in the head of a part that is no header field");
      if (error_) break;
      name = trimmed(line_.text.substr(0, colon));
      value = trimmed(line_.text.substr(colon + 1));
    }
    return headers;
  }

  Delimiter read_part() {
    if (multipart_.parts.size() == most_parts) fail(line_.start, "more than 100 parts");
    BodyPart part;
    part.headers = read_headers();
    if (error_) return Delimiter::none;
    const auto found = text_before_delimiter(line_.next, part.body);
    multipart_.parts.push_back(std::move(part));
    return found;
  }

  std::string_view body_;
  std::string dash_boundary_;
  Line line_;
  Multipart multipart_;
  std::optional<ParseError> error_;
};

void refuse_boundary_in(BytesView body, std::string_view dash_boundary) {
  const auto text = text_of(body);
  for (std::size_t at = 0; at < text.size(); at = line_at(text, at).next)
    if (text.substr(at).starts_with(dash_boundary))
      throw std::invalid_argument(
          fmt::format("a part has a line that begins with {}", dash_boundary));
}

}  // namespace

Bytes encode(const Multipart& multipart, std::string_view boundary) {
  if (const auto defect = boundary_defect(boundary)) throw std::invalid_argument(*defect);
  if (multipart.parts.empty()) throw std::invalid_argument("a multipart body without a part");
  const auto dash_boundary = "--" + std::string(boundary);
  Bytes out = multipart.preamble;
  if (!out.empty()) append(out, std::string_view("\r\n"));
  for (const auto& part : multipart.parts) {
    // RFC2046-5.1.1-04
    refuse_boundary_in(part.body, dash_boundary);
    // RFC2046-5.1.1-03, RFC2046-5.1.1-09: at the beginning of a line, and nothing behind it.
    append(out, dash_boundary + "\r\n");
    // RFC2046-5.1.1-10: what is written here is ASCII.
    for (const auto& [name, value] : part.headers) append(out, name + ": " + value + "\r\n");
    append(out, std::string_view("\r\n"));
    append(out, part.body);
    append(out, std::string_view("\r\n"));
  }
  // RFC2046-5.1.1-06
  append(out, dash_boundary + "--\r\n");
  append(out, multipart.epilogue);
  return out;
}

Result<Multipart> decode_multipart(BytesView body, std::string_view boundary) {
  return Reader(text_of(body), boundary).run();
}

// RFC2046-5.1.1-05, RFC2046-5.1.1-08
std::optional<std::string> boundary_defect(std::string_view boundary) {
  static constexpr std::string_view others = "'()+_,-./:=? ";
  if (boundary.empty()) return "an empty boundary";
  if (boundary.size() > longest_boundary) return "a boundary of more than 70 characters";
  if (boundary.back() == ' ') return "a boundary that ends with a space";
  const bool fits = std::all_of(boundary.begin(), boundary.end(), [](unsigned char c) {
    return (c < 0x80 && std::isalnum(c) != 0) || others.find(static_cast<char>(c)) != others.npos;
  });
  if (!fits) return "a boundary with a character that RFC 2046 5.1.1 does not allow";
  return std::nullopt;
}

Result<std::string> multipart_boundary(std::string_view content_type) {
  const auto media = decode_media_type(content_type);
  if (!media) return media.error();
  // RFC2046-5.1.3-01: an unknown subtype is read as mixed would be.
  if (media->type != "multipart") return ParseError{0, media->essence() + " is no multipart"};
  const auto* boundary = media->parameter("boundary");
  if (boundary == nullptr) return ParseError{content_type.size(), "the boundary is missing"};
  if (const auto defect = boundary_defect(*boundary)) return ParseError{0, *defect};
  return *boundary;
}

// RFC2046-5.1.1-01, RFC2046-5.1.1-02
std::string multipart_mixed(std::string_view boundary) {
  // A token (RFC 2045 5.1) has none of these, which a boundary may have.
  const bool quoted = boundary.find_first_of("()/:=?, ") != std::string_view::npos;
  const auto* quote = quoted ? "\"" : "";
  return fmt::format("multipart/mixed; boundary={}{}{}", quote, boundary, quote);
}

}  // namespace inquest
