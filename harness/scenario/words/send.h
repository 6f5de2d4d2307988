#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Sends bytes exactly as given and reads one response. {host}, {prefix}, {csr} (base64 on one
/// line), {csr_length}, {csr_length_hex} and {authorization} are filled in.
struct Send {
  std::string over = "main";
  std::string name;
  std::vector<std::string> lines = {"GET {prefix}/cacerts HTTP/1.1", "Host: {host}"};
  std::string body;
  std::string text;
  std::string hex;
  bool half_close = false;
  bool enrolls = false;
  bool unanswered = false;

  static constexpr auto word = "send";
  static constexpr auto story =
      "Sends bytes exactly as given and reads one response. {host}, {prefix}, {csr} (base64 on one "
      "line), {csr_length}, {csr_length_hex} and {authorization} are filled in.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
    field("lines", self.lines,
          "lines of the head, each ended by CRLF, and an empty line after them", deviation());
    field("body", self.body, "what follows the head", deviation());
    field("text", self.text, "all that is sent, in place of lines and body", deviation());
    field("hex", self.hex, "bytes in hexadecimal, in place of lines and body", deviation());
    field("half_close", self.half_close, "ends our sending side after the bytes", deviation());
    field("enrolls", self.enrolls,
          "the bytes are an enrolment: a granted one answers with a certificate");
    field("unanswered", self.unanswered, "reads no answer: a later step does");
  }
  void perform(Stage& stage) const;
};

/// Reads one more answer on a connection, to a request that was sent before.
struct ReadAnswer {
  std::string over = "main";
  std::string name;

  static constexpr auto word = "read_answer";
  static constexpr auto story =
      "Reads one more answer on a connection, to a request that was sent before.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("over", self.over, "the connection to use");
    field("name", self.name, "what to call the answer; judgements without `of` mean the last one");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
