#include <fmt/format.h>

#include "harness/scenario/csr_attributes_rules.h"
#include "reference/codec/oids.h"

/// Rules over the octets of a template as a plain DER tree, so that one mistake in it hides no
/// other.
namespace inquest {
namespace {

/// RFC 9908 3.4 prints this, and 7 registers another (see scenarios/vectors/csrattrs).
constexpr auto printed_extension_template = "1.2.840.113549.1.9.62";

/// CertificationRequestInfoTemplate ::= SEQUENCE { version INTEGER, subject SEQUENCE OPTIONAL,
/// subjectPKInfo [0] OPTIONAL, attributes [1] }: why it is not like that, or "".
std::string shape_defect(const Element& whole) {
  if (whole.tag() != Tag::sequence) return "no SEQUENCE";
  std::vector<Tag> tags;
  for (const auto& each : whole.children()) tags.push_back(each.tag());
  if (tags.empty() || tags.front() != Tag::integer) return "no version in front";
  std::size_t at = 1;
  if (at < tags.size() && tags[at] == Tag::sequence) ++at;
  if (at < tags.size() && tags[at] == context(0)) ++at;
  if (at == tags.size() || tags[at] != context(1)) return "no attributes [1]";
  return at + 1 == tags.size() ? "" : "something follows the attributes";
}

/// The template, or Inconclusive. Check that there is one first.
Element tree_of(const AttributesReading& reading) {
  auto tree = decode_der(*reading.csr_template);
  if (!tree) throw Inconclusive("the template is no DER: " + tree.error().text());
  if (const auto defect = shape_defect(*tree); !defect.empty())
    throw Inconclusive("the template has not the shape of one: " + defect);
  return *std::move(tree);
}

const Element* child(const Element& whole, Tag tag) {
  for (std::size_t i = 1; i < whole.children().size(); ++i)
    if (whole.children()[i].tag() == tag) return &whole.children()[i];
  return nullptr;
}

std::string id_of(const Element& element) {
  if (element.tag() != Tag::object_identifier) return "";
  return dotted_oid(element.contents()).value_or("");
}

/// Attributes ::= SET OF SEQUENCE { type, values SET }: those of that type.
std::vector<const Element*> attributes_of_type(const Element& whole, std::string_view type) {
  std::vector<const Element*> found;
  const auto* attributes = child(whole, context(1));
  if (attributes == nullptr) return found;
  for (const auto& each : attributes->children())
    if (each.children().size() == 2 && id_of(each.children()[0]) == type) found.push_back(&each);
  return found;
}

/// SingleAttributeTemplate ::= SEQUENCE { type, value OPTIONAL }, wherever a name has one.
template <class Look>
void for_each_name(const Element& subject, Look look) {
  for (const auto& relative : subject.children())
    for (const auto& single : relative.children()) look(single);
}

bool is_empty_string(const Element& value) {
  const auto tag = value.tag();
  const bool text = tag == Tag::utf8_string || tag == Tag::printable_string ||
                    tag == Tag::ia5_string || tag == Tag::t61_string || tag == Tag::bmp_string;
  return text && value.contents().empty();
}

/// The ExtensionTemplates of the one value of the one id-aa-extensionReqTemplate. The text wants
/// one of them as the value, module and example a list: either is taken.
std::vector<Element> extension_templates(const Element& whole) {
  const auto found = attributes_of_type(whole, oids::extension_request_template);
  if (found.size() != 1 || found.front()->children()[1].children().size() != 1)
    throw Inconclusive("there is not one id-aa-extensionReqTemplate with one value");
  const auto& value = found.front()->children()[1].children().front();
  if (!value.children().empty() && value.children().front().tag() == Tag::object_identifier)
    return {value};
  return value.children();
}

/// Whether the client has something to fill in: a value that is absent, or in a subjectAltName an
/// empty name.
bool is_partial(const Element& extension) {
  const auto& fields = extension.children();
  if (fields.empty() || fields.back().tag() != Tag::octet_string) return true;
  if (id_of(fields.front()) != oids::subject_alt_name) return false;
  const auto names = decode_der(fields.back().contents());
  if (!names) return false;
  return std::any_of(names->children().begin(), names->children().end(), [](const Element& name) {
    const bool empty = name.children().empty() && name.contents().empty();
    const bool null_dn = name.tag() == context(4) && name.children().size() == 1 &&
                         name.children().front().children().empty();
    return empty || null_dn;
  });
}

template <RuleFinding (*Check)(const Element& whole)>
RuleFinding of_template(const AttributesReading& reading) {
  if (!reading.csr_template) return told("no template");
  return Check(tree_of(reading));
}

// -- the rules --

RuleFinding check_shape(const AttributesReading& reading) {
  if (!reading.csr_template) return told("no template");
  const auto tree = decode_der(*reading.csr_template);
  if (!tree) return broken("no DER: " + tree.error().text());
  const auto defect = shape_defect(*tree);
  return kept_if(defect.empty(), defect.empty() ? "version, what there is, attributes" : defect);
}

RuleFinding check_version(const Element& whole) {
  const auto& version = whole.children().front().contents();
  const bool v1 = version == Bytes{0};
  return kept_if(v1, v1 ? "v1(0)" : "another number");
}

RuleFinding check_subject(const Element& whole) {
  const auto* subject = child(whole, Tag::sequence);
  if (subject == nullptr) return kept("absent");
  const auto count = subject->children().size();
  return kept_if(count > 0, fmt::format("{} names", count));
}

RuleFinding check_empty_values(const Element& whole) {
  const auto* subject = child(whole, Tag::sequence);
  if (subject == nullptr) return told("no subject");
  std::string empty;
  for_each_name(*subject, [&](const Element& single) {
    if (single.children().size() == 2 && is_empty_string(single.children()[1]))
      empty = id_of(single.children()[0]);
  });
  return kept_if(empty.empty(), empty.empty() ? "none is an empty text"
                                              : "the empty text as the value of " + empty);
}

RuleFinding check_names(const Element& whole) {
  const auto* subject = child(whole, Tag::sequence);
  if (subject == nullptr) return told("no subject");
  for (const auto& relative : subject->children())
    if (relative.tag() != Tag::set || relative.children().empty())
      return broken("an RDN that is no SET, or an empty one");
  std::string odd;
  for_each_name(*subject, [&](const Element& single) {
    const auto& fields = single.children();
    if (single.tag() != Tag::sequence || fields.empty() || fields.size() > 2 ||
        id_of(fields.front()).empty())
      odd = fmt::format("a name of {} fields", fields.size());
  });
  return kept_if(odd.empty(), odd.empty() ? "each a type, and perhaps a value" : odd);
}

/// The OID of subjectPKInfo's algorithm, and its key.
struct KeyTemplate {
  std::string algorithm;
  const Element* key = nullptr;
};
KeyTemplate key_of(const Element& info) {
  KeyTemplate key;
  const auto& fields = info.children();
  if (!fields.empty() && fields.front().tag() == Tag::sequence &&
      !fields.front().children().empty())
    key.algorithm = id_of(fields.front().children().front());
  if (fields.size() > 1) key.key = &fields[1];
  return key;
}

RuleFinding check_algorithm(const Element& whole) {
  const auto* info = child(whole, context(0));
  if (info == nullptr) return told("no subjectPKInfo");
  const auto key = key_of(*info);
  return kept_if(!key.algorithm.empty(), key.algorithm.empty() ? "none" : key.algorithm);
}

RuleFinding check_placeholder(const Element& whole) {
  const auto* info = child(whole, context(0));
  const auto key = info ? key_of(*info) : KeyTemplate{};
  if (key.algorithm != oids::rsa_encryption || key.key == nullptr) return told("no size of RSA");
  const auto& bits = key.key->contents();
  const auto inner = key.key->tag() == Tag::bit_string && bits.size() > 1
                         ? decode_der(BytesView(bits).subspan(1))
                         : Result<Element>(ParseError{0, "no BIT STRING with bits"});
  if (!inner) return broken("no RSA key: " + inner.error().text());
  const bool rsa = inner->tag() == Tag::sequence && inner->children().size() == 2 &&
                   inner->children()[0].tag() == Tag::integer;
  return kept_if(rsa,
                 rsa ? fmt::format("a modulus of {} octets", inner->children()[0].contents().size())
                     : "no RSA key");
}

RuleFinding check_no_placeholder(const Element& whole) {
  const auto* info = child(whole, context(0));
  if (info == nullptr) return told("no subjectPKInfo");
  const auto key = key_of(*info);
  if (key.algorithm == oids::rsa_encryption) return told("an RSA key, whose size may be shown");
  return kept_if(key.key == nullptr,
                 key.key == nullptr ? "absent" : "a subjectPublicKey for " + key.algorithm);
}

RuleFinding check_extension_attribute(const Element& whole) {
  if (attributes_of_type(whole, oids::extension_request_template).empty())
    return told("no id-aa-extensionReqTemplate");
  const auto extensions = extension_templates(whole);
  const bool partial = std::any_of(extensions.begin(), extensions.end(), is_partial);
  return kept_if(partial, partial ? "something is left for the client to fill in"
                                  : "nothing is left for the client to fill in");
}

RuleFinding check_extension_fields(const Element& whole) {
  if (attributes_of_type(whole, oids::extension_request_template).empty())
    return told("no id-aa-extensionReqTemplate");
  for (const auto& each : extension_templates(whole)) {
    std::vector<Tag> tags;
    for (const auto& field : each.children()) tags.push_back(field.tag());
    std::size_t at = 1;
    if (at < tags.size() && tags[at] == Tag::boolean) ++at;
    if (at < tags.size() && tags[at] == Tag::octet_string) ++at;
    if (each.tag() != Tag::sequence || tags.empty() || tags.front() != Tag::object_identifier ||
        at != tags.size())
      return broken(fmt::format("an extension of {} fields that are other ones", tags.size()));
  }
  return kept("extnID, perhaps 'critical', perhaps extnValue");
}

RuleFinding check_one_extension_template(const Element& whole) {
  const auto count = attributes_of_type(whole, oids::extension_request_template).size();
  return kept_if(count < 2, fmt::format("{}", count));
}

RuleFinding check_not_both(const Element& whole) {
  const bool both = !attributes_of_type(whole, oids::extension_request_template).empty() &&
                    !attributes_of_type(whole, oids::extension_request).empty();
  return kept_if(!both, both ? "both" : "not both");
}

RuleFinding check_extension_values(const Element& whole) {
  const auto found = attributes_of_type(whole, oids::extension_request_template);
  if (found.empty()) return told("no id-aa-extensionReqTemplate");
  for (const auto* each : found)
    if (const auto count = each->children()[1].children().size(); count != 1)
      return broken(fmt::format("{} values", count));
  return kept("one value");
}

RuleFinding check_extension_value_type(const Element& whole) {
  const auto found = attributes_of_type(whole, oids::extension_request_template);
  if (found.empty()) return told("no id-aa-extensionReqTemplate");
  for (const auto* each : found)
    for (const auto& value : each->children()[1].children())
      if (value.tag() != Tag::sequence || value.children().empty())
        return broken("a value that is no SEQUENCE, or an empty one");
  return kept("ExtensionTemplates");
}

RuleFinding check_extension_template_oid(const Element& whole) {
  if (!attributes_of_type(whole, printed_extension_template).empty())
    return broken(fmt::format("an attribute of the type {}", printed_extension_template));
  if (attributes_of_type(whole, oids::extension_request_template).empty())
    return told("no id-aa-extensionReqTemplate");
  return kept(oids::extension_request_template);
}

}  // namespace

const std::vector<Rule<AttributesReading>>& csr_template_rules() {
  static const std::vector<Rule<AttributesReading>> rules{
      {"shape", "the structure of the template",
       "version, subject, subjectPKInfo [0], attributes [1], of which two are optional",
       check_shape},
      {"version", "the version of the template", "v1(0)", of_template<check_version>},
      {"subject", "the template's subject", "absent, or with names", of_template<check_subject>},
      {"empty-values", "names that the client is to fill in", "without a value",
       of_template<check_empty_values>},
      {"names", "the names of the template's subject",
       "RDNs of at least one name, each a type and perhaps a value", of_template<check_names>},
      {"algorithm", "the algorithm of the template's subjectPKInfo", "an OID",
       of_template<check_algorithm>},
      {"placeholder", "the key by which the template shows a size", "an RSAPublicKey",
       of_template<check_placeholder>},
      {"no-placeholder", "a subjectPublicKey that shows no size", "absent",
       of_template<check_no_placeholder>},
      {"extension-attribute", "the extensions of id-aa-extensionReqTemplate",
       "at least one that is partial", of_template<check_extension_attribute>},
      {"extension-fields", "the fields of each ExtensionTemplate",
       "extnID, perhaps 'critical', perhaps extnValue", of_template<check_extension_fields>},
      {"one-extension-template", "how many id-aa-extensionReqTemplate there are", "at most one",
       of_template<check_one_extension_template>},
      {"not-both", "id-ExtensionReq beside id-aa-extensionReqTemplate", "not both",
       of_template<check_not_both>},
      {"extension-values", "the values of id-aa-extensionReqTemplate", "exactly one",
       of_template<check_extension_values>},
      {"extension-value-type", "the value of id-aa-extensionReqTemplate", "ExtensionTemplates",
       of_template<check_extension_value_type>},
      {"extension-template-oid", "the OID of id-aa-extensionReqTemplate", "the registered one",
       of_template<check_extension_template_oid>},
  };
  return rules;
}

}  // namespace inquest
