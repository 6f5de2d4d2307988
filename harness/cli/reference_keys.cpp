#include "harness/cli/reference_keys.h"

#include "harness/scenario/csr_attributes_to_ask.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

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

}  // namespace

void offer_keys_and_attributes(ServerOptions& options, ServerProfile& profile) {
  const auto& known = secrets();
  options.policy.csr_attributes = attributes_to_ask("all");
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
