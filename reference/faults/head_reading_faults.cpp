#include <algorithm>
#include <cctype>

#include "reference/faults/catalogue.h"
#include "reference/faults/message_text.h"

namespace inquest {
namespace {

auto edited(const std::function<void(MessageText&)>& change) {
  return [change](Bytes& received) { edit_message(received, change); };
}

using EditLine =
    std::function<void(std::string& method, std::string& target, std::string& version)>;

auto with_request_line(const EditLine& change) {
  return edited([change](MessageText& message) { edit_request_line(message, change); });
}

bool begins_in_small_letters(const std::string& line) {
  return !line.empty() && std::islower(static_cast<unsigned char>(line.front())) != 0;
}

}  // namespace

void add_head_reading_faults(FaultCatalogue& add) {
  add(moments::received_bytes,
      {.id = "serves-without-host",
       .role = Role::server,
       .breaks = "RFC7230-5.4-01",
       .story = "a request without Host is served"},
      edited([](MessageText& message) {
        if (message.field("Host") == nullptr) message.add("Host: unnamed");
      }));

  add(moments::received_bytes,
      {.id = "serves-two-hosts",
       .role = Role::server,
       .breaks = "RFC7230-5.4-02",
       .story = "of two Host fields one is served"},
      edited([](MessageText& message) {
        if (message.count("Host") < 2) return;
        message.remove("Host");
        message.add("Host: unnamed");
      }));

  add(moments::received_bytes,
      {.id = "serves-any-host",
       .role = Role::server,
       .breaks = "RFC7230-5.4-03",
       .story = "a Host field that names no host is served"},
      edited([](MessageText& message) {
        if (auto* line = message.field("Host");
            line && value_of(*line).find(' ') != std::string::npos)
          *line = "Host: unnamed";
      }));

  add(moments::received_bytes,
      {.id = "forgives-space-before-colon",
       .role = Role::server,
       .breaks = "RFC7230-3.2.4-01",
       .story = "white space before the colon of a field is dropped"},
      edited([](MessageText& message) {
        for (auto& line : message.lines)
          if (const auto at = line.find(" :"); at != std::string::npos) line.erase(at, 1);
      }));

  add(moments::received_bytes,
      {.id = "reads-fold-as-field",
       .role = Role::server,
       .breaks = "RFC7230-3.2.4-02",
       .story = "the second line of a folded field is read as a field of its own"},
      edited([](MessageText& message) {
        for (auto& line : message.lines)
          while (line.starts_with(' ')) line.erase(0, 1);
      }));

  add(moments::received_bytes,
      {.id = "wants-field-names-in-capitals",
       .role = Role::server,
       .breaks = "RFC7230-3.2-01",
       .story = "a field whose name begins in a small letter is not known"},
      edited([](MessageText& message) {
        for (auto& line : message.lines)
          if (begins_in_small_letters(line)) line.insert(0, "unknown-");
      }));

  add(moments::received_bytes,
      {.id = "refuses-absolute-form",
       .role = Role::server,
       .breaks = "RFC7230-5.3.2-01",
       .story = "a target in absolute form is not found"},
      with_request_line([](std::string&, std::string& target, std::string&) {
        if (target.starts_with("http")) target.insert(0, "/");
      }));

  add(moments::received_bytes,
      {.id = "refuses-empty-line-in-front",
       .role = Role::server,
       .breaks = "RFC7230-3.5-01",
       .story = "an empty line before a request is read as a request line"},
      [](Bytes& received) {
        if (received.size() > 2 && received[0] == '\r') received[0] = received[1] = '!';
      });

  add(moments::received_bytes,
      {.id = "percent-encoding-is-another-path",
       .role = Role::server,
       .breaks = "RFC7230-2.7.3-01",
       .story = "a path with a percent-encoded letter is not found"},
      with_request_line([](std::string&, std::string& target, std::string&) {
        if (target.find('%') != std::string::npos) target = "/not-found";
      }));

  add(moments::received_bytes,
      {.id = "long-target-is-our-trouble",
       .role = Role::server,
       .breaks = "RFC7230-3.1.1-01",
       .story = "a target of more than 4000 octets is answered with 501"},
      with_request_line([](std::string& method, std::string& target, std::string&) {
        if (target.size() > 4000) method = "LONG";
      }));

  add(moments::received_bytes,
      {.id = "long-field-is-our-trouble",
       .role = Role::server,
       .breaks = "RFC7230-3.2.5-01",
       .story = "a field of more than 4000 octets is answered with 501"},
      edited([](MessageText& message) {
        for (const auto& line : message.lines)
          if (line.size() > 4000 && &line != &message.lines.front())
            return edit_request_line(
                message, [](std::string& method, std::string&, std::string&) { method = "LONG"; });
      }));

  add(moments::received_bytes,
      {.id = "takes-methods-in-small-letters",
       .role = Role::server,
       .breaks = "RFC7230-3.1.1-02",
       .story = "a method in small letters is the one in capitals"},
      with_request_line([](std::string& method, std::string&, std::string&) {
        std::transform(method.begin(), method.end(), method.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      }));

  add(moments::received_bytes,
      {.id = "unknown-method-is-get",
       .role = Role::server,
       .breaks = "RFC7231-4.1-01",
       .story = "a method that nobody knows is served as GET"},
      with_request_line([](std::string& method, std::string&, std::string&) {
        if (method == "INQUEST") method = "GET";
      }));

  add(moments::received_bytes,
      {.id = "head-is-get",
       .role = Role::server,
       .breaks = "RFC7231-4.3.2-01",
       .story = "HEAD is answered with a body"},
      with_request_line([](std::string& method, std::string&, std::string&) {
        if (method == "HEAD") method = "GET";
      }));

  add(moments::received_bytes,
      {.id = "cuts-fields-at-nul",
       .role = Role::server,
       .breaks = "RFC9110-5.5-01",
       .story = "a field value ends at NUL"},
      edited([](MessageText& message) {
        for (auto& line : message.lines) line.resize(std::min(line.find('\0'), line.size()));
      }));

  add(moments::received_bytes,
      {.id = "reads-bare-cr-as-line-end",
       .role = Role::server,
       .breaks = "RFC9110-5.5-01",
       .story = "a CR without LF ends a line of the head"},
      edited([](MessageText& message) {
        for (auto& line : message.lines)
          for (auto at = line.find('\r'); at != std::string::npos; at = line.find('\r', at + 2))
            line.insert(at + 1, "\n");
      }));

  add(moments::received_bytes,
      {.id = "ignores-expect-continue",
       .role = Role::server,
       .breaks = "RFC7231-5.1.1-01",
       .story = "the body is waited for in silence, although the sender waits as well"},
      edited([](MessageText& message) { message.remove("Expect"); }));

  add(moments::received_bytes,
      {.id = "compares-connection-options-as-text",
       .role = Role::server,
       .breaks = "RFC7230-6.1-01",
       .story = "a connection option in capitals is not known"},
      edited([](MessageText& message) {
        if (auto* line = message.field("Connection"); line && value_of(*line) == "CLOSE")
          message.remove("Connection");
      }));

  add(moments::received_bytes,
      {.id = "answers-pipelined-requests-in-another-order",
       .role = Role::server,
       .breaks = "RFC7230-6.3.2-01",
       .story = "of two requests that came together the second is answered first"},
      [](Bytes& received) {
        const auto text = std::string(text_of(received));
        const auto first = text.find("\r\n\r\n");
        if (!text.starts_with("GET") || first == std::string::npos) return;
        if (text.size() > first + 4 && text.ends_with("\r\n\r\n"))
          received = bytes_of(text.substr(first + 4) + text.substr(0, first + 4));
      });

  add(moments::received_bytes,
      {.id = "forgets-what-came-before",
       .role = Role::server,
       .breaks = "RFC7230-3-02",
       .story = "a request line that comes in two pieces loses the first"},
      [](Bytes& received) {
        if (text_of(received).find('\n') == std::string_view::npos) received.clear();
      });

  add(moments::received_bytes,
      {.id = "processes-what-follows-close",
       .role = Role::server,
       .breaks = "RFC7230-6.6-02",
       .story = "requests that follow one that said close are served as well"},
      edited([](MessageText& message) {
        if (message.body.starts_with("GET")) message.remove("Connection");
      }));
}

}  // namespace inquest
