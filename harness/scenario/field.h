#pragma once
#include <string>
#include <vector>

#include "reference/codec/bytes.h"

/// What a field of a word can be. A word describes each of its fields once, by
///
///   field("faults", self.faults, "deviations to commit", deviation());
///
/// and that one description gives the YAML loader, the manual and the lint.
namespace inquest {

/// A requirement that a judgement rests on; must be in the catalogue and bind the role under test.
struct Cite {
  std::string id;
};

/// Faults of the fault catalogue, by id.
struct FaultIds {
  std::vector<std::string> ids;
};

/// Bytes from a file below vectors/ of the suite, named without that folder. Base64 where the name
/// ends in .b64, hexadecimal in .hex.
struct VectorFile {
  std::string name;
  Bytes bytes;
};

/// Accepted HTTP status codes: numbers and classes, {"200", "4xx"}.
struct StatusSet {
  std::vector<std::string> accepted;
  bool holds(int status) const;
  std::string text() const;  ///< "200 or 4xx"
};

struct FieldOptions {
  bool deviates = false;  ///< what makes a case negative; its twin has the default instead
  std::vector<std::string> one_of;  ///< the only values there are; empty: any
};

inline FieldOptions choice(std::vector<std::string> one_of) { return {false, std::move(one_of)}; }
inline FieldOptions deviation(std::vector<std::string> one_of = {}) {
  return {true, std::move(one_of)};
}

}  // namespace inquest
