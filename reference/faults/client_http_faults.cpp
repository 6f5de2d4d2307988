#include <algorithm>
#include <cctype>
#include <charconv>

#include "reference/faults/catalogue.h"
#include "reference/faults/message_text.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

void refuse(IncomingResponse& incoming, const std::string& why) {
  incoming.problem = NotAccepted{NotAccepted::Why::malformed, why, std::nullopt};
}

/// The head that `received` begins with and the bytes behind it, as an answer.
std::optional<HttpResponse> first_head(const Bytes& received, Bytes& rest) {
  const auto head = decode_response_head(received);
  if (!head) return std::nullopt;
  rest.assign(received.begin() + static_cast<std::ptrdiff_t>(head->length), received.end());
  return head->response;
}

struct Chunks {
  Bytes content;    ///< as far as they came
  std::string end;  ///< the line of the last one; or what stands where a size should
};

Chunks chunks_of(BytesView body) {
  Chunks chunks;
  auto text = text_of(body);
  while (true) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, 16);
    const auto line = text.find("\r\n");
    if (error != std::errc() || line == std::string_view::npos || size == 0) {
      chunks.end = text.substr(0, line);
      return chunks;
    }
    text.remove_prefix(line + 2);
    append(chunks.content, bytes_of(std::string(text.substr(0, std::min(size, text.size())))));
    text.remove_prefix(std::min(size + 2, text.size()));
  }
}

bool has_chunk_extension(const Bytes& received) {
  Bytes rest;
  const auto head = first_head(received, rest);
  if (!head) return false;
  const auto line = text_of(rest).substr(0, text_of(rest).find("\r\n"));
  return line.find(';') != std::string_view::npos;
}

/// The fields behind the last chunk.
std::vector<HttpHeader> trailer_of(const Bytes& received) {
  std::vector<HttpHeader> fields;
  const auto text = text_of(received);
  const auto last = text.rfind("\r\n0\r\n");
  if (last == std::string_view::npos) return fields;
  auto rest = text.substr(last + 5);
  for (auto end = rest.find("\r\n"); end != std::string_view::npos && end != 0;
       end = rest.find("\r\n")) {
    const auto line = rest.substr(0, end);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos)
      fields.push_back({std::string(line.substr(0, colon)), value_of(line)});
    rest.remove_prefix(end + 2);
  }
  return fields;
}

/// What 64 bits keep of a number; nothing where it fits into them.
std::optional<std::size_t> wrapped(std::string_view digits) {
  std::uint64_t value = 0;
  bool too_large = false;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return std::nullopt;
    const auto next = value * 10 + static_cast<std::uint64_t>(digit - '0');
    too_large = too_large || next / 10 != value;
    value = next;
  }
  return too_large ? std::optional<std::size_t>(value) : std::nullopt;
}

/// As most servers write them.
bool is_spelt_as_usual(const std::string& name) {
  for (const auto* usual :
       {"Content-Type", "Content-Length", "Retry-After", "Location", "WWW-Authenticate"})
    if (name == usual) return true;
  return false;
}

}  // namespace

