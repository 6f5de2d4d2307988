#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/key_rules.h"
#include "reference/codec/media_type.h"

namespace inquest {
namespace {

const std::string& boundary_of(const PartsReading& reading) {
  if (reading.boundary.empty()) throw Inconclusive("there is no boundary");
  return reading.boundary;
}

const Multipart& value_of(const PartsReading& reading) {
  if (!reading.value)
    throw Inconclusive("the parts of the answer cannot be told apart: " + reading.our_error);
  if (!reading.search_error.empty())
    throw Inconclusive("readers disagree on the parts of the answer: " + reading.search_error);
  return *reading.value;
}

RuleFinding check_boundary(const PartsReading& reading) {
  return kept_if(!reading.boundary.empty(),
                 reading.content_type.empty() ? "no Content-Type" : reading.content_type);
}

RuleFinding check_quoting(const PartsReading& reading) {
  const auto& boundary = boundary_of(reading);
  // RFC 2045 5.1: tspecials and space "Must be in quoted-string"
  const bool needs = boundary.find_first_of("()<>@,;:\\\"/[]?= ") != std::string::npos;
  const bool quoted = reading.content_type.find("\"" + boundary) != std::string::npos;
  return kept_if(!needs || quoted, reading.content_type);
}

RuleFinding check_length(const PartsReading& reading) {
  const auto length = boundary_of(reading).size();
  return kept_if(length <= 70, fmt::format("{} characters", length));
}

RuleFinding check_characters(const PartsReading& reading) {
  // The length is judged by itself.
  const auto defect = boundary_defect(boundary_of(reading).substr(0, 70));
  return kept_if(!defect, defect.value_or(reading.boundary));
}

RuleFinding check_readable(const PartsReading& reading) {
  if (reading.our_error.empty() != reading.search_error.empty())
    throw Inconclusive("readers disagree on the parts of the answer: " + reading.our_error +
                       reading.search_error);
  return kept_if(
      reading.our_error.empty(),
      reading.value ? fmt::format("{} parts", reading.value->parts.size()) : reading.our_error);
}

RuleFinding check_lines(const PartsReading& reading) {
  boundary_of(reading);
  if (reading.within_lines > 0)
    return broken(fmt::format("{} delimiters within a line", reading.within_lines));
  if (!reading.value) throw Inconclusive("the parts cannot be told apart: " + reading.our_error);
  return kept_if(!reading.value->bare_line_feeds,
                 reading.value->bare_line_feeds ? "after a bare LF" : "after CRLF");
}

RuleFinding check_padding(const PartsReading& reading) {
  const bool padded = value_of(reading).padded;
  return kept_if(!padded, padded ? "white space" : "nothing");
}

RuleFinding check_heads(const PartsReading& reading) {
  for (const auto& part : value_of(reading).parts)
    for (const auto& [name, value] : part.headers)
      if (std::any_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) > 0x7e; }))
        return broken("the field " + name + " has other characters");
  return kept("US-ASCII");
}

RuleFinding check_count(const PartsReading& reading) {
  const auto count = value_of(reading).parts.size();
  return kept_if(count == 2, fmt::format("{}", count));
}

}  // namespace

const std::vector<Rule<PartsReading>>& multipart_rules() {
  static const std::vector<Rule<PartsReading>> rules{
      {"boundary", "the boundary in Content-Type", "there", check_boundary},
      {"quoting", "the boundary in Content-Type", "in quotation marks where it needs them",
       check_quoting},
      {"length", "the length of the boundary", "at most 70 characters", check_length},
      {"characters", "the characters of the boundary", "those of RFC 2046 5.1.1", check_characters},
      {"readable", "the parts of the body", "each between delimiters, the last one closing",
       check_readable},
      {"lines", "where the delimiters stand", "at the beginning of a line, after CRLF",
       check_lines},
      {"padding", "what follows the delimiters in their lines", "nothing", check_padding},
      {"heads", "the heads of the parts", "US-ASCII", check_heads},
      {"two-parts", "how many parts there are", "2", check_count},
  };
  return rules;
}

}  // namespace inquest
