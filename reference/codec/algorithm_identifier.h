#pragma once
#include <optional>
#include <string>

#include "reference/codec/bytes.h"
#include "reference/codec/der.h"

/// An algorithm and what it needs to know (RFC 5280 4.1.1.2).
namespace inquest {

class Cursor;

/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
struct AlgorithmIdentifier {
  std::string algorithm;            ///< dotted
  std::optional<Bytes> parameters;  ///< a whole element
  friend bool operator==(const AlgorithmIdentifier&, const AlgorithmIdentifier&) = default;
};

Element encode(const AlgorithmIdentifier& identifier);
/// The one that comes next, for decoders of structures that hold it.
AlgorithmIdentifier read_algorithm_identifier(Cursor& in, std::string_view name);

}  // namespace inquest
