#include "reference/protocol/change_subject_name.h"

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

/// Whether a SEQUENCE is a Name: empty, or of SETs.
bool is_name(BytesView element) {
  Cursor in(element);
  const auto first = in.sequence("subject").peek();
  return !first || *first == Tag::set;
}

}  // namespace

Attribute encode(const ChangeSubjectName& change) {
  std::vector<Element> fields;
  if (change.subject) fields.push_back(Element::raw(*change.subject));
  if (change.alternative_names) fields.push_back(Element::raw(*change.alternative_names));
  return {oids::change_subject_name, {encode(sequence(std::move(fields)))}};
}

Result<ChangeSubjectName> decode_change_subject_name(const Attribute& attribute) {
  if (attribute.values.size() != 1) return ParseError{0, "ChangeSubjectName with several values"};
  return read(attribute.values.front(), [](Cursor& in) {
    auto fields = in.sequence("ChangeSubjectName");
    ChangeSubjectName change;
    while (fields.more()) {
      auto element = copy_of(fields.element("name", Tag::sequence));
      if (fields.failed()) break;
      auto& field = is_name(element) ? change.subject : change.alternative_names;
      if (field || (&field == &change.subject && change.alternative_names))
        fields.fail("name", "a second one, or one out of order");
      field = std::move(element);
    }
    if (!change.subject && !change.alternative_names) in.fail("ChangeSubjectName", "no name");
    return change;
  });
}

}  // namespace inquest
