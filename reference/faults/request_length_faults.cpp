#include <fmt/format.h>

#include "reference/faults/catalogue.h"
#include "reference/faults/message_text.h"

namespace inquest {
namespace {

/// Puts other values in place of the request's Content-Length. Nobody waits for more: our side
/// ends.
auto lengths(const std::function<std::vector<std::string>(std::size_t right)>& values) {
  return [values](Delivery& delivery) {
    edit_message(delivery.bytes, [&](MessageText& message) {
      message.remove("Content-Length");
      for (const auto& value : values(message.body.size())) message.add("Content-Length: " + value);
    });
    delivery.close_after = true;
  };
}

/// A whole request to stand where a body is expected.
constexpr std::string_view hidden = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";  // 27 octets, 1b

/// Hides a request in a body that `lines` measure in two ways.
auto hides(const std::vector<std::string>& lines, const std::string& body) {
  return [lines, body](Delivery& delivery) {
    edit_message(delivery.bytes, [&](MessageText& message) {
      message.remove("Content-Length");
      message.remove("Transfer-Encoding");
      for (const auto& line : lines) message.add(line);
      message.body = body;
    });
    delivery.close_after = true;
  };
}

const std::string in_chunks = "1b\r\n" + std::string(hidden) + "\r\n0\r\n\r\n";

}  // namespace

void add_request_length_faults(FaultCatalogue& add) {
  const auto number = [](std::size_t value) { return std::to_string(value); };

  add(moments::request_delivery,
      {.id = "request-length-negative",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "Content-Length is below zero"},
      lengths([](std::size_t right) { return std::vector{fmt::format("-{}", right)}; }));

  add(moments::request_delivery,
      {.id = "request-length-with-plus",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "Content-Length is the right number behind a plus sign"},
      lengths([](std::size_t right) { return std::vector{fmt::format("+{}", right)}; }));

  add(moments::request_delivery,
      {.id = "request-length-hexadecimal",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "Content-Length is the right number in hexadecimal digits"},
      lengths([](std::size_t right) { return std::vector{fmt::format("0x{:x}", right)}; }));

  add(moments::request_delivery,
      {.id = "request-length-with-unit",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "words follow the number in Content-Length"},
      lengths([](std::size_t right) { return std::vector{fmt::format("{} octets", right)}; }));

  add(moments::request_delivery,
      {.id = "request-two-lengths",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "a second Content-Length contradicts the first, which is right"},
      lengths([=](std::size_t right) {
        return std::vector{number(right), number(right + 1)};
      }));

  add(moments::request_delivery,
      {.id = "request-two-lengths-right-last",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "a second Content-Length contradicts the first, and is right"},
      lengths([=](std::size_t right) {
        return std::vector{number(right + 1), number(right)};
      }));

  add(moments::request_delivery,
      {.id = "request-length-list",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "Content-Length lists two numbers, of which one is right"},
      lengths(
          [](std::size_t right) { return std::vector{fmt::format("{}, {}", right, right + 1)}; }));

  add(moments::request_delivery,
      {.id = "request-two-equal-lengths",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "Content-Length is there twice, and right both times"},
      lengths([=](std::size_t right) {
        return std::vector{number(right), number(right)};
      }));

  add(moments::request_delivery,
      {.id = "request-length-beyond-64-bits",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-04",
       .story = "Content-Length is too large by 2 to the power of 64"},
      lengths([](std::size_t right) {
        // The twenty digits of 2^64 = 18446744073709551616, with the length added to the last ones.
        return std::vector{fmt::format("1844674407370{:07}", 9551616 + right)};
      }));

  add(moments::request_delivery,
      {.id = "request-ends-before-its-length",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-04",
       .story = "our side ends 7 octets before Content-Length is reached, behind a whole CSR"},
      lengths([=](std::size_t right) { return std::vector{number(right + 7)}; }));

  add(moments::request_delivery,
      {.id = "request-without-length",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-05",
       .story = "neither Content-Length nor chunks measure the body"},
      lengths([](std::size_t) { return std::vector<std::string>(); }));

  add(moments::request_delivery,
      {.id = "request-hides-another-in-chunks",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-04",
       .story = "a request stands in a chunk, behind the end that Content-Length claims"},
      hides({"Content-Length: 4", "Transfer-Encoding: chunked"}, in_chunks));

  add(moments::request_delivery,
      {.id = "request-hides-another-in-chunks-before-length",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-04",
       .story = "the same, with Transfer-Encoding in front and in capitals"},
      hides({"Transfer-Encoding: CHUNKED", "Content-Length: 4"}, in_chunks));

  add(moments::request_delivery,
      {.id = "request-hides-another-behind-two-lengths",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-06",
       .story = "of two Content-Length fields the second says that the body is another request"},
      hides({"Content-Length: 27", "Content-Length: 0"}, std::string(hidden)));

  add(moments::request_delivery,
      {.id = "request-hides-another-in-get",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a request whose method has no use for a body has one, which looks like a "
                "request"},
      hides({"Content-Length: 27"}, std::string(hidden)));

  add(moments::request_delivery,
      {.id = "request-transfer-coding-unknown",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-05",
       .story = "the body is in a transfer coding that nobody knows"},
      [](Delivery& delivery) {
        edit_message(delivery.bytes, [](MessageText& message) {
          message.remove("Content-Length");
          message.add("Transfer-Encoding: inquest");
        });
        delivery.close_after = true;
      });
}

}  // namespace inquest
