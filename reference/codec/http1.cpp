#include "reference/codec/http1.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "reference/codec/base64.h"

namespace inquest {
namespace {

// RFC7230-3.2-01
bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

bool is_token(std::string_view text) {
  static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// RFC7230-3-01
void append_fields(Bytes& out, const HttpHeaders& headers) {
  for (const auto& [name, value] : headers) append(out, name + ": " + value + "\r\n");
}

void append_chunks(Bytes& out, BytesView body, std::size_t size) {
  size = std::max<std::size_t>(size, 1);
  for (std::size_t at = 0; at < body.size(); at += size) {
    const auto chunk = body.subspan(at, std::min(size, body.size() - at));
    append(out, fmt::format("{:x}\r\n", chunk.size()));
    append(out, chunk);
    append(out, std::string_view("\r\n"));
  }
  append(out, std::string_view("0\r\n\r\n"));
}

/// Framing field, empty line and body.
void append_body(Bytes& out, const HttpHeaders& headers, BytesView body, Framing framing,
                 std::size_t chunk_size) {
  // RFC7230-3.3.2-01
  if (framing == Framing::content_length && headers.find("Content-Length") == nullptr)
    append(out, fmt::format("Content-Length: {}\r\n", body.size()));
  if (framing == Framing::chunked && headers.find("Transfer-Encoding") == nullptr)
    append(out, std::string_view("Transfer-Encoding: chunked\r\n"));
  append(out, std::string_view("\r\n"));
  if (framing == Framing::chunked)
    append_chunks(out, body, chunk_size);
  else
    append(out, body);
}

/// Lines of a head, one after the other; a line ends with LF, a CR before it is dropped.
class HeadLines {
 public:
  explicit HeadLines(BytesView input) : text_(text_of(input)) {}
  /// False when there is no whole line left.
  bool next(std::string_view& line) {
    start_ = at_;
    const auto end = text_.find('\n', at_);
    if (end == std::string_view::npos) return false;
    line = text_.substr(at_, end - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    at_ = end + 1;
    return true;
  }
  std::size_t start() const { return start_; }  ///< of the line read last
  std::size_t at() const { return at_; }

 private:
  std::string_view text_;
  std::size_t start_ = 0;
  std::size_t at_ = 0;
};

/// The fields up to and with the empty line.
std::optional<ParseError> read_fields(HeadLines& lines, HttpHeaders& headers) {
  std::string_view line;
  for (;;) {
    if (!lines.next(line)) return ParseError{lines.at(), "the head is cut short"};
    if (line.empty()) return std::nullopt;
    const auto at = lines.start();
    if (line[0] == ' ' || line[0] == '\t')
      return ParseError{at, "a folded header field, which RFC 9112 5.2 forbids"};
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return ParseError{at, "a header field without colon"};
    const auto name = line.substr(0, colon);
    if (!is_token(name)) return ParseError{at, "a header field whose name is no token"};
    const auto value = trimmed(line.substr(colon + 1));
    if (value.find('\0') != std::string_view::npos || value.find('\r') != std::string_view::npos)
      return ParseError{at + colon + 1, "NUL or CR in a header field"};
    headers.add(std::string(name), std::string(value));
  }
}

bool is_version(std::string_view text) {
  return text.size() == 8 && text.starts_with("HTTP/") &&
         std::isdigit(static_cast<unsigned char>(text[5])) != 0 && text[6] == '.' &&
         std::isdigit(static_cast<unsigned char>(text[7])) != 0;
}

}  // namespace

const std::string* HttpHeaders::find(std::string_view name) const {
  for (const auto& field : fields_)
    if (same_name(field.name, name)) return &field.value;
  return nullptr;
}

std::vector<std::string> HttpHeaders::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& field : fields_)
    if (same_name(field.name, name)) values.push_back(field.value);
  return values;
}

std::size_t HttpHeaders::count(std::string_view name) const { return all(name).size(); }

void HttpHeaders::set(std::string name, std::string value) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (!same_name(fields_[i].name, name)) continue;
    fields_[i].value = std::move(value);
    const auto rest = fields_.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    fields_.erase(
        std::remove_if(rest, fields_.end(),
                       [&](const HttpHeader& field) { return same_name(field.name, name); }),
        fields_.end());
    return;
  }
  add(std::move(name), std::move(value));
}

void HttpHeaders::add(std::string name, std::string value) {
  fields_.push_back({std::move(name), std::move(value)});
}

void HttpHeaders::remove(std::string_view name) {
  std::erase_if(fields_, [&](const HttpHeader& field) { return same_name(field.name, name); });
}

