#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "reference/pki/certificate.h"

/// What RFC 5280 wants of one certificate, rule by rule, for the words that judge issued ones.
namespace inquest {
struct Finding;

/// What a rule may look at beside the certificate.
struct RuleSurroundings {
  std::int64_t now = 0;  ///< seconds since 1970
  /// The certificates of /cacerts; asked only by the rules that need them. May throw.
  std::function<const std::vector<Certificate>&()> authorities;
};

/// Names of the rules, as scenarios say them.
const std::vector<std::string>& certificate_rules();

/// Throws std::logic_error for a rule that is not known, and Inconclusive where the certificate (or
/// the extension in question) cannot be read as far as the rule needs.
Finding judge_rule(const std::string& rule, const Certificate& certificate,
                   const RuleSurroundings& surroundings);

/// Bits of a keyUsage as RFC 5280 4.2.1.3 numbers them; 0 for none.
bool has_key_usage(const Certificate& certificate, unsigned bit);

}  // namespace inquest
