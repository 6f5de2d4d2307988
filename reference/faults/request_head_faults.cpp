#include <algorithm>
#include <cctype>

#include "reference/faults/catalogue.h"
#include "reference/faults/message_text.h"

namespace inquest {
namespace {

auto edited(const std::function<void(MessageText&)>& change) {
  return [change](Delivery& delivery) { edit_message(delivery.bytes, change); };
}

auto with_line(const std::string& line) {
  return edited([line](MessageText& message) { message.add(line); });
}

auto with_target(const std::function<void(std::string& target)>& change) {
  return edited([change](MessageText& message) {
    edit_request_line(message,
                      [&](std::string&, std::string& target, std::string&) { change(target); });
  });
}

auto with_method(const std::string& wanted) {
  return edited([wanted](MessageText& message) {
    edit_request_line(message,
                      [&](std::string& method, std::string&, std::string&) { method = wanted; });
  });
}

auto with_version(const std::string& wanted) {
  return edited([wanted](MessageText& message) {
    edit_request_line(message,
                      [&](std::string&, std::string&, std::string& version) { version = wanted; });
  });
}

/// Puts something else in place of the line of a field, where there is one.
auto with_field(const std::string& name, const std::function<void(std::string& line)>& change) {
  return edited([name, change](MessageText& message) {
    if (auto* line = message.field(name)) change(*line);
  });
}

}  // namespace

void add_request_head_faults(FaultCatalogue& add) {
  add(moments::request_delivery,
      {.id = "request-without-host",
       .role = Role::client,
       .breaks = "RFC7230-5.4-04",
       .story = "there is no Host field"},
      edited([](MessageText& message) { message.remove("Host"); }));

  add(moments::request_delivery,
      {.id = "request-with-two-hosts",
       .role = Role::client,
       .breaks = "RFC7230-5.4-04",
       .story = "the Host field is there twice"},
      edited([](MessageText& message) {
        if (auto* line = message.field("Host")) message.add(*line);
      }));

  add(moments::request_delivery,
      {.id = "request-with-host-that-is-none",
       .role = Role::client,
       .breaks = "RFC7230-5.4-04",
       .story = "the Host field holds words"},
      with_field("Host", [](std::string& line) { line = "Host: not a host/at all"; }));

  add(moments::request_delivery,
      {.id = "request-space-before-colon",
       .role = Role::client,
       .breaks = "RFC7230-3.2.4-04",
       .story = "a space stands between the name of a field and its colon"},
      with_line("X-Inquest : 1"));

  add(moments::request_delivery,
      {.id = "request-folded-field",
       .role = Role::client,
       .breaks = "RFC7230-3.2.4-03",
       .story = "a field goes on in a second line, which alone would be an expectation"},
      with_line("X-Inquest: 1\r\n Expect: inquest"));

  add(moments::request_delivery,
      {.id = "request-lines-end-in-lf",
       .role = Role::client,
       .breaks = "RFC7230-3.1.1-03",
       .story = "the lines of the head end in LF alone"},
      [](Delivery& delivery) {
        const auto text = std::string(text_of(delivery.bytes));
        const auto end = text.find("\r\n\r\n");
        if (end == std::string::npos) return;
        auto head = text.substr(0, end + 4);
        std::erase(head, '\r');
        delivery.bytes = bytes_of(head + text.substr(end + 4));
        delivery.close_after = true;
      });

  add(moments::request_delivery,
      {.id = "request-line-with-two-spaces",
       .role = Role::client,
       .breaks = "RFC7230-3.1.1-03",
       .story = "two spaces stand between method and target"},
      with_target([](std::string& target) { target.insert(0, " "); }));

  add(moments::request_delivery,
      {.id = "request-empty-line-in-front",
       .role = Role::client,
       .breaks = "RFC7230-3.5-02",
       .story = "an empty line stands before the request, as RFC 7230 3.5 tells servers to expect"},
      [](Delivery& delivery) {
        const auto line = bytes_of("\r\n");
        delivery.bytes.insert(delivery.bytes.begin(), line.begin(), line.end());
      });

  add(moments::request_delivery,
      {.id = "request-empty-line-behind",
       .role = Role::client,
       .breaks = "RFC7230-3.5-02",
       .story = "an empty line, counted by nothing, follows the request"},
      [](Delivery& delivery) {
        const auto line = bytes_of("\r\n");
        delivery.bytes.insert(delivery.bytes.end(), line.begin(), line.end());
      });

  add(moments::request_delivery,
      {.id = "request-credentials-before-nul",
       .role = Role::client,
       .breaks = "RFC9110-5.5-01",
       .story = "the credentials end in NUL, and garbage follows it"},
      with_field("Authorization", [](std::string& line) { line += std::string("\0garbage", 8); }));

  add(moments::request_delivery,
      {.id = "request-credentials-behind-bare-cr",
       .role = Role::client,
       .breaks = "RFC9110-5.5-01",
       .story = "Authorization stands behind a CR without LF, in the value of another field"},
      with_field("Authorization", [](std::string& line) { line.insert(0, "X-Inquest: 1\r"); }));

  add(moments::request_delivery,
      {.id = "request-nul-in-field",
       .role = Role::client,
       .breaks = "RFC9110-5.5-01",
       .story = "NUL stands in the value of a field that nobody knows"},
      with_line("X-Inquest: a" + std::string(1, '\0') + "b"));

  add(moments::request_delivery,
      {.id = "request-control-octets-in-field",
       .role = Role::client,
       .breaks = "RFC9110-5.5-01",
       .story = "control octets stand in the value of a field that nobody knows"},
      with_line("X-Inquest: a\x01\x08\x1b\x7f"));

  add(moments::request_delivery,
      {.id = "request-octets-above-127-in-field",
       .role = Role::client,
       .breaks = "",
       .story = "legal: octets above 127 stand in the value of a field that nobody knows"},
      with_line("X-Inquest: \xc3\xa4\xff"));

  add(moments::request_delivery,
      {.id = "request-target-percent-encoded",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a letter of the path is percent-encoded"},
      with_target([](std::string& target) {
        const auto last = target.rfind('/') + 1;
        // 's' is %73, and 'c' %63.
        target.replace(last, 1, target[last] == 's' ? "%73" : "%63");
      }));

  add(moments::request_delivery,
      {.id = "request-target-with-query",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a query follows the path"},
      with_target([](std::string& target) { target += "?inquest=1&a=/../b"; }));

  add(moments::request_delivery,
      {.id = "request-target-trailing-slash",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a slash follows the path, which makes it another one"},
      with_target([](std::string& target) { target += "/"; }));

  add(moments::request_delivery,
      {.id = "request-target-double-slash",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a slash of the path is doubled, which makes it another one"},
      with_target([](std::string& target) { target.insert(target.rfind('/'), "/"); }));

  add(moments::request_delivery,
      {.id = "request-target-dot-segments",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the path leads through /cacerts and back again"},
      with_target([](std::string& target) { target.insert(target.rfind('/'), "/cacerts/.."); }));

  add(moments::request_delivery,
      {.id = "request-target-in-capitals",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the operation is in capitals, which makes it another path"},
      with_target([](std::string& target) {
        std::transform(target.begin() + static_cast<std::ptrdiff_t>(target.rfind('/')),
                       target.end(),
                       target.begin() + static_cast<std::ptrdiff_t>(target.rfind('/')),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      }));

  add(moments::request_delivery,
      {.id = "request-target-of-nine-thousand-octets",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the target has a query of 9000 octets"},
      with_target([](std::string& target) { target += "?" + std::string(9000, 'q'); }));

  add(moments::request_delivery,
      {.id = "request-target-of-seventy-thousand-octets",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the target has a query of 70000 octets"},
      with_target([](std::string& target) { target += "?" + std::string(70000, 'q'); }));

  add(moments::request_delivery,
      {.id = "request-field-of-nine-thousand-octets",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a field that nobody knows has 9000 octets"},
      with_line("X-Inquest: " + std::string(9000, 'f')));

  add(moments::request_delivery,
      {.id = "request-field-of-seventy-thousand-octets",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a field that nobody knows has 70000 octets"},
      with_line("X-Inquest: " + std::string(70000, 'f')));

  add(moments::request_delivery,
      {.id = "request-with-two-hundred-fields",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the head has 200 fields that nobody knows"},
      edited([](MessageText& message) {
        for (int i = 0; i < 200; ++i) message.add("X-Inquest-" + std::to_string(i) + ": 1");
      }));

  add(moments::request_delivery,
      {.id = "request-of-http-1.0",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the request is one of HTTP/1.0"},
      with_version("HTTP/1.0"));

  add(moments::request_delivery,
      {.id = "request-of-http-2.0",
       .role = Role::client,
       .breaks = "RFC7230-3.1.1-03",
       .story = "the request line says HTTP/2.0"},
      with_version("HTTP/2.0"));

  add(moments::request_delivery,
      {.id = "request-version-in-small-letters",
       .role = Role::client,
       .breaks = "RFC7230-3.1.1-03",
       .story = "the request line says http/1.1"},
      with_version("http/1.1"));

  add(moments::request_delivery,
      {.id = "request-by-put",
       .role = Role::client,
       .breaks = "RFC7030-3.2.2-06",
       .story = "the method is PUT"},
      with_method("PUT"));

  add(moments::request_delivery,
      {.id = "request-by-patch",
       .role = Role::client,
       .breaks = "RFC7030-3.2.2-06",
       .story = "the method is PATCH"},
      with_method("PATCH"));

  add(moments::request_delivery,
      {.id = "request-by-get-with-body",
       .role = Role::client,
       .breaks = "RFC7030-3.2.2-06",
       .story = "the method is GET, and there is a body"},
      with_method("GET"));

  add(moments::request_delivery,
      {.id = "request-method-in-small-letters",
       .role = Role::client,
       .breaks = "RFC7230-3.1.1-02",
       .story = "the method is in small letters"},
      edited([](MessageText& message) {
        edit_request_line(message, [](std::string& method, std::string&, std::string&) {
          std::transform(method.begin(), method.end(), method.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        });
      }));

  add(moments::request_delivery,
      {.id = "request-expects-the-unknown",
       .role = Role::client,
       .breaks = "",
       .story = "legal: Expect holds an expectation that nobody knows"},
      with_line("Expect: inquest"));

  add(moments::request_delivery,
      {.id = "request-content-encoding-gzip",
       .role = Role::client,
       .breaks = "RFC7030-4.2.1-01",
       .story = "Content-Encoding says gzip of a body that is not"},
      with_line("Content-Encoding: gzip"));

  add(moments::request_delivery,
      {.id = "request-asks-for-upgrade",
       .role = Role::client,
       .breaks = "",
       .story = "legal: another protocol is proposed, which nobody knows"},
      edited([](MessageText& message) {
        message.add("Connection: Upgrade");
        message.add("Upgrade: inquest/1");
      }));
}

}  // namespace inquest
