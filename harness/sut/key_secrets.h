#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "reference/pki/enveloped_data.h"

/// What /serverkeygen can encrypt keys with (RFC 7030 4.4.1.1 and 4.4.1.2), as the owner of a
/// server under test knows it.
namespace inquest {
class YamlNode;

/// A key that an asymmDecryptKeyID names, and what opens what was encrypted for it.
struct NamedRecipient {
  Bytes identifier;  ///< unless the profile says otherwise, the subjectKeyIdentifier
  PrivateKey secret;
};

struct KeySecrets {
  std::optional<SharedKey> shared_key;
  std::optional<NamedRecipient> key_transport;  ///< RSA
  std::optional<NamedRecipient> key_agreement;  ///< EC
  /// The name of a public key that the server has, and whose certificate permits signatures alone.
  std::optional<Bytes> unfit;
};

/// The subjectKeyIdentifier of a certificate; throws std::invalid_argument where there is none.
Bytes subject_key_identifier_of(const Certificate& certificate);

/// The map `key_encryption` of a profile; paths in it are relative to `base`. Throws YamlError.
KeySecrets read_key_secrets(const YamlNode& node, const std::filesystem::path& base);

}  // namespace inquest
