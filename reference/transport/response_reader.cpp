#include "reference/transport/response_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/transport/framing.h"

namespace inquest {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view empty_line = "\r\n\r\n";

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
  if (contradictory_ && !head_read_) return take_contradictory(input);
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
        if (!contradictory()) return refused();
        // A second look at the same head, once it is whole.
        contradictory_ = true;
        input.insert(input.begin(), parser_->head().begin(), parser_->head().end());
        return take_contradictory(input);
    }
  }
}

bool ResponseReader::contradictory() const {
  auto error = parser_->error();
  return !head_read_ && !contradictory_ &&
         (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding ||
          error == http::error::multiple_content_length);
}

ResponseReader::Step ResponseReader::take_contradictory(Bytes& input) {
  auto found = text_of(input).find(empty_line);
  if (found == std::string_view::npos) {
    if (input.size() <= limits_.head) return Step::more;
    return fail(fmt::format("the head exceeds the limit of {} bytes", limits_.head));
  }
  auto end = input.begin() + static_cast<std::ptrdiff_t>(found + empty_line.size());
  head_.assign(input.begin(), end);
  input.erase(input.begin(), end);
  start_parser();
  auto repaired = without_contradictions(head_);
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
  exchange.head = contradictory_ ? head_ : parser_->head();
  exchange.response = value_of(exchange.head, beast.get());
  exchange.response.body = beast.get().body();
  exchange.response.framing = beast.chunked()    ? Framing::chunked
                              : beast.need_eof() ? Framing::close
                                                 : Framing::content_length;
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
