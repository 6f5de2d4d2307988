#pragma once
#include <string>
#include <vector>

#include "harness/scenario/certificate_rules.h"
#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The issued certificate bears the public key of the request.
struct ExpectIssuedKey {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_issued_key";
  static constexpr auto story = "The issued certificate bears the public key of the request.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The issued certificate bears the subject of the request.
struct ExpectIssuedSubject {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_issued_subject";
  static constexpr auto story =
      "The issued certificate bears the subject of the request. What a CA leaves out of it or adds "
      "to it by policy is told, but for a re-enrolment.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The issued certificate leads to a root of /cacerts over certificates of /cacerts.
struct ExpectIssuedChain {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_issued_chain";
  static constexpr auto story =
      "The issued certificate leads to a root of /cacerts over certificates of /cacerts.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The issued certificate, if any, keeps a rule of RFC 5280.
struct ExpectIssuedProfile {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_issued_profile";
  static constexpr auto story = "The issued certificate, if any, keeps a rule of RFC 5280.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "which rule", choice(certificate_rules()));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The issued certificate, if any, does not make its holder a CA.
struct ExpectNoAuthority {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_no_authority";
  static constexpr auto story = "The issued certificate, if any, does not make its holder a CA.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Two certificates that were issued have two serial numbers.
struct ExpectSerialsDiffer {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_serials_differ";
  static constexpr auto story = "Two certificates that were issued have two serial numbers.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("other", self.other, "the answer with the other one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