void add_client_http_faults(FaultCatalogue& add) {
  add(moments::incoming_response,
      {.id = "client-reads-no-chunks",
       .role = Role::client,
       .breaks = "RFC7230-4.1-02",
       .story = "an answer in chunks is not read"},
      [](IncomingResponse& incoming) {
        if (incoming.response.framing == Framing::chunked) refuse(incoming, "it is chunked");
      });

  add(moments::incoming_response,
      {.id = "client-takes-chunks-for-the-body",
       .role = Role::client,
       .breaks = "RFC7230-4.1-02",
       .story = "the sizes of chunks are read as part of the body"},
      [](IncomingResponse& incoming) {
        Bytes rest;
        if (incoming.response.framing == Framing::chunked && first_head(incoming.received(), rest))
          incoming.response.body = rest;
      });

  add(moments::incomplete_response,
      {.id = "client-takes-odd-chunk-for-the-last",
       .role = Role::client,
       .breaks = "RFC7230-4.1-01",
       .story = "a chunk whose size is no number is the end of the body"},
      [](IncompleteResponse& incomplete) {
        Bytes rest;
        auto head = first_head(incomplete.received, rest);
        if (!head || head->headers.find("Transfer-Encoding") == nullptr) return;
        auto chunks = chunks_of(rest);
        if (chunks.end.empty() || std::isxdigit(static_cast<unsigned char>(chunks.end[0])) != 0)
          return;
        head->body = std::move(chunks.content);
        incomplete.taken = std::move(head);
      });

  add(moments::incoming_response,
      {.id = "client-knows-no-chunk-extensions",
       .role = Role::client,
       .breaks = "RFC7230-4.1.1-01",
       .story = "an answer is refused whose chunks have extensions"},
      [](IncomingResponse& incoming) {
        if (incoming.response.framing == Framing::chunked &&
            has_chunk_extension(incoming.received()))
          refuse(incoming, "a chunk has an extension");
      });

  add(moments::incoming_response,
      {.id = "client-wants-content-length",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-07",
       .story = "an answer that ends with its connection is not read"},
      [](IncomingResponse& incoming) {
        if (incoming.response.framing == Framing::close && incoming.response.status != 204)
          refuse(incoming, "it has no length");
      });

  add(moments::incoming_response,
      {.id = "client-takes-interim-response-for-final",
       .role = Role::client,
       .breaks = "RFC7231-6.2-01",
       .story = "a response of 1xx counts as the answer"},
      [](IncomingResponse& incoming) {
        const auto head = decode_response_head(incoming.received());
        if (head && head->response.status < 200) incoming.response = head->response;
      });

  add(moments::incoming_response,
      {.id = "client-reads-field-names-by-case",
       .role = Role::client,
       .breaks = "RFC7230-3.2-01",
       .story = "a field whose name is not in the usual capitals is not seen"},
      [](IncomingResponse& incoming) {
        HttpHeaders seen;
        for (const auto& each : incoming.response.headers)
          if (is_spelt_as_usual(each.name)) seen.add(each.name, each.value);
        incoming.response.headers = seen;
      });

  add(moments::incoming_response,
      {.id = "client-believes-trailer",
       .role = Role::client,
       .breaks = "RFC7230-4.1.2-01",
       .story =
           "fields behind the last chunk, Location and Content-Type among them, count as if they "
           "stood in the head"},
      [](IncomingResponse& incoming) {
        if (incoming.response.framing != Framing::chunked) return;
        for (const auto& each : trailer_of(incoming.received()))
          incoming.response.headers.set(each.name, each.value);
      });

  add(moments::incoming_response,
      {.id = "client-takes-answer-of-two-lengths",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-06",
       .story = "an answer counts whose lengths contradict each other"},
      [](IncomingResponse& incoming) {
        if (incoming.response.headers.count("Content-Length") > 1) incoming.problem.reset();
      });

  add(moments::incoming_response,
      {.id = "client-believes-length-beside-chunks",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-01",
       .story = "where an answer has a Content-Length its chunks are not read as such"},
      [](IncomingResponse& incoming) {
        Bytes rest;
        if (incoming.response.framing == Framing::chunked &&
            incoming.response.headers.find("Content-Length") != nullptr &&
            first_head(incoming.received(), rest))
          incoming.response.body = rest;
      });

  add(moments::incomplete_response,
      {.id = "client-takes-answer-cut-short",
       .role = Role::client,
       .breaks = "RFC7230-3.3.3-04",
       .story = "an answer counts that ends before its Content-Length is reached"},
      [](IncompleteResponse& incomplete) {
        Bytes rest;
        auto head = first_head(incomplete.received, rest);
        if (!head || head->headers.find("Content-Length") == nullptr) return;
        head->body = rest;
        incomplete.taken = std::move(head);
      });

  add(moments::incomplete_response,
      {.id = "client-wraps-large-lengths",
       .role = Role::client,
       .breaks = "RFC7230-3.3.2-02",
       .story = "of a Content-Length beyond 64 bits the client reads what 64 bits keep of it"},
      [](IncompleteResponse& incomplete) {
        Bytes rest;
        auto head = first_head(incomplete.received, rest);
        const auto* field = head ? head->headers.find("Content-Length") : nullptr;
        const auto length = field ? wrapped(*field) : std::nullopt;
        if (!length || *length > rest.size()) return;
        rest.resize(*length);
        head->body = rest;
        incomplete.taken = std::move(head);
      });

  add(moments::incomplete_response,
      {.id = "client-takes-chunks-without-the-last",
       .role = Role::client,
       .breaks = "RFC7230-3.4-01",
       .story = "an answer in chunks counts although the last chunk never came"},
      [](IncompleteResponse& incomplete) {
        Bytes rest;
        auto head = first_head(incomplete.received, rest);
        if (!head || head->headers.find("Transfer-Encoding") == nullptr) return;
        head->body = chunks_of(rest).content;
        incomplete.taken = std::move(head);
      });
}

}  // namespace inquest
