#pragma once
#include "reference/pki/enveloped_data.h"
#include "reference/pki/key_pool.h"
#include "reference/pki/name.h"

namespace inquest {

/// Somebody for whom something is encrypted, and the secret that opens it.
struct TestRecipient {
  Recipient recipient;
  std::variant<SharedKey, PrivateKey> secret;
};

inline TestRecipient sharing(std::size_t octets = 16) {
  const SharedKey key{bytes_of("key-7"), Bytes(octets, 0x5a)};
  return {key, key};
}

/// A new certificate by each call. `usage` is that of the extension keyUsage; without any there is
/// none.
inline TestRecipient certified_recipient(const char* kind, const std::vector<std::string>& usage,
                                         bool named_by_key_identifier = false) {
  static KeyPool pool;
  const auto key = pool.key(KeyKind(kind), 0);
  CertificateTemplate contents;
  contents.subject = encode_name("CN=recipient");
  contents.public_key = key.public_key();
  contents.not_after = 4102444800;
  contents.extensions = {extensions::subject_key_identifier(contents.public_key)};
  if (!usage.empty()) contents.extensions.push_back(extensions::key_usage(usage));
  const auto certificate =
      *Certificate::decode(issue_certificate(contents, encode_name("CN=issuer"), key));
  return {CertifiedKey{certificate, named_by_key_identifier}, PrivateKey{key, certificate}};
}

inline TestRecipient transporting(bool named_by_key_identifier = false) {
  return certified_recipient("rsa-2048", {"keyEncipherment"}, named_by_key_identifier);
}

inline TestRecipient agreeing(bool named_by_key_identifier = false, const char* kind = "ec-p256") {
  return certified_recipient(kind, {"keyAgreement"}, named_by_key_identifier);
}

}  // namespace inquest
