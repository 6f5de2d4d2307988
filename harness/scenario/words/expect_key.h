#pragma once
#include <string>

#include "harness/scenario/field.h"
#include "harness/scenario/key_rules.h"

namespace inquest {

/// The multipart body of an answer keeps a rule of RFC 2046.
struct ExpectMultipart {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_multipart";
  static constexpr auto story = "The multipart body of an answer keeps a rule of RFC 2046.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "the rule", choice(names_of(multipart_rules())));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The private key of a /serverkeygen answer keeps a rule.
struct ExpectPrivateKey {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_private_key";
  static constexpr auto story =
      "The private key of a /serverkeygen answer, opened where it was encrypted, keeps a rule.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "the rule", choice(names_of(private_key_rules())));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The encryption of a key beyond TLS keeps a rule.
struct ExpectKeyEnvelope {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_key_envelope";
  static constexpr auto story = "The encryption of a key beyond TLS keeps a rule.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "the rule", choice(names_of(key_envelope_rules())));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Two answers of /serverkeygen hold two keys, and their certificates name them apart.
struct ExpectOtherKey {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_other_key";
  static constexpr auto story = "Two answers of /serverkeygen hold two keys.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("other", self.other, "the other answer");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Two certificates for two keys have two subjectKeyIdentifiers.
struct ExpectKeyIdentifiers {
  std::string of;
  std::string other;
  Cite cites;

  static constexpr auto word = "expect_key_identifiers";
  static constexpr auto story = "Two certificates for two keys have two subjectKeyIdentifiers.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("other", self.other, "the other answer");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The part of the certificate bears the media type of an enrolment's answer, and is certs-only.
struct ExpectCertificatePart {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_certificate_part";
  static constexpr auto story =
      "The part of the certificate bears the media type of an enrolment's answer, and is "
      "certs-only "
      "with one certificate.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Where encryption was asked for, the key does not come in the clear: it is encrypted, or the
/// request refused.
struct ExpectNoPlainKey {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_no_plain_key";
  static constexpr auto story =
      "Where encryption was asked for, the key does not come in the clear: it is encrypted, or the "
      "request refused.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// A key is encrypted by an algorithm that the request lists, or the request refused.
struct ExpectNoOtherAlgorithm {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_no_other_algorithm";
  static constexpr auto story =
      "A key is encrypted by an algorithm that the request lists, or the request refused.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
