#include "reference/codec/algorithm_identifier.h"

#include "reference/codec/cursor.h"

namespace inquest {

Element encode(const AlgorithmIdentifier& identifier) {
  auto fields = sequence({oid(identifier.algorithm)});
  if (identifier.parameters) fields.add(Element::raw(*identifier.parameters));
  return fields;
}

AlgorithmIdentifier read_algorithm_identifier(Cursor& in, std::string_view name) {
  auto fields = in.sequence(name);
  AlgorithmIdentifier identifier;
  identifier.algorithm = fields.oid("algorithm");
  if (fields.more()) identifier.parameters = copy_of(fields.element("parameters"));
  fields.end();
  return identifier;
}

}  // namespace inquest
