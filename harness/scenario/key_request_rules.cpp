#include <fmt/format.h>

#include "harness/scenario/request_rules.h"
#include "reference/codec/decrypt_key_identifier.h"
#include "reference/codec/oids.h"
#include "reference/codec/smime_capabilities.h"

namespace inquest {
namespace {

bool wants_encryption(const RequestReading& in) {
  return !std::holds_alternative<std::monostate>(in.act->errand.protection);
}

bool by_shared_key(const RequestReading& in) {
  return std::holds_alternative<SharedKey>(in.act->errand.protection);
}

const Attribute* shared_key_in(const RequestReading& in) {
  return in.request().info.attribute(oids::decrypt_key_id);
}

const Attribute* key_pair_in(const RequestReading& in) {
  return in.request().info.attribute(oids::asymmetric_decrypt_key_id);
}

const Attribute* capabilities_in(const RequestReading& in) {
  return in.request().info.attribute(oids::smime_capabilities);
}

const auto not_wanted = "the client is not to have its key encrypted";

/// Whether anything in the request asks for encryption beyond TLS.
RuleFinding encryption_asked(const RequestReading& in) {
  if (!wants_encryption(in)) return told(not_wanted);
  const bool asked = shared_key_in(in) || key_pair_in(in) || capabilities_in(in);
  return kept_if(asked, asked ? "it is asked for" : "it is not asked for");
}

/// Who asks says with which key.
RuleFinding encryption_named(const RequestReading& in) {
  if (!wants_encryption(in) || !capabilities_in(in)) return told("it is not asked for");
  const bool named = shared_key_in(in) || key_pair_in(in);
  return kept_if(named, named ? "a key is named" : "SMIMECapabilities, and no key is named");
}

RuleFinding shared_key_named(const RequestReading& in) {
  if (!by_shared_key(in)) return told("there is no shared key");
  if (!shared_key_in(in) && !key_pair_in(in)) return told("no key is named");
  return kept_if(shared_key_in(in) != nullptr, shared_key_in(in)
                                                   ? "by DecryptKeyIdentifier"
                                                   : "by AsymmetricDecryptKeyIdentifier");
}

RuleFinding key_pair_named(const RequestReading& in) {
  if (!wants_encryption(in) || by_shared_key(in)) return told("there is no key pair to decrypt by");
  if (!shared_key_in(in) && !key_pair_in(in)) return told("no key is named");
  return kept_if(key_pair_in(in) != nullptr,
                 key_pair_in(in) ? "by AsymmetricDecryptKeyIdentifier" : "by DecryptKeyIdentifier");
}

/// Who wants a key pair named, and names nothing that is registered, has another identifier for it.
RuleFinding key_pair_attribute(const RequestReading& in) {
  if (!wants_encryption(in) || by_shared_key(in)) return told("there is no key pair to decrypt by");
  if (key_pair_in(in)) return kept("1.2.840.113549.1.9.16.2.54");
  for (const auto& each : in.request().info.attributes)
    if (each.type != oids::smime_capabilities && each.type != oids::extension_request &&
        each.type != oids::challenge_password && each.type != oids::decrypt_key_id)
      return broken(each.type);
  return told("no key is named");
}

RuleFinding octets_of_attribute(const Attribute* attribute) {
  if (attribute == nullptr) return told("no key is named");
  const auto octets = decrypt_key_identifier(*attribute);
  return kept_if(bool(octets),
                 octets ? fmt::format("{} octets", octets->size()) : octets.error().text());
}

RuleFinding shared_key_identifier(const RequestReading& in) {
  return octets_of_attribute(shared_key_in(in));
}
RuleFinding key_pair_identifier(const RequestReading& in) {
  return octets_of_attribute(key_pair_in(in));
}

RuleFinding capabilities_there(const RequestReading& in) {
  if (!wants_encryption(in) || (!shared_key_in(in) && !key_pair_in(in)))
    return told("it is not asked for");
  const auto* attribute = capabilities_in(in);
  if (attribute == nullptr) return broken("there are no SMIMECapabilities");
  const auto list = smime_capabilities(*attribute);
  if (!list) return broken(list.error().text());
  return kept_if(!list->empty(), fmt::format("{} capabilities", list->size()));
}

RuleFinding capabilities_of_one_value(const RequestReading& in) {
  const auto* attribute = capabilities_in(in);
  if (attribute == nullptr) return told("there are no SMIMECapabilities");
  return kept_if(attribute->values.size() == 1, fmt::format("{} values", attribute->values.size()));
}

RuleFinding capabilities_without_null(const RequestReading& in) {
  const auto* attribute = capabilities_in(in);
  if (attribute == nullptr) return told("there are no SMIMECapabilities");
  const auto list = smime_capabilities(*attribute);
  if (!list) throw Inconclusive(list.error().text());
  for (const auto& each : *list)
    if (each.parameters == encode(null())) return broken(each.algorithm + " with NULL");
  return kept("no parameter is NULL");
}

}  // namespace

const std::vector<Rule<RequestReading>>& key_request_rules() {
  static const std::vector<Rule<RequestReading>> rules{
      {"encryption-asked", "whether the key is to be encrypted beyond TLS",
       "it is, where the client has what opens it", encryption_asked},
      {"encryption-named", "with which key it is to be encrypted",
       "named by an attribute of the CSR", encryption_named},
      {"shared-key-named", "how a shared key is named", "by DecryptKeyIdentifier",
       shared_key_named},
      {"key-pair-named", "how a key pair is named", "by AsymmetricDecryptKeyIdentifier",
       key_pair_named},
      {"key-pair-attribute", "the attribute that names a key pair", "1.2.840.113549.1.9.16.2.54",
       key_pair_attribute},
      {"shared-key-identifier", "the value of DecryptKeyIdentifier", "an OCTET STRING",
       shared_key_identifier},
      {"key-pair-identifier", "the value of AsymmetricDecryptKeyIdentifier", "an OCTET STRING",
       key_pair_identifier},
      {"capabilities", "the SMIMECapabilities of a request for an encrypted key",
       "what the client can decrypt", capabilities_there},
      {"capabilities-single", "the values of SMIMECapabilities", "one", capabilities_of_one_value},
      {"capabilities-parameters", "the parameters in SMIMECapabilities",
       "left out where they say nothing", capabilities_without_null},
  };
  return rules;
}

}  // namespace inquest
