#include "harness/scenario/csr_attributes_to_ask.h"

#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/pki/certificate.h"

namespace inquest {
namespace {

constexpr auto prime256v1 = "1.2.840.10045.3.1.7";
constexpr auto ecdsa_with_sha256 = "1.2.840.10045.4.3.2";

Extension usage_of_clients() { return extensions::key_usage({"digitalSignature"}); }
Extension purpose_of_clients() { return extensions::extended_key_usage({oids::client_auth}); }

/// The same wish in the words of RFC 9908 3.4.
Attribute template_for_requests() {
  const auto usage = usage_of_clients();
  RequestInfoTemplate info;
  info.subject = NameTemplate{{{oids::common_name, {}}}};
  info.public_key =
      PublicKeyTemplate{encode(sequence({oid(oids::ec_public_key), oid(prime256v1)})), {}};
  info.attributes = {extension_request_template(
      {{usage.id, usage.critical, usage.value}, {oids::extended_key_usage, false, {}}})};
  return csr_template_attribute(info);
}

/// A key on P-256, what it is for, and a signature with SHA-256 (RFC 8951 4).
void add_list(CsrAttributes& attributes) {
  attributes.members.emplace_back(ecdsa_with_sha256);
  attributes.members.emplace_back(Attribute{oids::ec_public_key, {encode(oid(prime256v1))}});
  attributes.members.emplace_back(Attribute{
      oids::extension_request,
      {encode(encode(std::vector<Extension>{usage_of_clients(), purpose_of_clients()}))}});
}

}  // namespace

CsrAttributes attributes_to_ask(const std::string& kind) {
  CsrAttributes attributes;
  if (kind == "linking" || kind == "all") attributes.members.emplace_back(oids::challenge_password);
  if (kind == "list" || kind == "all") add_list(attributes);
  if (kind == "template" || kind == "all") attributes.members.emplace_back(template_for_requests());
  return attributes;
}

}  // namespace inquest
