#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"
#include "reference/pki/certificate.h"
#include "reference/pki/key.h"

/// CMS EnvelopedData (RFC 5652 6) for one recipient: made, read, opened.
namespace inquest {

/// A secret that both sides have, and its name: KEKRecipientInfo.
struct SharedKey {
  Bytes identifier;
  Bytes key;  ///< 16, 24 or 32 octets, for AES key wrap
};

/// RSA: KeyTransRecipientInfo; EC: KeyAgreeRecipientInfo.
struct CertifiedKey {
  Certificate certificate;
  bool named_by_key_identifier = false;  ///< else by issuer and serial number
};

using Recipient = std::variant<SharedKey, CertifiedKey>;

/// What the recipient can do: dotted OIDs of SMIMECapabilities, preferred first (RFC 5751 2.5.2).
/// Content is encrypted by AES-CBC or, where none is named, by AES-GCM as AuthEnvelopedData; where
/// neither is, since RFC 7030 4.4.1 asks for key encipherment algorithms alone, by AES-CBC of the
/// strength of the key wrap that is. Keys are managed by one of the wraps (or RSA's ways) that are
/// named, and where none is, by what suits the key.
using Capabilities = std::vector<std::string>;

/// Why nothing can be encrypted for `recipient`, or nothing when it can: no common algorithm, or a
/// key that is unfit or not meant for it (RFC 7030 4.4.1.2 on keyUsage).
std::optional<std::string> recipient_defect(const Recipient& recipient,
                                            const Capabilities& capabilities);

/// A ContentInfo, DER; `content_type` is dotted. Throws std::invalid_argument with the defect.
Bytes envelop(std::string_view content_type, BytesView content, const Recipient& recipient,
              const Capabilities& capabilities);

struct RecipientInfo {
  std::string management;     ///< "ktri", "kari", "kekri", as RFC 5652 6.2 calls them, or "other"
  std::int64_t version = 0;   ///< 0 where there is none
  Bytes key_identifier;       ///< empty: it is named in another way
  Bytes issuer_and_serial;    ///< IssuerAndSerialNumber, whole element; empty likewise
  std::string key_algorithm;  ///< keyEncryptionAlgorithm, dotted
  std::string key_wrap;       ///< of a kari: the algorithm in the parameters of that one, dotted
};

struct EnvelopedData {
  bool authenticated = false;  ///< it is an AuthEnvelopedData (RFC 5083)
  std::int64_t version = 0;
  bool originator_info = false;
  bool unprotected_attributes = false;
  std::string content_type;       ///< of what is encrypted, dotted
  std::string content_algorithm;  ///< dotted
  std::vector<RecipientInfo> recipients;
};

/// What can be seen of a ContentInfo with EnvelopedData or AuthEnvelopedData, DER or BER, without
/// its key.
Result<EnvelopedData> decode_enveloped_data(BytesView input);

/// The key of a recipient, and the certificate by which it may be named.
struct PrivateKey {
  Key key;
  std::optional<Certificate> certificate;  ///< needed where there are several recipients
};

/// What is inside, or why it cannot be had.
Result<Bytes> open_envelope(BytesView input, const std::variant<SharedKey, PrivateKey>& secret);

}  // namespace inquest