// RFC7230-3.1.1-02, RFC7230-3.1.1-03, RFC7230-3.2.4-03, RFC7230-3.2.4-04, RFC7230-3.3.2-04,
// RFC7230-3.3.2-06, RFC7230-3.3-01, RFC7230-3.5-02, RFC7230-4.1.2-02, RFC7230-6.1-01: as the value
// says, on one line each, measured in one way, and nothing before or behind.
Bytes encode(const HttpRequest& request) {
  Bytes out = bytes_of(request.method + " " + request.target + " " + request.version + "\r\n");
  append_fields(out, request.headers);
  const bool bodiless =
      request.body.empty() && request.framing == Framing::content_length &&
      (request.method == "GET" || request.method == "HEAD" || request.method == "DELETE");
  if (bodiless)
    append(out, std::string_view("\r\n"));
  else
    append_body(out, request.headers, request.body, request.framing, request.chunk_size);
  return out;
}

Bytes encode(const HttpResponse& response) {
  const auto reason = response.reason.empty() ? reason_phrase(response.status) : response.reason;
  Bytes out = bytes_of(fmt::format("{} {} {}\r\n", response.version, response.status, reason));
  append_fields(out, response.headers);
  if (response.status < 200 || response.status == 204 || response.status == 304)
    append(out, std::string_view("\r\n"));
  else
    append_body(out, response.headers, response.body, response.framing, response.chunk_size);
  return out;
}

Result<HttpRequestHead> decode_request_head(BytesView input) {
  HeadLines lines(input);
  std::string_view line;
  if (!lines.next(line)) return ParseError{0, "the request line is cut short"};
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || last == first)
    return ParseError{0, "the request line is not METHOD TARGET VERSION"};
  HttpRequestHead head;
  head.request.method = line.substr(0, first);
  head.request.target = line.substr(first + 1, last - first - 1);
  head.request.version = line.substr(last + 1);
  if (!is_token(head.request.method)) return ParseError{0, "the method is no token"};
  if (head.request.target.empty() || head.request.target.find_first_of(" \t") != std::string::npos)
    return ParseError{first + 1, "the request target is empty or holds white space"};
  if (!is_version(head.request.version)) return ParseError{last + 1, "the version is not HTTP/d.d"};
  if (auto error = read_fields(lines, head.request.headers)) return *error;
  head.length = lines.at();
  return head;
}

Result<HttpResponseHead> decode_response_head(BytesView input) {
  HeadLines lines(input);
  std::string_view line;
  if (!lines.next(line)) return ParseError{0, "the status line is cut short"};
  if (line.size() < 12 || !is_version(line.substr(0, 8)) || line[8] != ' ')
    return ParseError{0, "the status line does not begin with HTTP/d.d and a space"};
  HttpResponseHead head;
  head.response.version = line.substr(0, 8);
  head.response.status = 0;
  for (std::size_t i = 9; i < 12; ++i) {
    if (line[i] < '0' || line[i] > '9') return ParseError{i, "the status code is not three digits"};
    head.response.status = head.response.status * 10 + (line[i] - '0');
  }
  if (line.size() > 12 && line[12] != ' ')
    return ParseError{12, "the status code is not three digits"};
  if (line.size() > 13) head.response.reason = line.substr(13);
  if (auto error = read_fields(lines, head.response.headers)) return *error;
  head.length = lines.at();
  return head;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Unknown";
  }
}

// RFC7617-2-04
std::string basic_authorization(std::string_view user, std::string_view password) {
  const auto pair = std::string(user) + ":" + std::string(password);
  return "Basic " + encode_base64(bytes_of(pair));
}

Result<BasicCredentials> decode_basic_authorization(std::string_view field) {
  const auto text = trimmed(field);
  const auto space = text.find(' ');
  // RFC7617-2-02
  if (space == std::string_view::npos || !same_name(text.substr(0, space), "Basic"))
    return ParseError{0, "the scheme is not Basic"};
  const auto token = trimmed(text.substr(space));
  const auto decoded = decode_base64_strict(token);
  if (!decoded) return ParseError{decoded.error().offset + space + 1, decoded.error().reason};
  const auto pair = text_of(*decoded);
  // RFC7617-2-04: the first colon; a password may have others.
  const auto colon = pair.find(':');
  if (colon == std::string_view::npos)
    return ParseError{space + 1, "no colon parts user and password"};
  return BasicCredentials{std::string(pair.substr(0, colon)), std::string(pair.substr(colon + 1))};
}

}  // namespace inquest
