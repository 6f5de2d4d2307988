#include "harness/cli/reference_keys.h"

#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

constexpr auto prime256v1 = "1.2.840.10045.3.1.7";
constexpr auto ecdsa_with_sha256 = "1.2.840.10045.4.3.2";

/// A key for encryption, in a certificate of its own.
PrivateKey recipient(const char* kind, const char* usage) {
  const auto key = Key::generate(KeyKind(kind));
  CertificateTemplate contents;
  contents.subject = encode_name("CN=inquest test recipient");
  contents.public_key = key.public_key();
  contents.not_after = 4102444800;  // 2100
  contents.extensions = {extensions::subject_key_identifier(contents.public_key),
                         extensions::key_usage({usage})};
  const auto certificate = Certificate::decode(issue_certificate(contents, contents.subject, key));
  return {key, *certificate};
}

/// Made once: RSA keys are dear, and what they are is no matter.
struct Secrets {
  SharedKey shared{bytes_of("inquest-shared-key"), Bytes(32, 0x5a)};
  PrivateKey transport = recipient("rsa-2048", "keyEncipherment");
  PrivateKey agreement = recipient("ec-p384", "keyAgreement");
  PrivateKey for_signatures = recipient("rsa-2048", "digitalSignature");
};
const Secrets& secrets() {
  static const Secrets made;
  return made;
}

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

/// That requests be linked, a key on P-256, what it is for, and a signature with SHA-256: as a list
/// for older clients (RFC 9908 4), and as a template.
CsrAttributes wanted_attributes() {
  CsrAttributes attributes;
  attributes.members.emplace_back(oids::challenge_password);
  attributes.members.emplace_back(ecdsa_with_sha256);
  attributes.members.emplace_back(Attribute{oids::ec_public_key, {encode(oid(prime256v1))}});
  attributes.members.emplace_back(Attribute{
      oids::extension_request,
      {encode(encode(std::vector<Extension>{usage_of_clients(), purpose_of_clients()}))}});
  attributes.members.emplace_back(template_for_requests());
  return attributes;
}

}  // namespace

void offer_keys_and_attributes(ServerOptions& options, ServerProfile& profile) {
  const auto& known = secrets();
  options.policy.csr_attributes = wanted_attributes();
  options.policy.key_generation.shared_keys = {known.shared};
  options.policy.key_generation.recipients = {*known.transport.certificate,
                                              *known.agreement.certificate,
                                              *known.for_signatures.certificate};
  profile.policies.insert("csr-template");
  profile.key_secrets.shared_key = known.shared;
  profile.key_secrets.key_transport =
      NamedRecipient{subject_key_identifier_of(*known.transport.certificate), known.transport};
  profile.key_secrets.key_agreement =
      NamedRecipient{subject_key_identifier_of(*known.agreement.certificate), known.agreement};
  profile.key_secrets.unfit = subject_key_identifier_of(*known.for_signatures.certificate);
}

}  // namespace inquest
