#include "reference/transport/request_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "reference/transport/framing.h"

namespace inquest {
namespace {

namespace http = boost::beast::http;

void drop_empty_lines(Bytes& input) {
  std::size_t begin = 0;
  while (begin + 1 < input.size() && input[begin] == '\r' && input[begin + 1] == '\n') begin += 2;
  input.erase(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(begin));
}

/// RFC 3986 3.2.2 and 3.2.3, by their characters: host [":" port].
bool is_host(std::string_view text) {
  static constexpr std::string_view others = "-._~%!$&'()*+,;=:[]";
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || others.find(static_cast<char>(c)) != std::string_view::npos;
  });
}

}  // namespace

RequestReader::RequestReader(const ReadLimits& limits) : limits_(limits), parser_(limits) {}

RequestReader::Step RequestReader::take(Bytes& input) {
  // RFC7230-3.5-01
  if (!started_) drop_empty_lines(input);
  if (input.empty() || (!started_ && input.size() == 1 && input.front() == '\r')) return Step::more;
  started_ = true;
  // RFC7230-3-02: in whatever pieces it comes. RFC7230-3.3-01, RFC7230-3.3.2-02, RFC7230-3.3.2-03,
  // RFC7230-3.3.3-05, RFC7230-4.1-01: Beast measures bodies, and refuses what measures none.
  for (;;) {
    switch (parser_.take(input)) {
      case Beast::Step::more:
        return Step::more;
      case Beast::Step::head:
        head_read_ = true;
        if (look_at_head() == Step::bad) return Step::bad;
        break;
      case Beast::Step::done:
        return Step::done;
      case Beast::Step::failed:
        return refused();
    }
  }
}

RequestReader::Step RequestReader::look_at_head() {
  // RFC7230-3.2.4-02, RFC9110-5.5-01: folds, NUL and CR are refused. RFC7230-4.1.2-01: a trailer is
  // no part of the head.
  auto head = decode_request_head(parser_.head());
  if (!head) return refuse(400, "not an HTTP request: " + head.error().text());
  request_ = head->request;
  const auto& headers = request_.headers;
  auto old = request_.version == "HTTP/1.0";

  // RFC7230-3.3.1-02: codings that are not understood get 501.
  auto codings = list_elements(headers, "Transfer-Encoding");
  auto unknown = std::find_if(codings.begin(), codings.end(),
                              [](const auto& coding) { return coding != "chunked"; });
  if (unknown != codings.end())
    return refuse(501, fmt::format("the transfer coding '{}' is not understood", *unknown));
  if (old && !codings.empty())
    return refuse(400, "Transfer-Encoding in an HTTP/1.0 request (RFC 9112 6.1)");
  // RFC7230-3.3.1-01, RFC7230-3.3.3-03: chunked is read, and it alone.
  if (codings.size() > 1) return refuse(400, "chunked more than once (RFC 9112 6.1)");
  // RFC7230-3.3.3-01
  if (headers.count("Content-Length") > 0 && !codings.empty())
    return refuse(400, "Content-Length beside Transfer-Encoding (RFC 9112 6.3)");
  // RFC7230-5.4-01, RFC7230-5.4-02
  auto hosts = headers.count("Host");
  if (hosts > 1) return refuse(400, "more than one Host field (RFC 9112 3.2)");
  if (hosts == 0 && !old) return refuse(400, "no Host field (RFC 9112 3.2)");
  // RFC7230-5.4-03
  if (hosts == 1 && !is_host(*headers.find("Host")))
    return refuse(400, "the Host field names no host (RFC 9112 3.2)");
  // RFC 9110 10.1.1: an expectation of an HTTP/1.0 client is ignored.
  auto expectations = old ? std::vector<std::string>() : list_elements(headers, "Expect");
  for (const auto& expectation : expectations)
    if (expectation != "100-continue")
      return refuse(417, fmt::format("the expectation '{}' cannot be met", expectation));
  continue_wanted_ = !expectations.empty() && !parser_.beast().is_done();
  return Step::more;
}

bool RequestReader::wants_continue() {
  return std::exchange(continue_wanted_, false) && parser_.body_size() == 0;
}

HttpRequest RequestReader::request() const {
  auto request = request_;
  request.body = parser_.beast().get().body();
  request.framing = parser_.beast().chunked() ? Framing::chunked : Framing::content_length;
  return request;
}

// RFC7230-3.3.3-04, RFC7230-3.4-01
BadRequest RequestReader::unfinished(std::string reason, int status) const {
  if (!head_read_) {
    reason += fmt::format("; {} bytes of the head came", parser_.kept().size());
  } else if (auto left = parser_.beast().content_length_remaining()) {
    reason += fmt::format("; {} of {} bytes of the body came", parser_.body_size(),
                          parser_.body_size() + *left);
  } else {
    reason += fmt::format("; {} bytes of the body came", parser_.body_size());
  }
  return {parser_.kept(), std::move(reason), status};
}

bool RequestReader::names_other_version() const {
  auto line = text_of(parser_.kept());
  line = line.substr(0, std::min(line.find_first_of("\r\n"), line.size()));
  auto version = line.substr(std::min(line.rfind(' '), line.size()));
  auto digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
  return version.size() == 9 && version.starts_with(" HTTP/") && digit(6) && version[7] == '.' &&
         digit(8);
}

RequestReader::Step RequestReader::refused() {
  auto error = parser_.error();
  auto reason =
      fmt::format("not an HTTP request: {} at byte {}", error.message(), parser_.offset());
  // RFC7230-3.1.1-01: a request line that does not come to its end has too long a target.
  if (error == http::error::header_limit && text_of(parser_.kept()).find('\n') == std::string::npos)
    return refuse(414, fmt::format("the target exceeds the limit of {} bytes", limits_.head));
  // RFC7230-3.2.5-01
  if (error == http::error::header_limit && !head_read_)
    return refuse(431, fmt::format("the head exceeds the limit of {} bytes", limits_.head));
  if (error == http::error::body_limit)
    return refuse(413, fmt::format("the body exceeds the limit of {} bytes", limits_.body));
  if (error == http::error::bad_version && names_other_version())
    return refuse(505, "only HTTP/1.0 and HTTP/1.1 are spoken here");
  // RFC7230-3.3.3-02, RFC7230-3.2.4-01, RFC7230-4.1.1-01: what Beast finds wrong with head, length
  // or chunks; extensions of chunks it passes over.
  return refuse(400, std::move(reason));
}

RequestReader::Step RequestReader::refuse(int status, std::string reason) {
  bad_ = {parser_.kept(), std::move(reason), status};
  return Step::bad;
}

}  // namespace inquest
