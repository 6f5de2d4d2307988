#include <algorithm>

#include "reference/faults/catalogue.h"

namespace inquest {

void add_http_faults(FaultCatalogue& add) {
  add(moments::refusal_response,
      {.id = "refusal-401-without-challenge",
       .role = Role::server,
       .breaks = "RFC7235-3.1-01",
       .story = "a 401 has no WWW-Authenticate"},
      [](HttpResponse& response) { response.headers.remove("WWW-Authenticate"); });

  add(moments::refusal_response,
      {.id = "refusal-405-without-allow",
       .role = Role::server,
       .breaks = "RFC7231-6.5.5-01",
       .story = "a 405 has no Allow"},
      [](HttpResponse& response) { response.headers.remove("Allow"); });

  add(moments::refusal_response,
      {.id = "refusal-status-200",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-05",
       .story = "a refusal is told in the text of a 200"},
      [](HttpResponse& response) { response.status = 200; });

  add(moments::refusal_response,
      {.id = "refusal-status-302",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-05",
       .story = "a refusal redirects to a login page"},
      [](HttpResponse& response) {
        response.status = 302;
        response.headers.set("Location", "/login");
      });

  add(moments::refusal_response,
      {.id = "refusal-redirects-to-itself",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "whatever cannot be done is answered by a redirection"},
      [](HttpResponse& response) {
        response.status = 307;
        response.headers.set("Location", "/");
      });

  add(moments::refusal_response,
      {.id = "refusal-untyped-binary",
       .role = Role::server,
       .breaks = "RFC8951-5.1-01",
       .story = "a refusal is binary and has no Content-Type"},
      [](HttpResponse& response) {
        response.headers.remove("Content-Type");
        response.body = {0x00, 0x01, 0x02, 0xff};
      });

  add(moments::refusal_response,
      {.id = "refusal-untyped-empty",
       .role = Role::server,
       .breaks = "RFC7030-4.2.3-07",
       .story = "a refusal has neither Content-Type nor body"},
      [](HttpResponse& response) {
        response.headers.remove("Content-Type");
        response.body.clear();
      });

  add(moments::refusal_response,
      {.id = "refusal-status-500",
       .role = Role::server,
       .breaks = "RFC7231-6-01",
       .story = "every refusal is a 500, as if the server were to blame"},
      [](HttpResponse& response) { response.status = 500; });

  add(moments::refusal_response,
      {.id = "refusal-html-page",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a refusal is a page with a stack trace, and says that it is HTML"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "text/html");
        response.body = bytes_of(
            "<html><body><h1>Oops</h1><pre>at Enroll.java:77\nat "
            "Server.java:12</pre></body></html>");
      });

  add(moments::refusal_response,
      {.id = "refusal-json",
       .role = Role::server,
       .breaks = "",
       .story = "legal: a refusal is JSON, and says so"},
      [](HttpResponse& response) {
        response.headers.set("Content-Type", "application/json");
        response.body = bytes_of("{\"error\": \"refused\"}");
      });

  add(moments::routing,
      {.id = "well-known-not-served",
       .role = Role::server,
       .breaks = "RFC7030-3.2.2-01",
       .story = "operations are served below /est alone"},
      [](Routing& routing) {
        routing.refusal = Refusal{404, "Not here.\n", {}};
      });

  add(moments::routing,
      {.id = "reenroll-not-routed",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story = "/simplereenroll is not there"},
      [](Routing& routing) {
        if (routing.target.operation == Operation::simplereenroll)
          routing.refusal = Refusal{404, "Not here.\n", {}};
      });

  add(moments::routing,
      {.id = "enroll-not-routed",
       .role = Role::server,
       .breaks = "RFC7030-4.2-03",
       .story = "/simpleenroll is not there"},
      [](Routing& routing) {
        if (routing.target.operation == Operation::simpleenroll)
          routing.refusal = Refusal{501, "Not here.\n", {}};
      });

  add(moments::routing,
      {.id = "cacerts-not-routed",
       .role = Role::server,
       .breaks = "RFC7030-4.1.2-02",
       .story = "/cacerts is not there"},
      [](Routing& routing) {
        if (routing.target.operation == Operation::cacerts)
          routing.refusal = Refusal{404, "Not here.\n", {}};
      });

  add(moments::routing,
      {.id = "label-not-served",
       .role = Role::server,
       .breaks = "RFC7030-3.2.2-09",
       .story = "a path with a label is not served"},
      [](Routing& routing) {
        if (!routing.target.label.empty()) routing.refusal = Refusal{404, "Not here.\n", {}};
      });

  add(moments::routing,
      {.id = "nonsense-is-cacerts",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "any path below /.well-known/est answers as /cacerts"},
      [](Routing& routing) {
        if (!routing.refusal) return;
        routing.refusal.reset();
        routing.target.operation = Operation::cacerts;
      });

  add(moments::routing,
      {.id = "no-service-without-label",
       .role = Role::server,
       .breaks = "RFC7030-3.2.2-09",
       .story = "a path without a label is not served"},
      [](Routing& routing) {
        if (routing.target.label.empty()) routing.refusal = Refusal{404, "Not here.\n", {}};
      });

  add(moments::delivery,
      {.id = "closes-without-answer",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "the connection is closed in place of an answer"},
      [](Delivery& delivery) {
        delivery.bytes.clear();
        delivery.close_after = true;
      });

  add(moments::delivery,
      {.id = "keeps-open-after-close",
       .role = Role::server,
       .breaks = "RFC7230-6.6-01",
       .story = "a request that says close leaves the connection open"},
      [](Delivery& delivery) { delivery.keep_open = true; });

  add(moments::delivery,
      {.id = "closes-after-every-answer",
       .role = Role::server,
       .breaks = "",
       .story = "legal: every answer ends the connection"},
      [](Delivery& delivery) { delivery.close_after = true; });

  add(moments::any_response,
      {.id = "content-length-too-long",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-01",
       .story = "Content-Length claims 7 octets more than there are"},
      [](HttpResponse& response) {
        response.headers.set("Content-Length", std::to_string(response.body.size() + 7));
      });

  add(moments::any_response,
      {.id = "content-length-too-short",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-01",
       .story = "Content-Length claims 7 octets fewer than there are"},
      [](HttpResponse& response) {
        if (response.body.size() > 7)
          response.headers.set("Content-Length", std::to_string(response.body.size() - 7));
      });

  add(moments::delivery,
      {.id = "header-line-ends-in-lf",
       .role = Role::server,
       .breaks = "RFC7230-3-01",
       .story = "one line of the head ends in LF without CR"},
      [](Delivery& delivery) {
        const auto status_line = text_of(delivery.bytes).find("\r\n");
        const auto field_line = text_of(delivery.bytes).find("\r\n", status_line + 2);
        if (field_line != std::string_view::npos)
          delivery.bytes.erase(delivery.bytes.begin() + static_cast<std::ptrdiff_t>(field_line));
      });

  add(moments::delivery,
      {.id = "closes-within-answer",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-01",
       .story = "the connection is closed before the last octets of an answer"},
      [](Delivery& delivery) {
        const auto lost = std::min<std::ptrdiff_t>(std::ssize(delivery.bytes), 9);
        delivery.bytes.erase(delivery.bytes.end() - lost, delivery.bytes.end());
        delivery.close_after = true;
      });

  add(moments::any_response,
      {.id = "answers-in-chunks",
       .role = Role::server,
       .breaks = "",
       .story = "legal: answers come in chunks"},
      [](HttpResponse& response) {
        response.framing = Framing::chunked;
        response.chunk_size = 100;
      });

  add(moments::delivery,
      {.id = "answers-end-with-the-connection",
       .role = Role::server,
       .breaks = "",
       .story = "legal: answers say no length, and end when the connection does"},
      [](Delivery& delivery) {
        const std::string_view field = "Content-Length: ";
        const auto text = text_of(delivery.bytes);
        const auto from = text.find(field);
        if (from == std::string_view::npos) return;
        const auto to = text.find('\n', from) + 1;
        delivery.bytes.erase(delivery.bytes.begin() + static_cast<std::ptrdiff_t>(from),
                             delivery.bytes.begin() + static_cast<std::ptrdiff_t>(to));
        delivery.close_after = true;
      });

  add(moments::delivery,
      {.id = "resets-after-every-answer",
       .role = Role::server,
       .breaks = "",
       .story = "legal: the connection is reset when an answer was sent"},
      [](Delivery& delivery) { delivery.abort_after = true; });

  add(moments::routing,
      {.id = "not-found-redirects",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "what is not there is answered by a redirection to the front page"},
      [](Routing& routing) {
        if (routing.refusal) routing.refusal = Refusal{302, "Moved.\n", {{"Location", "/"}}};
      });

  add(moments::method,
      {.id = "wrong-method-redirects",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "a method that an operation does not have is answered by a redirection"},
      [](MethodJudgement& judgement) {
        if (judgement.refusal) judgement.refusal = Refusal{302, "Moved.\n", {{"Location", "/"}}};
      });

  add(moments::admission,
      {.id = "switches-to-any-protocol",
       .role = Role::server,
       .breaks = "RFC7230-6.7-01",
       .story = "whatever Upgrade asks for, another protocol is switched to"},
      [](Admission& admission) {
        if (admission.request->headers.find("Upgrade") != nullptr)
          admission.refusal = Refusal{101, "", {{"Upgrade", "h2c"}, {"Connection", "Upgrade"}}};
      });

  add(moments::admission,
      {.id = "query-is-an-error",
       .role = Role::server,
       .breaks = "RFC7030-3.2.1-01",
       .story = "a target with a query is answered by a redirection to the start page"},
      [](Admission& admission) {
        if (admission.request->target.find('?') != std::string::npos)
          admission.refusal = Refusal{302, "Moved.\n", {{"Location", "/"}}};
      });

  add(moments::delivery,
      {.id = "refusal-is-sent-twice",
       .role = Role::server,
       .breaks = "RFC7230-5.6-01",
       .story = "the handler goes on after it has refused, and answers again"},
      [](Delivery& delivery) {
        if (text_of(delivery.bytes).starts_with("HTTP/1.1 4"))
          append(delivery.bytes, Bytes(delivery.bytes));
      });

  add(moments::delivery,
      {.id = "head-says-length-zero",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-05",
       .story = "an answer to HEAD says that GET would have no body"},
      [](Delivery& delivery) {
        const std::string_view field = "Content-Length: ";
        auto text = std::string(text_of(delivery.bytes));
        const auto from = text.find(field);
        if (from == std::string::npos || !text.ends_with("\r\n\r\n")) return;
        const auto digits = from + field.size();
        text.replace(digits, text.find('\r', digits) - digits, "0");
        delivery.bytes = bytes_of(text);
      });

  add(moments::any_response,
      {.id = "answers-in-chunks-to-anybody",
       .role = Role::server,
       .breaks = "RFC7230-3.3.1-03",
       .story = "answers come in chunks, also to those who speak HTTP/1.0"},
      [](HttpResponse& response) { response.framing = Framing::chunked; });

  add(moments::any_response,
      {.id = "closes-without-saying-so",
       .role = Role::server,
       .breaks = "RFC7230-6.6-03",
       .story = "the last answer of a connection does not say close"},
      [](HttpResponse& response) { response.headers.remove("Connection"); });

  add(moments::any_response,
      {.id = "length-beside-chunks",
       .role = Role::server,
       .breaks = "RFC7230-3.3.2-04",
       .story = "answers in chunks have a Content-Length as well"},
      [](HttpResponse& response) {
        response.framing = Framing::chunked;
        response.headers.set("Content-Length", std::to_string(response.body.size()));
      });
}

}  // namespace inquest
