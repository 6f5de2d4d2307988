#include <algorithm>
#include <cctype>

#include "reference/faults/catalogue.h"
#include "reference/faults/message_text.h"

namespace inquest {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

auto edited(const std::function<void(MessageText&)>& change) {
  return [change](Bytes& received) { edit_message(received, change); };
}

/// Every second line of a chunked body, until an empty one: the sizes are not looked at.
std::string by_lines(const std::string& body) {
  std::string data;
  bool size = true;
  for (std::size_t at = 0; at < body.size(); size = !size) {
    const auto end = std::min(body.find("\r\n", at), body.size());
    const auto line = body.substr(at, end - at);
    if (line.empty()) break;
    if (!size) data += line;
    at = end + 2;
  }
  return data;
}

}  // namespace

void add_length_reading_faults(FaultCatalogue& add) {
  add(moments::received_bytes,
      {.id = "takes-any-content-length",
       .role = Role::server,
       .breaks = "RFC7230-3.3.3-02",
       .story = "where Content-Length is no number, or two, what came is the body"},
      edited([](MessageText& message) {
        const auto* line = message.field("Content-Length");
        if (line == nullptr || message.chunked()) return;
        if (message.count("Content-Length") > 1 || !is_number(value_of(*line))) message.measure();
      }));

  add(moments::received_bytes,
      {.id = "wraps-content-length-at-64-bits",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-02",
       .story = "the number in Content-Length is read modulo 2 to the power of 64"},
      edited([](MessageText& message) {
        auto* line = message.field("Content-Length");
        if (line == nullptr || !is_number(value_of(*line)) || value_of(*line).size() < 20) return;
        std::uint64_t length = 0;
        for (const char digit : value_of(*line))
          length = length * 10 + static_cast<std::uint64_t>(digit - '0');
        *line = "Content-Length: " + std::to_string(length);
      }));

  add(moments::received_bytes,
      {.id = "takes-what-came-for-the-body",
       .role = Role::server,
       .breaks = "RFC7230-3.3.3-04",
       .story = "a body shorter than its Content-Length is processed"},
      edited([](MessageText& message) {
        const auto* line = message.field("Content-Length");
        if (line == nullptr || !is_number(value_of(*line)) || value_of(*line).size() > 9) return;
        if (!message.body.empty() && std::stoul(value_of(*line)) > message.body.size())
          message.measure();
      }));

  add(moments::received_bytes,
      {.id = "takes-a-body-without-length",
       .role = Role::server,
       .breaks = "RFC7230-3.3.3-05",
       .story = "what follows a head that measures no body is the body"},
      edited([](MessageText& message) {
        if (message.field("Content-Length") == nullptr &&
            message.field("Transfer-Encoding") == nullptr &&
            message.lines.front().starts_with("POST"))
          message.measure();
      }));

  add(moments::received_bytes,
      {.id = "takes-the-last-content-length",
       .role = Role::server,
       .breaks = "RFC7230-3.3.3-02",
       .story = "of two Content-Length fields the last counts"},
      edited([](MessageText& message) {
        if (message.count("Content-Length") > 1)
          message.lines.erase(message.lines.begin() +
                              (message.field("Content-Length") - message.lines.data()));
      }));

  add(moments::received_bytes,
      {.id = "get-has-no-body",
       .role = Role::server,
       .breaks = "RFC7230-3.3-01",
       .story = "the body of a GET is read as the next request"},
      edited([](MessageText& message) {
        if (message.lines.front().starts_with("GET")) message.remove("Content-Length");
      }));

  add(moments::received_bytes,
      {.id = "takes-any-transfer-coding",
       .role = Role::server,
       .breaks = "RFC7230-3.3.3-03",
       .story = "a transfer coding other than chunked is read as none"},
      edited([](MessageText& message) {
        if (message.field("Transfer-Encoding") != nullptr && !message.chunked()) message.measure();
      }));

  add(moments::received_bytes,
      {.id = "knows-no-path-in-other-transfer-codings",
       .role = Role::server,
       .breaks = "RFC7230-3.3.1-02",
       .story = "a transfer coding other than chunked is answered with 404"},
      edited([](MessageText& message) {
        if (message.field("Transfer-Encoding") == nullptr || message.chunked()) return;
        message.measure();
        edit_request_line(message, [](auto&, auto& target, auto&) { target = "/"; });
      }));

  add(moments::received_bytes,
      {.id = "believes-length-beside-chunks",
       .role = Role::server,
       .breaks = "RFC7230-3.3.3-01",
       .story = "of a length and chunks, the length counts"},
      edited([](MessageText& message) {
        if (message.field("Content-Length") != nullptr) message.remove("Transfer-Encoding");
      }));

  add(moments::received_bytes,
      {.id = "refuses-chunk-extensions",
       .role = Role::server,
       .breaks = "RFC7230-4.1.1-01",
       .story = "a chunk with an extension is refused"},
      edited([](MessageText& message) {
        if (!message.chunked()) return;
        const auto end = message.body.find("\r\n");
        if (message.body.substr(0, end).find(';') != std::string::npos) message.body = "!\r\n";
      }));

  add(moments::received_bytes,
      {.id = "refuses-zeros-before-chunk-size",
       .role = Role::server,
       .breaks = "RFC7230-3.3.1-01",
       .story = "a chunk whose size begins with zeros, or a trailer, is not read"},
      edited([](MessageText& message) {
        if (message.chunked() && (message.body.starts_with("00") ||
                                  message.body.find("\r\n0\r\nX") != std::string::npos))
          message.body = "!\r\n";
      }));

  add(moments::received_bytes,
      {.id = "reads-chunks-by-lines",
       .role = Role::server,
       .breaks = "RFC7230-4.1-01",
       .story = "every second line of a chunked body is data, whatever the size before it"},
      edited([](MessageText& message) {
        if (!message.chunked()) return;
        message.body = by_lines(message.body);
        message.measure();
      }));

  add(moments::received_bytes,
      {.id = "takes-chunks-without-the-last",
       .role = Role::server,
       .breaks = "RFC7230-3.4-01",
       .story = "a chunked body need not come to its end"},
      edited([](MessageText& message) {
        if (message.chunked() && message.body.find("\r\n0\r\n") == std::string::npos)
          message.body += "0\r\n\r\n";
      }));

  add(moments::received_bytes,
      {.id = "merges-trailer-into-head",
       .role = Role::server,
       .breaks = "RFC7230-4.1.2-01",
       .story = "fields of a trailer count as those of the head, whichever they are"},
      edited([](MessageText& message) {
        const auto last = message.body.find("\r\n0\r\n");
        if (!message.chunked() || last == std::string::npos) return;
        const auto trailer = message.body.substr(last + 5);
        if (const auto end = trailer.find("\r\n"); end != 0) message.add(trailer.substr(0, end));
      }));

  add(moments::received_bytes,
      {.id = "reads-equal-lengths-as-none",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-03",
       .story =
           "two Content-Length fields of one value are dropped, and the body is the next request"},
      edited([](MessageText& message) {
        const auto* line = message.field("Content-Length");
        if (line == nullptr || message.count("Content-Length") != 2) return;
        message.remove("Content-Length");
      }));
}

}  // namespace inquest
