#pragma once
#include <optional>
#include <string>

#include "harness/scenario/stage.h"

namespace inquest {

/// Fills {host}, {prefix}, {csr}, {csr_length}, {csr_length_hex} and {authorization} into texts of
/// one step. The CSR is made when it is first asked for, and stays the same for the step.
class Placeholders {
 public:
  explicit Placeholders(Stage& stage) : stage_(stage) {}
  /// Throws std::invalid_argument for a placeholder that is not known.
  std::string in(const std::string& text);
  /// What the CSR asked for, when one was filled in.
  const std::optional<EnrollmentAsked>& asked() const { return asked_; }

 private:
  std::string value(const std::string& name);
  const std::string& csr();

  Stage& stage_;
  std::optional<EnrollmentAsked> asked_;
  std::string csr_;
};

}  // namespace inquest
