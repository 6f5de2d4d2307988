#pragma once
#include <vector>

#include "reference/codec/algorithm_identifier.h"
#include "reference/codec/attribute.h"
#include "reference/codec/result.h"

/// The attribute by which a /serverkeygen request says how its key may be encrypted (RFC
/// 7030 4.4.1; RFC 5751 2.5.2).
///
///   SMIMECapability ::= SEQUENCE { capabilityID OBJECT IDENTIFIER, parameters ANY OPTIONAL }
///   SMIMECapabilities ::= SEQUENCE OF SMIMECapability
namespace inquest {

/// A capability has the form of an AlgorithmIdentifier, and is listed by preference.
using SmimeCapabilities = std::vector<AlgorithmIdentifier>;

Attribute smime_capabilities_attribute(const SmimeCapabilities& capabilities);
/// Errors: other than one value, more than 1024 capabilities. Offsets count within the value.
Result<SmimeCapabilities> smime_capabilities(const Attribute& attribute);

}  // namespace inquest
