#include "reference/transport/response_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/transport/framing.h"

namespace inquest {
namespace {

namespace http = boost::beast::http;

/// Where the head ends, its empty line included; npos when it is not whole. Lines end in CRLF or,
/// which a recipient may tolerate (RFC 7230 3.5), in LF alone.
std::size_t end_of_head(std::string_view text) {
  for (auto line = text.find('\n'); line != std::string_view::npos;
       line = text.find('\n', line + 1)) {
    const auto next = text.substr(line + 1);
    if (next.starts_with("\r\n")) return line + 3;
    if (next.starts_with('\n')) return line + 2;
  }
  return std::string_view::npos;
}

// RFC7230-3.2.4-05, RFC7230-3.2.4-06: values without the white space around them; of what is folded
// Beast makes one line, with spaces.
HttpResponse value_of(const Bytes& head,
                      const http::response<http::vector_body<std::uint8_t>>& as_beast) {
  if (auto decoded = decode_response_head(head)) return decoded->response;
  HttpResponse response;
  response.status = static_cast<int>(as_beast.result_int());
  response.reason = std::string(as_beast.reason());
  response.version = as_beast.version() == 10 ? "HTTP/1.0" : "HTTP/1.1";
  for (const auto& field : as_beast)
    response.headers.add(std::string(field.name_string()), std::string(field.value()));
  return response;
}

}  // namespace

ResponseReader::ResponseReader(const ReadLimits& limits, bool to_head)
    : limits_(limits), to_head_(to_head) {
  start_parser();
}

void ResponseReader::start_parser() {
  parser_.emplace(limits_);
  if (to_head_) parser_->beast().skip(true);
}

ResponseReader::Step ResponseReader::take(Bytes& input) {
  if (repaired_ && !head_read_) return take_repaired(input);
  for (;;) {
    switch (parser_->take(input)) {
      case Beast::Step::more:
        return Step::more;
      case Beast::Step::head:
        head_read_ = true;
        break;
      case Beast::Step::done:
        return Step::done;
      case Beast::Step::failed:
        if (!repairable(input)) return refused();
        // A second look at the same head, once it is whole.
        repaired_ = true;
        input.insert(input.begin(), parser_->head().begin(), parser_->head().end());
        return take_repaired(input);
    }
  }
}

// RFC7230-3.3.2-02, RFC7230-3.3.3-01, RFC7230-3.3.3-04, RFC7230-3.3.3-05, RFC7230-3.3.3-07,
// RFC7230-3.4-01, RFC7230-4.1-01, RFC7230-4.1-02, RFC7230-4.1.1-01, RFC7230-4.1.2-01: Beast
// measures bodies; RFC9110-5.5-01: it refuses NUL and CR. What is read once more is told as a
// defect.
bool ResponseReader::repairable(const Bytes& input) const {
  if (head_read_ || repaired_) return false;
  const auto error = parser_->error();
  if (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding ||
      error == http::error::multiple_content_length)
    return true;
  if (error == http::error::header_limit) return false;
  auto head = parser_->head();
  append(head, input);
  return has_bare_line_feed(
      BytesView(head).first(std::min(end_of_head(text_of(head)), head.size())));
}

ResponseReader::Step ResponseReader::take_repaired(Bytes& input) {
  const auto found = end_of_head(text_of(input));
  if (found == std::string_view::npos) {
    if (input.size() <= limits_.head) return Step::more;
    return fail(fmt::format("the head exceeds the limit of {} bytes", limits_.head));
  }
  const auto end = input.begin() + static_cast<std::ptrdiff_t>(found);
  head_.assign(input.begin(), end);
  input.erase(input.begin(), end);
  start_parser();
  auto repaired = without_contradictions(with_line_ends(head_));
  while (!repaired.empty()) {
    auto step = parser_->take(repaired);
    if (step == Beast::Step::failed || step == Beast::Step::more) return refused();
    head_read_ = true;
  }
  return take(input);
}

ResponseReader::Step ResponseReader::end(bool orderly) {
  auto& beast = parser_->beast();
  if (!head_read_)
    return fail(fmt::format("cut short in the head, after {} bytes", parser_->offset()));
  if (!beast.need_eof()) {
    if (auto left = beast.content_length_remaining())
      return fail(fmt::format("body cut short: {} of {} bytes came", parser_->body_size(),
                              parser_->body_size() + *left));
    return fail(
        fmt::format("body cut short: no last chunk after {} bytes of it", parser_->body_size()));
  }
  boost::system::error_code error;
  beast.put_eof(error);
  if (error) return fail(error.message());
  ended_abruptly_ = !orderly;
  return Step::done;
}

Exchange ResponseReader::exchange() const {
  const auto& beast = parser_->beast();
  Exchange exchange;
  exchange.head = repaired_ ? head_ : parser_->head();
  exchange.response = value_of(exchange.head, beast.get());
  exchange.response.body = beast.get().body();
  // RFC7230-3.3.3-07
  exchange.response.framing = beast.chunked()    ? Framing::chunked
                              : beast.need_eof() ? Framing::close
                                                 : Framing::content_length;
  if (has_bare_line_feed(exchange.head))
    exchange.head_defect = "a line of the head ends in LF without CR";
  exchange.framing_defect = framing_doubt(exchange.response);
  if (exchange.framing_defect.empty() && ended_abruptly_)
    exchange.framing_defect =
        "the end of the connection ends the body, and it came without close_notify";
  exchange.keep_alive = beast.keep_alive();
  return exchange;
}

std::string ResponseReader::progress(const Bytes& input) const {
  if (!head_read_) {
    auto bytes = parser_->offset() + input.size();
    return bytes == 0 ? "" : fmt::format("{} bytes of the head", bytes);
  }
  auto body = parser_->body_size();
  if (auto left = parser_->beast().content_length_remaining())
    return fmt::format("{} of {} bytes of the body", body, body + *left);
  return fmt::format("{} bytes of the body", body);
}

ResponseReader::Step ResponseReader::refused() {
  auto error = parser_->error();
  if (error == http::error::header_limit)
    return fail(fmt::format("the {} exceeds the limit of {} bytes",
                            head_read_ ? "chunk header or trailer" : "head", limits_.head));
  if (error == http::error::body_limit)
    return fail(fmt::format("the body exceeds the limit of {} bytes", limits_.body));
  return fail(
      fmt::format("not an HTTP response: {} at byte {}", error.message(), parser_->offset()));
}

ResponseReader::Step ResponseReader::fail(std::string failure) {
  failure_ = std::move(failure);
  return Step::failed;
}

}  // namespace inquest
