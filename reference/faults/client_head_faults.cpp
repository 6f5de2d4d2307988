#include <algorithm>
#include <cctype>

#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

/// How a client reads what stands before the body of an answer.
namespace inquest {
namespace {

void refuse(IncomingResponse& incoming, const std::string& why) {
  incoming.problem = NotAccepted{NotAccepted::Why::malformed, why, std::nullopt};
}

/// The lines of the last head that was received, without the status line.
std::vector<std::string> field_lines(const Bytes& received) {
  std::vector<std::string> lines;
  auto text = text_of(received);
  // Interim answers stand in front, and have no body.
  for (auto head = decode_response_head(bytes_of(std::string(text)));
       head && head->response.status < 200;
       head = decode_response_head(bytes_of(std::string(text))))
    text.remove_prefix(head->length);
  auto end = text.find("\r\n");
  while (end != std::string_view::npos) {
    text.remove_prefix(end + 2);
    end = text.find("\r\n");
    if (end == 0) break;
    if (end != std::string_view::npos) lines.emplace_back(text.substr(0, end));
  }
  return lines;
}

bool goes_on(const std::string& line) { return line.starts_with(' ') || line.starts_with('\t'); }

/// "Name: value", with one space and none behind.
bool is_spaced_as_usual(const std::string& line) {
  const auto colon = line.find(':');
  if (goes_on(line) || colon == std::string::npos || colon + 2 >= line.size()) return true;
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  return line[colon + 1] == ' ' && !is_space(line[colon + 2]) && !is_space(line.back());
}

}  // namespace

void add_client_head_faults(FaultCatalogue& add) {
  add(moments::incoming_response,
      {.id = "client-wants-one-space-before-values",
       .role = Role::client,
       .breaks = "RFC7230-3.2.4-05",
       .story = "a field is not read that has other white space around its value than one space"},
      [](IncomingResponse& incoming) {
        const auto lines = field_lines(incoming.received());
        if (!std::all_of(lines.begin(), lines.end(), is_spaced_as_usual))
          refuse(incoming, "a field is not spaced as usual");
      });

  add(moments::incoming_response,
      {.id = "client-knows-no-folded-fields",
       .role = Role::client,
       .breaks = "RFC7230-3.2.4-06",
       .story = "an answer is refused in which a field goes on in a second line"},
      [](IncomingResponse& incoming) {
        const auto lines = field_lines(incoming.received());
        if (std::any_of(lines.begin(), lines.end(), goes_on)) refuse(incoming, "a field is folded");
      });

  add(moments::incoming_response,
      {.id = "client-reads-connection-options-by-case",
       .role = Role::client,
       .breaks = "RFC7230-6.1-01",
       .story = "an answer is refused whose connection option has capitals"},
      [](IncomingResponse& incoming) {
        const auto* options = incoming.response.headers.find("Connection");
        if (options != nullptr && std::any_of(options->begin(), options->end(),
                                              [](unsigned char c) { return std::isupper(c) != 0; }))
          refuse(incoming, "it has a connection option that nobody knows");
      });

  add(moments::incoming_response,
      {.id = "client-knows-no-further-interim-responses",
       .role = Role::client,
       .breaks = "RFC7231-6-02",
       .story = "a response of 1xx that the client does not know counts as the answer"},
      [](IncomingResponse& incoming) {
        const auto head = decode_response_head(incoming.received());
        if (head && head->response.status < 200 &&
            reason_phrase(head->response.status) == "Unknown")
          incoming.response = head->response;
      });
}

}  // namespace inquest
