#include "reference/codec/attribute.h"

#include "reference/codec/cursor.h"

namespace inquest {
namespace {

constexpr std::size_t most_values = 1024;

}  // namespace

Element encode(const Attribute& attribute) {
  std::vector<Element> values;
  for (const auto& value : attribute.values) values.push_back(Element::raw(value));
  return sequence({oid(attribute.type), set_of(std::move(values))});
}

Attribute read_attribute(Cursor& in, std::size_t fewest_values) {
  auto fields = in.sequence("attribute");
  Attribute attribute;
  attribute.type = fields.oid("type");
  auto values = fields.set("values");
  while (values.more()) {
    attribute.values.push_back(copy_of(values.element("value")));
    if (attribute.values.size() > most_values) values.fail("value", "more than 1024 values");
  }
  if (attribute.values.size() < fewest_values)
    fields.fail("values", "a SET of values that is empty");
  fields.end();
  return attribute;
}

}  // namespace inquest
