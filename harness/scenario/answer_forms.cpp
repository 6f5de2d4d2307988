#include "harness/scenario/answer_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace inquest {
namespace {

constexpr std::string_view line_end = "\r\n";

/// An answer that is about to go out, in its pieces.
struct Answer {
  std::string status_line;
  std::vector<std::string> fields;
  std::string body;
  std::string before;     ///< goes out in front of it
  bool the_last = false;  ///< the connection ends after it
};

Answer taken_apart(const Delivery& delivery) {
  Answer answer;
  const auto text = std::string(text_of(delivery.bytes));
  const auto head_end = std::min(text.find("\r\n\r\n"), text.size());
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < head_end;) {
    const auto end = std::min(text.find(line_end, at), head_end);
    lines.push_back(text.substr(at, end - at));
    at = end + line_end.size();
  }
  if (lines.empty()) return answer;
  answer.status_line = lines.front();
  answer.fields.assign(lines.begin() + 1, lines.end());
  answer.body = text.substr(std::min(head_end + 2 * line_end.size(), text.size()));
  return answer;
}

void put_together(const Answer& answer, Delivery& delivery) {
  auto text = answer.before + answer.status_line;
  text += line_end;
  for (const auto& field : answer.fields) text.append(field).append(line_end);
  text.append(line_end).append(answer.body);
  delivery.bytes = bytes_of(text);
  if (answer.the_last) {
    delivery.close_after = true;
    delivery.keep_open = false;
  }
}

std::string name_of_field(const std::string& field) { return field.substr(0, field.find(':')); }

bool is_length(const std::string& field) { return name_of_field(field) == "Content-Length"; }

void drop_length(Answer& answer) { std::erase_if(answer.fields, is_length); }

void say_length(Answer& answer, const std::string& length) {
  for (auto& field : answer.fields)
    if (is_length(field)) field = "Content-Length: " + length;
}

template <class Change>
void change_case_of_names(Answer& answer, Change change) {
  for (auto& field : answer.fields) {
    const auto end = name_of_field(field).size();
    std::transform(field.begin(), field.begin() + static_cast<std::ptrdiff_t>(end), field.begin(),
                   [&](unsigned char c) { return static_cast<char>(change(c)); });
  }
}

// -- chunks --

struct Chunks {
  std::size_t size = 100;
  std::string extension{};
  std::string size_format = "{:x}";
  std::string end = "0\r\n\r\n";
};

void in_chunks(Answer& answer, const Chunks& how) {
  if (answer.body.empty()) return;
  drop_length(answer);
  answer.fields.emplace_back("Transfer-Encoding: chunked");
  std::string chunks;
  for (std::size_t at = 0; at < answer.body.size(); at += how.size) {
    const auto piece = answer.body.substr(at, how.size);
    chunks += fmt::format(fmt::runtime(how.size_format), piece.size()) + how.extension;
    chunks.append(line_end).append(piece).append(line_end);
  }
  answer.body = chunks + how.end;
}

/// Read by its chunks, the body is a word; read by its length, all that it should be, which stands
/// behind a preamble where it is in parts.
void in_chunks_that_end_before_the_length(Answer& answer) {
  const auto text = "4\r\nWord\r\n0\r\n\r\n" + answer.body;
  say_length(answer, std::to_string(text.size()));
  answer.fields.emplace_back("Transfer-Encoding: chunked");
  answer.body = text;
  answer.the_last = true;
}

/// Where to go stands where no field of that kind may stand (RFC 7230 4.1.2).
void with_location_in_trailer(Answer& answer) {
  std::string trailer;
  for (const auto& field : answer.fields)
    if (name_of_field(field) == "Location") trailer.append(field).append(line_end);
  std::erase_if(answer.fields,
                [](const std::string& field) { return name_of_field(field) == "Location"; });
  in_chunks(answer, {.end = "0\r\n" + trailer + "\r\n"});
}

using Form = std::function<void(Answer&)>;

