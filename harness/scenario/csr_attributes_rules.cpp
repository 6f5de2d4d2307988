#include "harness/scenario/csr_attributes_rules.h"

#include <fmt/format.h>

#include <set>

#include "harness/scenario/payload.h"
#include "reference/codec/oids.h"
#include "reference/pki/second_reader.h"

namespace inquest {
namespace {

/// RFC 9908 7 registers them below smime(16) aa(2); its section 3.4 prints the second like this.
constexpr auto unregistered_request_template = "1.2.840.113549.1.9.61";

constexpr const char* key_algorithms[] = {oids::rsa_encryption, oids::ec_public_key,
                                          "1.2.840.113549.1.1.10", "1.2.840.10040.4.1"};
/// Of RSA and ECDSA; those that are a key's OID as well (EdDSA) say nothing here.
constexpr const char* signature_arcs[] = {"1.2.840.10045.4."};
constexpr const char* rsa_signatures[] = {"1.2.840.113549.1.1.4",  "1.2.840.113549.1.1.5",
                                          "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12",
                                          "1.2.840.113549.1.1.13", "1.2.840.113549.1.1.14"};

bool is_extension(std::string_view id) {
  return id.starts_with("2.5.29.") || id.starts_with("1.3.6.1.5.5.7.1.");
}
bool is_key(std::string_view id) {
  return std::find(std::begin(key_algorithms), std::end(key_algorithms), id) !=
         std::end(key_algorithms);
}
bool is_signature(std::string_view id) {
  return std::any_of(std::begin(signature_arcs), std::end(signature_arcs),
                     [&](const char* arc) { return id.starts_with(arc); }) ||
         std::find(std::begin(rsa_signatures), std::end(rsa_signatures), id) !=
             std::end(rsa_signatures);
}

/// The list, where there is one to judge.
const CsrAttributes& list_of(const AttributesReading& reading) {
  if (!reading.value) throw Inconclusive("the CSR attributes cannot be read: " + reading.our_error);
  return *reading.value;
}

std::vector<std::string> bare_oids(const CsrAttributes& list) {
  std::vector<std::string> oids;
  for (const auto& member : list.members)
    if (const auto* oid = std::get_if<std::string>(&member)) oids.push_back(*oid);
  return oids;
}
std::vector<const Attribute*> attributes(const CsrAttributes& list) {
  std::vector<const Attribute*> all;
  for (const auto& member : list.members)
    if (const auto* attribute = std::get_if<Attribute>(&member)) all.push_back(attribute);
  return all;
}
std::vector<const Attribute*> of_type(const CsrAttributes& list, std::string_view type) {
  auto all = attributes(list);
  std::erase_if(all, [&](const Attribute* each) { return each->type != type; });
  return all;
}

/// The one value of the one extensionRequest. Where there is no such thing, `instead` says why.
const Bytes* extension_request_value(const AttributesReading& reading, RuleFinding& instead) {
  const auto requests = of_type(list_of(reading), oids::extension_request);
  if (requests.empty()) {
    instead = told("no extensionRequest");
    return nullptr;
  }
  if (requests.size() > 1 || requests.front()->values.size() != 1)
    throw Inconclusive("there is not one extensionRequest with one value");
  return &requests.front()->values.front();
}

// -- the list as a whole --

RuleFinding check_structure(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  if (reading.our_error.empty() && !reading.openssl_error.empty())
    throw Inconclusive("readers disagree: we can read the CSR attributes, OpenSSL says " +
                       reading.openssl_error);
  if (reading.openssl_error.empty())
    return kept(reading.value ? fmt::format("a SEQUENCE of {}", reading.value->members.size())
                              : "a SEQUENCE in BER");
  return broken(reading.our_error + "; " + reading.openssl_error);
}

RuleFinding check_der(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  if (!reading.value) {
    if (!reading.openssl_error.empty())
      throw Inconclusive("no reader can make sense of it: " + reading.our_error);
    return broken("not DER at byte " + reading.our_error);
  }
  const bool same = encode(encode(*reading.value)) == *reading.octets;
  return kept_if(same, same ? "DER" : "a set of values that is not sorted as DER wants");
}

RuleFinding check_repetition(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  std::set<std::string> seen;
  for (const auto& id : bare_oids(list_of(reading)))
    if (!seen.insert(id).second) return told("the OID " + id + " is there twice");
  return kept("each OID once");
}

RuleFinding check_template_oid(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  if (list_of(reading).names(unregistered_request_template))
    return broken(fmt::format("an attribute of the type {}", unregistered_request_template));
  if (!reading.csr_template) return told("no template");
  return kept(fmt::format("a template under {}", oids::request_info_template));
}

// -- what asks for extensions --

RuleFinding check_bare_extensions(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  for (const auto& id : bare_oids(list_of(reading)))
    if (is_extension(id)) return broken("the extension " + id + " alone, outside of any attribute");
  return kept("no OID of an extension outside of an attribute");
}

RuleFinding check_extension_type(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  for (const auto* each : attributes(list_of(reading)))
    if (is_extension(each->type))
      return broken("an attribute whose type is the extension " + each->type);
  return kept("no attribute whose type is an extension");
}

RuleFinding check_one_extension_request(const AttributesReading& reading) {
  const auto count = reading.octets ? of_type(list_of(reading), oids::extension_request).size() : 0;
  if (count == 0) return told("no extensionRequest");
  return kept_if(count == 1, fmt::format("{} extensionRequest attributes", count));
}

RuleFinding check_one_value(const AttributesReading& reading) {
  const auto requests = reading.octets ? of_type(list_of(reading), oids::extension_request)
                                       : std::vector<const Attribute*>{};
  if (requests.empty()) return told("no extensionRequest");
  for (const auto* each : requests)
    if (each->values.size() != 1) return broken(fmt::format("{} values", each->values.size()));
  return kept("one value");
}

RuleFinding check_extensions(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  auto instead = told("");
  const auto* value = extension_request_value(reading, instead);
  if (value == nullptr) return instead;
  // RFC 7030 4.5.2 has an example with an OID as the value, which RFC 9908 5.2 calls wrong.
  if (!value->empty() && value->front() == static_cast<std::uint8_t>(Tag::object_identifier))
    return told("an OID, as the example of RFC 7030 has it and RFC 9908 does not want");
  const auto tree = decode_der(*value);
  const bool list = tree && tree->tag() == Tag::sequence &&
                    std::all_of(tree->children().begin(), tree->children().end(),
                                [](const Element& each) { return each.tag() == Tag::sequence; });
  const auto theirs = openssl_extensions_defect(*value);
  if (!list && !theirs) throw Inconclusive("readers disagree on the value of extensionRequest");
  return kept_if(list, list ? "a SEQUENCE of SEQUENCEs" : "no list of Extensions: " + *theirs);
}

RuleFinding check_extensions_not_empty(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  auto instead = told("");
  const auto* value = extension_request_value(reading, instead);
  if (value == nullptr) return instead;
  const auto extensions = decode_extensions(*value);
  if (!extensions) throw Inconclusive("no Extensions: " + extensions.error().text());
  return kept_if(!extensions->empty(), fmt::format("{} extensions", extensions->size()));
}

RuleFinding check_extension_fields(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  auto instead = told("");
  const auto* value = extension_request_value(reading, instead);
  if (value == nullptr) return instead;
  const auto extensions = decode_extensions(*value);
  const auto theirs = openssl_extensions_defect(*value);
  if (extensions.has_value() == theirs.has_value())
    throw Inconclusive("readers disagree on the value of extensionRequest");
  if (!extensions) return broken(extensions.error().text());
  for (const auto& each : *extensions)
    if (const auto defect = openssl_extension_value_defect(each); defect && !decode_der(each.value))
      return broken("the value of " + each.id + " is no DER");
  return kept("each with an extnID and a value in DER");
}

RuleFinding check_extension_once(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  auto instead = told("");
  const auto* value = extension_request_value(reading, instead);
  if (value == nullptr) return instead;
  const auto extensions = decode_extensions(*value);
  if (!extensions) throw Inconclusive("no Extensions: " + extensions.error().text());
  std::set<std::string> seen;
  for (const auto& each : *extensions)
    if (!seen.insert(each.id).second) return broken("extnID " + each.id + " is there twice");
  return kept("each extnID once");
}

// -- what asks for keys and signatures --

RuleFinding check_key_as_attribute(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  for (const auto& id : bare_oids(list_of(reading)))
    if (is_key(id)) return broken("the kind of key " + id + " as an OID alone");
  return kept("no kind of key as an OID alone");
}

RuleFinding check_signature_as_oid(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  for (const auto* each : attributes(list_of(reading)))
    if (is_signature(each->type))
      return broken("the signature scheme " + each->type + " as the type of an attribute");
  return kept("no signature scheme as an attribute");
}

std::vector<const Attribute*> kinds_of_key(const CsrAttributes& list) {
  auto all = attributes(list);
  std::erase_if(all, [](const Attribute* each) { return !is_key(each->type); });
  return all;
}

RuleFinding check_one_key(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  const auto kinds = kinds_of_key(list_of(reading));
  if (kinds.empty()) return told("no kind of key is asked for");
  // RFC 9908 3.2: "When not using the template-based approach"
  if (kinds.size() > 1 && reading.csr_template)
    return told(fmt::format("{} kinds of key beside a template", kinds.size()));
  return kept_if(kinds.size() == 1, fmt::format("{} attributes", kinds.size()));
}

RuleFinding check_key_parameters(const AttributesReading& reading) {
  if (!reading.octets) return told("there are no CSR attributes");
  const auto kinds = kinds_of_key(list_of(reading));
  bool any = false;
  for (const auto* each : kinds)
    for (const auto& value : each->values) {
      const bool rsa = each->type == oids::rsa_encryption;
      if (!rsa && each->type != oids::ec_public_key) continue;
      const auto wanted = rsa ? Tag::integer : Tag::object_identifier;
      any = true;
      if (value.empty() || value.front() != static_cast<std::uint8_t>(wanted))
        return broken(fmt::format("a value of {} with tag 0x{:02x}", each->type,
                                  value.empty() ? 0 : value.front()));
    }
  return any ? kept("the OID of a curve, or a size") : told("no parameters of a key");
}

RuleFinding check_challenge_password(const AttributesReading& reading) {
  if (!reading.octets) return broken("there are no CSR attributes");
  const bool there = list_of(reading).names(oids::challenge_password);
  return kept_if(there, there ? "challengePassword is asked for" : "it is not asked for");
}

/// Where linking is required, RFC 7894 4 has estIdentityLinking asked for, and challengePassword
/// (RFC 7030 4.5.2) may do.
RuleFinding check_linking_attribute(const AttributesReading& reading) {
  if (!reading.octets) return broken("there are no CSR attributes");
  const auto& list = list_of(reading);
  const bool newer = list.names(oids::est_identity_linking);
  const bool there = newer || list.names(oids::challenge_password);
  return kept_if(there, newer   ? "estIdentityLinking is asked for"
                        : there ? "challengePassword is asked for"
                                : "neither is asked for");
}

}  // namespace

AttributesReading read_attributes(BytesView octets) {
  AttributesReading reading;
  reading.octets = copy_of(octets);
  auto ours = decode_csr_attributes(octets);
  if (ours)
    reading.value = *std::move(ours);
  else
    reading.our_error = ours.error().text();
  reading.openssl_error = openssl_csr_attributes_defect(octets).value_or("");
  if (!reading.value) return reading;
  if (const auto* found = reading.value->attribute(oids::request_info_template))
    reading.csr_template = found->values.empty() ? Bytes{} : found->values.front();
  // RFC 8951 4: an empty SEQUENCE is functionally equivalent to 204 and 404.
  if (reading.value->members.empty()) return {};
  return reading;
}

AttributesReading attributes_of(const Answer& answer) {
  const auto& response = exchange_of(answer).response;
  if (response.status == 204 || response.status == 404) return {};
  if (response.status != 200) throw Inconclusive("/csrattrs was not answered: " + answer.summary());
  if (response.body.empty()) return read_attributes({});
  const auto octets = octets_of(response.body);
  if (!octets)
    throw Inconclusive("the body cannot be read as CSR attributes: it is " +
                       std::string(name_of(form_of(response.body))));
  return read_attributes(*octets);
}

const std::vector<Rule<AttributesReading>>& csr_attributes_rules() {
  static const std::vector<Rule<AttributesReading>> rules{
      {"structure", "the structure of the CSR attributes",
       "a SEQUENCE of OBJECT IDENTIFIERs and Attributes, or nothing", check_structure},
      {"der", "the encoding of the CSR attributes", "DER", check_der},
      {"repetition", "whether an OID is there twice", "each once", check_repetition},
      {"template-oid", "the OID of the template's attribute", "the registered one",
       check_template_oid},
      {"bare-extensions", "OIDs of extensions", "within an extensionRequest alone",
       check_bare_extensions},
      {"extension-type", "the type of what asks for extensions", "extensionRequest",
       check_extension_type},
      {"one-extension-request", "how many attributes ask for extensions", "one extensionRequest",
       check_one_extension_request},
      {"one-value", "the values of extensionRequest", "exactly one", check_one_value},
      {"extensions", "the value of extensionRequest", "Extensions, a SEQUENCE of Extension",
       check_extensions},
      {"extensions-not-empty", "the Extensions of extensionRequest", "at least one Extension",
       check_extensions_not_empty},
      {"extension-fields", "each Extension that is asked for",
       "an extnID, perhaps 'critical', and a value in DER", check_extension_fields},
      {"extension-once", "the extnIDs that are asked for", "each once", check_extension_once},
      {"key-as-attribute", "how a kind of key is asked for", "by an attribute",
       check_key_as_attribute},
      {"signature-as-oid", "how a signature scheme is asked for", "by its OID",
       check_signature_as_oid},
      {"one-key", "how many attributes ask for a kind of key", "one", check_one_key},
      {"key-parameters", "the parameters of a kind of key",
       "the OID of a curve, or the size of an RSA key as a number", check_key_parameters},
      {"challenge-password", "whether linking, which is required, is asked for",
       "the OID challengePassword", check_challenge_password},
      {"linking-attribute", "whether linking, which is required, is asked for",
       "the OID estIdentityLinking or challengePassword", check_linking_attribute},
  };
  return rules;
}

}  // namespace inquest
