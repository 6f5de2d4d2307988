#include "reference/codec/cmc.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "reference/codec/cursor.h"

namespace inquest {
namespace {

constexpr std::size_t most_members = 1024;

/// The members of a sequence, each as `read_one` reads it.
template <class ReadOne>
auto read_list(Cursor& in, std::string_view name, ReadOne read_one) {
  auto list = in.sequence(name);
  std::vector<decltype(read_one(list))> members;
  while (list.more()) {
    members.push_back(read_one(list));
    if (members.size() > most_members) list.fail("member", "more than 1024 members");
  }
  return members;
}

CmcControl read_control(Cursor& in) {
  auto fields = in.sequence("control");
  CmcControl control;
  control.id = read_body_part_id(fields, "bodyPartID");
  control.type = fields.oid("attrType");
  auto values = fields.set("attrValues");
  while (values.more()) {
    control.values.push_back(copy_of(values.element("value")));
    if (control.values.size() > most_members) values.fail("value", "more than 1024 values");
  }
  fields.end();
  return control;
}

CmcOther read_other(Cursor& fields) {
  CmcOther other;
  other.id = read_body_part_id(fields, "bodyPartID");
  other.type = fields.oid("type");
  other.value = copy_of(fields.element("value"));
  fields.end();
  return other;
}

TaggedRequest read_request(Cursor& in) {
  if (auto fields = in.open_if("tcr", context(0))) {
    TaggedCertificationRequest tagged;
    tagged.id = read_body_part_id(*fields, "bodyPartID");
    tagged.request = read_certification_request(*fields);
    fields->end();
    return tagged;
  }
  if (auto fields = in.open_if("crm", context(1))) return read_cert_request_message(*fields);
  if (auto fields = in.open_if("orm", context(2))) return read_other(*fields);
  in.element("request");
  in.fail("request", "a tag that none of its choices has");
  return CmcOther{};
}

TaggedContent read_content(Cursor& in) {
  auto fields = in.sequence("content");
  TaggedContent tagged;
  tagged.id = read_body_part_id(fields, "bodyPartID");
  tagged.content = copy_of(fields.element("contentInfo", Tag::sequence));
  fields.end();
  return tagged;
}

CmcOther read_message(Cursor& in) {
  auto fields = in.sequence("message");
  return read_other(fields);
}

Element encode(const TaggedContent& tagged) {
  return sequence({integer(tagged.id), Element::raw(tagged.content)});
}

Element encode(const CmcOther& other) {
  return sequence({integer(other.id), oid(other.type), Element::raw(other.value)});
}

template <class Value>
Element encode_list(const std::vector<Value>& values) {
  std::vector<Element> members;
  for (const auto& value : values) members.push_back(encode(value));
  return sequence(std::move(members));
}

/// Writes each kind of request.
struct RequestWriter {
  Element operator()(const TaggedCertificationRequest& tagged) const {
    return {context(0), {integer(tagged.id), encode(tagged.request)}};
  }
  Element operator()(const CertRequestMessage& message) const {
    auto element = encode(message);
    element.retag(context(1));
    return element;
  }
  Element operator()(const CmcOther& other) const {
    auto element = encode(other);
    element.retag(context(2));
    return element;
  }
};

std::int64_t body_part_of(const TaggedRequest& request) {
  if (const auto* message = std::get_if<CertRequestMessage>(&request)) return message->request.id;
  if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&request)) return tagged->id;
  return std::get<CmcOther>(request).id;
}

// RFC5272-3.2.2-01: body parts differ.
std::optional<std::string> defect_of(const std::vector<std::int64_t>& ids) {
  std::set<std::int64_t> seen;
  for (const auto id : ids) {
    if (id <= 0 || id > std::numeric_limits<BodyPartId>::max())
      return fmt::format("body part {} is not from 1 to 4294967295", id);
    if (!seen.insert(id).second) return fmt::format("body part {} occurs twice", id);
  }
  return std::nullopt;
}

template <class Message>
std::vector<std::int64_t> body_parts_of(const Message& message) {
  std::vector<std::int64_t> ids;
  for (const auto& each : message.controls) ids.push_back(each.id);
  for (const auto& each : message.contents) ids.push_back(each.id);
  for (const auto& each : message.others) ids.push_back(each.id);
  return ids;
}

}  // namespace

BodyPartId read_body_part_id(Cursor& in, std::string_view name) {
  const auto id = in.integer(name);
  if (id < 0 || id > std::numeric_limits<BodyPartId>::max())
    in.fail(name, "not from 0 to 4294967295");
  return static_cast<BodyPartId>(id);
}

Element encode(const CmcControl& control) {
  std::vector<Element> values;
  for (const auto& value : control.values) values.push_back(Element::raw(value));
  return sequence({integer(control.id), oid(control.type), set_of(std::move(values))});
}

Element encode(const TaggedRequest& request) { return std::visit(RequestWriter{}, request); }

Element encode(const std::vector<TaggedRequest>& requests) { return encode_list(requests); }

Element encode(const PkiData& message) {
  return sequence({encode_list(message.controls), encode_list(message.requests),
                   encode_list(message.contents), encode_list(message.others)});
}

Element encode(const PkiResponse& message) {
  return sequence(
      {encode_list(message.controls), encode_list(message.contents), encode_list(message.others)});
}

Result<PkiData> decode_pki_data(BytesView input) {
  return read(input, [](Cursor& in) {
    auto fields = in.sequence("PKIData");
    PkiData message;
    message.controls = read_list(fields, "controlSequence", read_control);
    message.requests = read_list(fields, "reqSequence", read_request);
    message.contents = read_list(fields, "cmsSequence", read_content);
    message.others = read_list(fields, "otherMsgSequence", read_message);
    fields.end();
    return message;
  });
}

Result<PkiResponse> decode_pki_response(BytesView input) {
  return read(input, [](Cursor& in) {
    auto fields = in.sequence("PKIResponse");
    PkiResponse message;
    message.controls = read_list(fields, "controlSequence", read_control);
    message.contents = read_list(fields, "cmsSequence", read_content);
    message.others = read_list(fields, "otherMsgSequence", read_message);
    fields.end();
    return message;
  });
}

const CmcControl* find_control(const std::vector<CmcControl>& controls, std::string_view type) {
  const auto found = std::find_if(controls.begin(), controls.end(),
                                  [&](const CmcControl& each) { return each.type == type; });
  return found == controls.end() ? nullptr : &*found;
}

std::optional<std::string> body_part_defect(const PkiData& message) {
  auto ids = body_parts_of(message);
  for (const auto& request : message.requests) ids.push_back(body_part_of(request));
  return defect_of(ids);
}

std::optional<std::string> body_part_defect(const PkiResponse& message) {
  return defect_of(body_parts_of(message));
}

}  // namespace inquest
