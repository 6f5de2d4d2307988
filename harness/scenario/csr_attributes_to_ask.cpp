#include "harness/scenario/csr_attributes_to_ask.h"

#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/pki/certificate.h"

namespace inquest {
namespace {

constexpr auto prime256v1 = "1.2.840.10045.3.1.7";
constexpr auto secp384r1 = "1.3.132.0.34";
constexpr auto ecdsa_with_sha256 = "1.2.840.10045.4.3.2";

Extension usage_of_clients() { return extensions::key_usage({"digitalSignature"}); }
Extension usage_of_agreement() {
  return extensions::key_usage({"digitalSignature", "keyAgreement"});
}
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

Bytes key_on(const char* curve) { return encode(sequence({oid(oids::ec_public_key), oid(curve)})); }

/// A common name to fill in, and an organisation that is given.
NameTemplate subject_with_organization() {
  return {{{oids::common_name, {}}}, {{"2.5.4.10", encode(utf8_string("Inquest Works"))}}};
}

/// A name to fill in and one that is given, likewise of the extensions. The key is of a kind that
/// few would take unasked, which shows who reads templates.
Attribute full_template() {
  const auto usage = usage_of_clients();
  const auto purpose = purpose_of_clients();
  const Bytes empty_dns_name{0x30, 0x02, 0x82, 0x00};  // GeneralNames of one dNSName
  RequestInfoTemplate info;
  info.subject = subject_with_organization();
  info.public_key = PublicKeyTemplate{key_on(secp384r1), {}};
  info.attributes = {extension_request_template({{usage.id, true, usage.value},
                                                 {purpose.id, false, purpose.value},
                                                 {oids::subject_alt_name, false, empty_dns_name}})};
  return csr_template_attribute(info);
}

/// A template that is about a subjectAltName alone: its value, or that the client is to find one.
Attribute template_of_names(std::optional<Bytes> value) {
  RequestInfoTemplate info;
  info.public_key = PublicKeyTemplate{key_on(secp384r1), {}};
  info.attributes = {
      extension_request_template({{oids::subject_alt_name, false, std::move(value)}})};
  return csr_template_attribute(info);
}

/// A key on P-384 for signatures by the list; by the template, a key on P-256 for more and a name
/// of which the list says nothing.
void add_two_minds(CsrAttributes& attributes) {
  attributes.members.emplace_back(Attribute{oids::ec_public_key, {encode(oid(secp384r1))}});
  attributes.members.emplace_back(Attribute{
      oids::extension_request, {encode(encode(std::vector<Extension>{usage_of_clients()}))}});
  const auto usage = usage_of_agreement();
  RequestInfoTemplate info;
  info.subject = subject_with_organization();
  info.public_key = PublicKeyTemplate{key_on(prime256v1), {}};
  info.attributes = {extension_request_template({{usage.id, usage.critical, usage.value}})};
  attributes.members.emplace_back(csr_template_attribute(info));
}

/// Below 1.3.6.1.4.1.32473, which is for examples (RFC 5612).
void add_unknown(CsrAttributes& attributes, int count) {
  for (int i = 1; i <= count; ++i) {
    const auto id = "1.3.6.1.4.1.32473." + std::to_string(i);
    if (i % 2 == 0)
      attributes.members.emplace_back(
          Attribute{id, {encode(utf8_string("unknown")), encode(null())}});
    else
      attributes.members.emplace_back(id);
  }
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
  if (kind == "full-template") attributes.members.emplace_back(full_template());
  if (kind == "given-names")
    attributes.members.emplace_back(
        template_of_names(extensions::subject_alt_name({"DNS:given.example"}).value));
  if (kind == "open-names") attributes.members.emplace_back(template_of_names({}));
  if (kind == "two-minds") add_two_minds(attributes);
  if (kind == "challenge-passwords") {
    attributes.members.emplace_back(oids::otp_challenge);
    attributes.members.emplace_back(oids::revocation_challenge);
  }
  if (kind == "unknown" || kind == "many-unknown") {
    add_unknown(attributes, kind == "unknown" ? 3 : 1000);
    add_list(attributes);
    add_unknown(attributes, 2);
  }
  return attributes;
}

}  // namespace inquest
