#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The status code of the answer is one of those given.
struct ExpectStatus {
  std::string of;
  StatusSet one_of;
  StatusSet permitted;
  Cite cites;

  static constexpr auto word = "expect_status";
  static constexpr auto story = "The status code of the answer is one of those given.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("one_of", self.one_of, "accepted codes and classes, like 200 or 4xx");
    field("permitted", self.permitted, "further ones that are told, and not judged");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The peer answers without asking who the client is: neither 401 nor 403.
struct ExpectOpen {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_open";
  static constexpr auto story =
      "The peer answers without asking who the client is: neither 401 nor 403.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Content-Type of what was granted names this media type; that of a refusal is told.
struct ExpectMediaType {
  std::string of;
  std::string media_type;
  std::string parameter;
  Cite cites;

  static constexpr auto word = "expect_media_type";
  static constexpr auto story =
      "Content-Type of what was granted names this media type; that of a refusal is told.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("media_type", self.media_type, "type and subtype");
    field("parameter", self.parameter,
          "a parameter that must be there as well, like smime-type=certs-only");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A header field is there (or is not).
struct ExpectHeader {
  std::string of;
  std::string header;
  bool present = true;
  std::string contains;
  Cite cites;

  static constexpr auto word = "expect_header";
  static constexpr auto story = "A header field is there (or is not).";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("header", self.header, "name of the field");
    field("present", self.present, "whether it should be there");
    field("contains", self.contains,
          "text that some field of that name must contain, whatever its case");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A refusal explains itself: without a Content-Type its body is plain text that a person can read.
struct ExpectReadableError {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_readable_error";
  static constexpr auto story =
      "A refusal explains itself: without a Content-Type its body is plain text that a person can "
      "read.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The lines of the answer's head end in CRLF.
struct ExpectLineEnds {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_line_ends";
  static constexpr auto story = "The lines of the answer's head end in CRLF.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The answer is as long as it says.
struct ExpectFraming {
  std::string of;
  std::string over = "main";
  Cite cites;

  static constexpr auto word = "expect_framing";
  static constexpr auto story =
      "The answer is as long as it says; where it is the connection's last, nothing follows it.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("over", self.over, "the connection it came over");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Where the answer has this status, it has this header field; with another status it is told, and
/// nothing judged.
struct ExpectHeaderIf {
  std::string of;
  int status = 401;
  std::string header;
  Cite cites;

  static constexpr auto word = "expect_header_if";
  static constexpr auto story =
      "Where the answer has this status, it has this header field; with another status it is told, "
      "and nothing judged.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("status", self.status, "the status that asks for the field");
    field("header", self.header, "name of the field");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The answer has a Content-Length or a Transfer-Encoding, and not both.
struct ExpectOneMeasure {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_one_measure";
  static constexpr auto story =
      "The answer has a Content-Length or a Transfer-Encoding, and not both.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// An answer to HEAD says no length, or that of the body that GET was answered with.
struct ExpectLengthOfGet {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_length_of_get";
  static constexpr auto story =
      "An answer to HEAD says no length, or that of the body that GET was answered with.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer to HEAD; unsaid: the last one");
    field("other", self.other, "the answer to GET");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A refusal tells nothing of the machine behind it: paths, lines of source, traces of calls. What
/// it tells is information and no failure, since no text forbids it.
struct ExpectDiscretion {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_discretion";
  static constexpr auto story =
      "A refusal tells nothing of the machine behind it: paths, lines of source, traces of calls. "
      "What it tells is information and no failure, since no text forbids it.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that the refusal follows");
  }
  void perform(Stage& stage) const;
};

/// A response of HTTP came, whatever it says.
struct ExpectAnswer {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_answer";
  static constexpr auto story = "A response of HTTP came, whatever it says.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
