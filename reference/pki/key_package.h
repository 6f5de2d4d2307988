#pragma once
#include <string>
#include <variant>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"
#include "reference/pki/enveloped_data.h"
#include "reference/pki/key.h"
#include "reference/pki/signed_data.h"

/// The private key that /serverkeygen answers with (RFC 7030 4.4.2). Without encryption beyond TLS
/// it is Key::to_pkcs8(), read by decode_private_key(); with it, an AsymmetricKeyPackage (RFC 5958)
/// within SignedData within EnvelopedData.
namespace inquest {

/// OneAsymmetricKey, which PrivateKeyInfo is another name for: version 1, or 2 with a public key.
/// The error says as well when the key is of a kind that Key is not for.
Result<Key> decode_private_key(BytesView der);

/// AsymmetricKeyPackage of one key (RFC 5958 2).
Bytes encode_key_package(const Key& key);
/// Its members, each a OneAsymmetricKey, whole element; at least one.
Result<std::vector<Bytes>> decode_key_package(BytesView der);

/// The package, signed by who made the key, and then encrypted. Throws std::invalid_argument with
/// recipient_defect().
Bytes protect_key(const Key& key, const CmsSigner& generator, const Recipient& recipient,
                  const Capabilities& capabilities);
/// SignedData without the ContentInfo around it, as it stands in an EnvelopedData of the type
/// id-signedData (RFC 5958 4).
Bytes bare_signed_data(const CertsOnly& signed_key);

/// What an EnvelopedData held: SignedData, as its type id-signedData says, or a whole ContentInfo
/// around it, as some senders have it.
Result<SignedData> decode_enveloped_signed_data(const Bytes& content);

struct ProtectedKey {
  EnvelopedData envelope;
  SignedData signed_key;    ///< see signature_defect()
  std::vector<Bytes> keys;  ///< each a OneAsymmetricKey, whole element
};

/// Takes off all layers.
Result<ProtectedKey> open_protected_key(BytesView input,
                                        const std::variant<SharedKey, PrivateKey>& secret);

}  // namespace inquest
