#pragma once
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/rule.h"
#include "harness/scenario/stage.h"
#include "reference/codec/csr_attributes.h"

/// What an answer of /csrattrs has to be like (RFC 8951 4, RFC 9908 3).
namespace inquest {

/// CSR attributes by our reader and by OpenSSL's. Without octets there is none to judge: 204, 404,
/// or an empty list, which all say the same.
struct AttributesReading {
  std::optional<Bytes> octets;
  std::optional<CsrAttributes> value;  ///< what our strict reader made of them
  std::string our_error;               ///< empty when it was content
  std::string openssl_error;           ///< likewise
  /// The value of the (first) attribute that carries a template, as DER; nothing without one.
  std::optional<Bytes> csr_template;
};

AttributesReading read_attributes(BytesView octets);
/// Inconclusive for an answer that is none of 200, 204 and 404, or in which no octets can be found.
AttributesReading attributes_of(const Answer& answer);

const std::vector<Rule<AttributesReading>>& csr_attributes_rules();
/// Those about the template of RFC 9908 3.4.
const std::vector<Rule<AttributesReading>>& csr_template_rules();

}  // namespace inquest
