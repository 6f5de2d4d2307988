#include <fmt/format.h>

#include "reference/faults/catalogue.h"
#include "reference/faults/message_text.h"

namespace inquest {
namespace {

/// Sends the body as text that `chunks` makes of it. Nobody waits for more: our side ends.
auto chunks(const std::function<std::string(const std::string& body)>& chunks) {
  return [chunks](Delivery& delivery) {
    edit_message(delivery.bytes, [&](MessageText& message) {
      message.remove("Content-Length");
      message.remove("Transfer-Encoding");
      message.add("Transfer-Encoding: chunked");
      message.body = chunks(message.body);
    });
    delivery.close_after = true;
  };
}

/// One chunk, whatever `size` says of it, and the end.
std::string chunk(const std::string& size, const std::string& body,
                  const std::string& end = "0\r\n\r\n") {
  return size + "\r\n" + body + "\r\n" + end;
}

std::string hex(std::size_t number) { return fmt::format("{:x}", number); }

}  // namespace

void add_request_chunk_faults(FaultCatalogue& add) {
  add(moments::request_delivery,
      {.id = "request-chunk-extensions",
       .role = Role::client,
       .breaks = "",
       .story = "legal: chunks bear extensions that nobody knows"},
      chunks([](const std::string& body) {
        return chunk(hex(body.size()) + ";inquest=1;b=\"c d\"", body, "0;last\r\n\r\n");
      }));

  add(moments::request_delivery,
      {.id = "request-chunk-size-with-zeros",
       .role = Role::client,
       .breaks = "",
       .story = "legal: zeros stand before the size of a chunk, which is in capitals"},
      chunks([](const std::string& body) {
        return chunk(fmt::format("000{:X}", body.size()), body, "000\r\n\r\n");
      }));

  add(moments::request_delivery,
      {.id = "request-chunk-trailer",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a field that means nothing follows the last chunk"},
      chunks([](const std::string& body) {
        return chunk(hex(body.size()), body, "0\r\nX-Inquest: 1\r\n\r\n");
      }));

  add(moments::request_delivery,
      {.id = "request-credentials-in-trailer",
       .role = Role::client,
       .breaks = "RFC7230-4.1.2-02",
       .story = "Authorization stands in the trailer of a chunked body, and not in the head"},
      [](Delivery& delivery) {
        edit_message(delivery.bytes, [](MessageText& message) {
          const auto* line = message.field("Authorization");
          const auto trailer = line == nullptr ? "Authorization: none" : *line;
          for (const auto* name : {"Authorization", "Content-Length", "Transfer-Encoding"})
            message.remove(name);
          message.add("Trailer: Authorization");
          message.add("Transfer-Encoding: chunked");
          message.body =
              chunk(hex(message.body.size()), message.body, "0\r\n" + trailer + "\r\n\r\n");
        });
      });

  add(moments::request_delivery,
      {.id = "request-chunk-size-too-small",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "a chunk holds 5 octets more than it says"},
      chunks([](const std::string& body) { return chunk(hex(body.size() - 5), body); }));

  add(moments::request_delivery,
      {.id = "request-chunk-size-too-large",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "a chunk holds 64 octets fewer than it says"},
      chunks([](const std::string& body) { return chunk(hex(body.size() + 64), body); }));

  add(moments::request_delivery,
      {.id = "request-chunk-size-no-number",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "the size of a chunk is a word"},
      chunks([](const std::string& body) { return chunk("size", body); }));

  add(moments::request_delivery,
      {.id = "request-chunk-size-negative",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "the size of a chunk is below zero"},
      chunks([](const std::string& body) { return chunk("-" + hex(body.size()), body); }));

  add(moments::request_delivery,
      {.id = "request-chunk-size-with-prefix",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "the size of a chunk is written with 0x in front"},
      chunks([](const std::string& body) { return chunk("0x" + hex(body.size()), body); }));

  add(moments::request_delivery,
      {.id = "request-chunk-size-beyond-64-bits",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "the size of a chunk is too large by 2 to the power of 64"},
      chunks([](const std::string& body) {
        return chunk(fmt::format("1{:016x}", body.size()), body);
      }));

  add(moments::request_delivery,
      {.id = "request-without-last-chunk",
       .role = Role::client,
       .breaks = "RFC7230-3.4-01",
       .story = "our side ends where the last chunk should come"},
      chunks([](const std::string& body) { return chunk(hex(body.size()), body, ""); }));

  add(moments::request_delivery,
      {.id = "request-length-beside-chunks",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-04",
       .story = "a Content-Length of 5 stands beside Transfer-Encoding"},
      [](Delivery& delivery) {
        edit_message(delivery.bytes, [](MessageText& message) {
          message.remove("Content-Length");
          message.remove("Transfer-Encoding");
          message.add("Content-Length: 5");
          message.add("Transfer-Encoding: chunked");
          message.body = chunk(hex(message.body.size()), message.body);
        });
      });
}

}  // namespace inquest
