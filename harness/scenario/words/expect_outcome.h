#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The peer does what it was asked: 2xx with what was asked for. Where a legal deviation was
/// refused, the twin must have been accepted before anybody is accused.
struct ExpectAcceptance {
  std::string of;
  StatusSet permitted;
  bool judges_empty = false;
  Cite cites;

  static constexpr auto word = "expect_acceptance";
  static constexpr auto story =
      "The peer does what it was asked: 2xx with what was asked for. Where a legal deviation was "
      "refused, the twin must have been accepted before anybody is accused.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("permitted", self.permitted, "refusals that HTTP permits here; told, and not judged");
    field("judges_empty", self.judges_empty,
          "a success without what was asked for breaks what is cited; unsaid: it proves nothing");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The peer does not do what it was asked, however it says so. Where the act deviated, the twin
/// must have been accepted for this to count.
struct ExpectRefusal {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_refusal";
  static constexpr auto story =
      "The peer does not do what it was asked, however it says so. Where the act deviated, the "
      "twin must have been accepted for this to count.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The peer either grants what it was asked for, which is told as tolerance, or refuses with 4xx or
/// 5xx; nothing in between.
struct ExpectDecision {
  std::string of;
  bool closing = false;
  Cite cites;

  static constexpr auto word = "expect_decision";
  static constexpr auto story =
      "The peer either grants what it was asked for, which is told as tolerance, or refuses with "
      "4xx or 5xx; nothing in between.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("closing", self.closing,
          "a connection that ends in place of an answer is permitted, and told");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A re-enrolment is refused, or bears subject and SubjectAltName of the certificate that it
/// renews, whatever it asked for.
struct ExpectIdentityKept {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_identity_kept";
  static constexpr auto story =
      "A re-enrolment is refused, or bears subject and SubjectAltName of the certificate that it "
      "renews, whatever it asked for.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// What the client showed counts as authentication: the request is granted, and not refused with
/// 401 or 403.
struct ExpectAuthenticated {
  std::string of;
  std::string by = "certificate";
  Cite cites;

  static constexpr auto word = "expect_authenticated";
  static constexpr auto story =
      "What the client showed counts as authentication: the request is granted, and not refused "
      "with 401 or 403.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("by", self.by,
          "what should count: a certificate, beside which a server may want a password as well, or "
          "a password",
          choice({"certificate", "password"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// What HTTP does not allow is refused with one of these statuses. A refusal that has another
/// reason (who asks, or how often), and a connection that ends in place of an answer, are permitted
/// as well, and told.
struct ExpectRejection {
  std::string of;
  StatusSet one_of;
  Cite cites;

  static constexpr auto word = "expect_rejection";
  static constexpr auto story =
      "What HTTP does not allow is refused with one of these statuses. A refusal that has another "
      "reason (who asks, or how often), and a connection that ends in place of an answer, are "
      "permitted as well, and told.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("one_of", self.one_of, "the statuses that the text names, like 400");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Of two requests that were sent together, the first is the one that is granted.
struct ExpectOrder {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_order";
  static constexpr auto story =
      "Of two requests that were sent together, the first is the one that is granted.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that came first, to what is to be granted");
    field("other", self.other, "the answer that came next, to what is to be refused");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Two requests that mean the same are decided alike: what is granted the one way is granted the
/// other.
struct ExpectAlike {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_alike";
  static constexpr auto story =
      "Two requests that mean the same are decided alike: what is granted the one way is granted "
      "the other.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("other", self.other, "the answer to the other form");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// There is such an operation here: the request is granted, and not answered with 404, 405 or 501.
struct ExpectServed {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_served";
  static constexpr auto story =
      "There is such an operation here: the request is granted, and not answered with 404, 405 or "
      "501.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