std::vector<std::pair<std::string, Form>> legal_forms() {
  return {
      {"after-100", [](Answer& a) { a.before = "HTTP/1.1 100 Continue\r\n\r\n"; }},
      {"after-103",
       [](Answer& a) {
         a.before =
             "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </est>; rel=help\r\n"
             "\r\n";
       }},
      {"after-199", [](Answer& a) { a.before = "HTTP/1.1 199 Patience\r\nX: y\r\n\r\n"; }},
      {"without-reason",
       [](Answer& a) {
         a.status_line = a.status_line.substr(0, std::string("HTTP/1.1 200 ").size());
       }},
      {"names-in-small-letters",
       [](Answer& a) { change_case_of_names(a, [](int c) { return std::tolower(c); }); }},
      {"names-in-capitals",
       [](Answer& a) { change_case_of_names(a, [](int c) { return std::toupper(c); }); }},
      {"values-within-white-space",
       [](Answer& a) {
         for (auto& field : a.fields) field.insert(field.find(':') + 1, "\t ").append(" \t");
       }},
      {"values-without-space",
       [](Answer& a) {
         for (auto& field : a.fields) field.erase(field.find(':') + 1, 1);
       }},
      {"folded-fields",
       [](Answer& a) {
         for (auto& field : a.fields)
           if (name_of_field(field) == "Content-Type") field.replace(field.find(' '), 1, "\r\n ");
       }},
      {"many-fields",
       [](Answer& a) {
         for (int i = 0; i < 60; ++i)
           a.fields.push_back(fmt::format("X-Field-{}: {}", i, std::string(100, 'x')));
       }},
      {"in-chunks", [](Answer& a) { in_chunks(a, {}); }},
      {"in-chunks-of-one", [](Answer& a) { in_chunks(a, {.size = 1}); }},
      {"in-one-chunk", [](Answer& a) { in_chunks(a, {.size = 1U << 30U}); }},
      {"with-chunk-extensions", [](Answer& a) { in_chunks(a, {.extension = ";part=\"7\";more"}); }},
      {"with-chunk-sizes-of-zeros-and-capitals",
       [](Answer& a) { in_chunks(a, {.size = 171, .size_format = "000{:X}"}); }},
      {"with-trailer",
       [](Answer& a) { in_chunks(a, {.end = "0\r\nX-Checksum: 7\r\nX-More: 8\r\n\r\n"}); }},
      {"ended-by-close",
       [](Answer& a) {
         if (a.body.empty()) return;
         drop_length(a);
         a.fields.emplace_back("Connection: close");
         a.the_last = true;
       }},
      {"with-connection-in-capitals",
       [](Answer& a) {
         a.fields.emplace_back("Connection: CLOSE");
         a.the_last = true;
       }},
  };
}

/// Of every answer, redirections too.
std::vector<std::pair<std::string, Form>> forms_with_fields_out_of_place() {
  return {{"with-location-in-trailer", with_location_in_trailer}};
}

/// Of 200s alone.
std::vector<std::pair<std::string, Form>> other_forms() {
  constexpr auto two_to_the_64 = "1844674407370955";  // and 1616 + n
  return {
      {"ends-before-its-length",
       [](Answer& a) {
         say_length(a, std::to_string(a.body.size() + 7));
         a.the_last = true;
       }},
      {"length-a-word", [](Answer& a) { say_length(a, "plenty"); }},
      {"length-followed-by-a-word",
       [](Answer& a) { say_length(a, std::to_string(a.body.size()) + " octets"); }},
      {"length-negative", [](Answer& a) { say_length(a, "-7"); }},
      {"length-beyond-64-bits",
       [=](Answer& a) {
         say_length(a, two_to_the_64 + std::to_string(1616 + a.body.size()));
         a.the_last = true;
       }},
      {"length-beyond-64-bits-of-a-part",
       [=](Answer& a) {
         // What 64 bits keep of it is the length of a part that is not base64.
         say_length(a, two_to_the_64 + std::to_string(1616 + a.body.size() / 2 / 4 * 4 + 1));
         a.the_last = true;
       }},
      {"two-lengths-right-first",
       [](Answer& a) { a.fields.push_back(fmt::format("Content-Length: {}", a.body.size() - 4)); }},
      {"two-lengths-right-last",
       [](Answer& a) {
         const auto wrong = fmt::format("Content-Length: {}", a.body.size() - 4);
         a.fields.insert(a.fields.begin(), wrong);
       }},
      {"length-beyond-its-chunks", in_chunks_that_end_before_the_length},
      {"last-chunk-missing",
       [](Answer& a) {
         in_chunks(a, {.end = ""});
         a.the_last = true;
       }},
      {"last-chunk-cut-short",
       [](Answer& a) {
         in_chunks(a, {.end = "0\r"});
         a.the_last = true;
       }},
      {"chunk-larger-than-sent",
       [](Answer& a) {
         in_chunks(a, {.end = "40\r\n"});
         a.the_last = true;
       }},
      {"chunk-size-a-word", [](Answer& a) { in_chunks(a, {.end = "none\r\n\r\n0\r\n\r\n"}); }},
      {"chunk-size-beyond-64-bits",
       [](Answer& a) {
         in_chunks(a, {.size_format = "1{:016x}"});
         a.the_last = true;
       }},
  };
}

}  // namespace

std::vector<std::string> answer_forms() {
  std::vector<std::string> names{"usual"};
  for (const auto& forms : {legal_forms(), forms_with_fields_out_of_place(), other_forms()})
    for (const auto& [name, form] : forms) names.push_back(name);
  return names;
}

void write_answers(const std::string& form, Deviations& deviations) {
  if (form == "usual") return;
  const auto add = [&](const auto& forms, bool to_every_answer) {
    for (const auto& [name, apply] : forms) {
      if (name != form) continue;
      deviations.add(moments::delivery, {[apply = apply, to_every_answer](Delivery& delivery) {
                       auto answer = taken_apart(delivery);
                       if (!to_every_answer && !answer.status_line.starts_with("HTTP/1.1 200"))
                         return;
                       apply(answer);
                       put_together(answer, delivery);
                     }});
      return true;
    }
    return false;
  };
  if (add(legal_forms(), true) || add(forms_with_fields_out_of_place(), true) ||
      add(other_forms(), false))
    return;
  throw std::logic_error("no answer is written '" + form + "'");
}

}  // namespace inquest
