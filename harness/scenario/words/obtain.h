#pragma once
#include <string>
#include <vector>

#include "harness/scenario/field.h"

namespace inquest {
class Stage;

/// Enrols the certificate that the case will renew, on a connection of its own and as plainly as
/// can be. Unsaid, a case that re-enrols has one without alternative names.
struct Obtain {
  std::vector<std::string> alternative_names;
  std::string key;

  static constexpr auto word = "obtain";
  static constexpr auto story =
      "Enrols the certificate that the case will renew, on a connection of its own and as plainly "
      "as "
      "can be. Unsaid, a case that re-enrols has one without alternative names.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("alternative_names", self.alternative_names,
          "SubjectAltName to ask for, each like \"DNS:a.example\"; a peer that leaves it out makes "
          "the case inconclusive");
    field("key", self.key, "kind of its key; unsaid: ec-p256, or what the profile has",
          choice({"rsa-2048", "rsa-3072", "ec-p256", "ec-p384", "ed25519"}));
  }
  void perform(Stage& stage) const;
};

/// The certificate of an answer becomes the one that the case renews, and shows from now on.
struct Adopt {
  std::string of;

  static constexpr auto word = "adopt";
  static constexpr auto story =
      "The certificate of an answer becomes the one that the case renews, and shows from now on.";
  static constexpr bool judges = false;
  template <class Self, class Field>
  static void describe(Self&& self, Field&& field) {
    field("of", self.of, "the answer; unsaid: the last one");
  }
  void perform(Stage& stage) const;
};

}  // namespace inquest
