#pragma once
#include <optional>
#include <string>
#include <utility>

#include "harness/scenario/stage.h"

namespace inquest {

/// Fills {host}, {prefix}, {csr}, {csr_length}, {csr_length_hex}, {authorization} and what a proxy
/// would say of a client certificate that is valid here, {certificate_escaped} (PEM, URL-encoded),
/// {certificate_base64} (DER) and {certificate_subject}, into texts of one step. The CSR is made
/// when it is first asked for, and stays the same for the step.
class Placeholders {
 public:
  /// For a request of that method and target over the connection `over`.
  Placeholders(Stage& stage, std::string over, std::string method, std::string target)
      : stage_(stage),
        over_(std::move(over)),
        method_(std::move(method)),
        target_(std::move(target)) {}
  /// Throws std::invalid_argument for a placeholder that is not known.
  std::string in(const std::string& text);
  /// What the CSR asked for, when one was filled in.
  const std::optional<EnrollmentAsked>& asked() const { return asked_; }

 private:
  std::string value(const std::string& name);
  std::string authorization();
  const std::string& csr();

  Stage& stage_;
  std::string over_;
  std::string method_;
  std::string target_;
  std::optional<EnrollmentAsked> asked_;
  std::string csr_;
};

}  // namespace inquest
