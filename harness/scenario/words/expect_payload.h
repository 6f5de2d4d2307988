#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// The body is base64, with or without white space, and not DER or PEM.
struct ExpectBase64 {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_base64";
  static constexpr auto story =
      "The body is base64, with or without white space, and not DER or PEM.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// What the base64 holds is DER, not merely BER.
struct ExpectDer {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_der";
  static constexpr auto story = "What the base64 holds is DER, not merely BER.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The body is a certs-only Simple PKI Response: SignedData without content and without signers.
struct ExpectCertsOnly {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_certs_only";
  static constexpr auto story =
      "The body is a certs-only Simple PKI Response: SignedData without content and without "
      "signers.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// How many certificates the answer holds.
struct ExpectCertificateCount {
  std::string of;
  int at_least = 1;
  int at_most = 10000;
  Cite cites;

  static constexpr auto word = "expect_certificate_count";
  static constexpr auto story = "How many certificates the answer holds.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("at_least", self.at_least, "fewest");
    field("at_most", self.at_most, "most");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The CA certificates hold a self-signed CA certificate that is valid now.
struct ExpectRoot {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_root";
  static constexpr auto story =
      "The CA certificates hold a self-signed CA certificate that is valid now.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// Every CA certificate of the answer leads, within the answer, to a self-signed one.
struct ExpectChain {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_chain";
  static constexpr auto story =
      "Every CA certificate of the answer leads, within the answer, to a self-signed one.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// No line of the base64 is longer than 76 characters, which old readers of base64 want.
struct ExpectShortLines {
  std::string of;
  Cite cites;

  static constexpr auto word = "expect_short_lines";
  static constexpr auto story =
      "No line of the base64 is longer than 76 characters, which old readers of base64 want.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

/// The SignedData of the answer keeps a rule of RFC 5652, or, for no-crl, holds certificates
/// alone.
struct ExpectSignedData {
  std::string of;
  std::string rule;
  Cite cites;

  static constexpr auto word = "expect_signed_data";
  static constexpr auto story =
      "The SignedData of the answer keeps a rule of RFC 5652, or, for no-crl, holds "
      "certificates alone.";
  static constexpr bool judges = true;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer that is judged; unsaid: the last one");
    field("rule", self.rule, "which rule", choice({"version", "id-data", "no-crl"}));
    field("cites", self.cites, "the requirement that this judgement rests on");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
