#pragma once
#include <optional>
#include <string>

#include "reference/codec/bytes.h"
#include "reference/codec/extension.h"
#include "reference/codec/result.h"

/// OpenSSL as a second opinion on what a peer sent: a judge accuses only where readers agree.
namespace inquest {

/// The CMS or PKCS#7 SignedData in `input` as OpenSSL re-encodes it (DER, whatever BER came in), or
/// why it cannot read it. Trailing bytes are an error. Signatures are not verified.
Result<Bytes> openssl_signed_data(BytesView input);

/// Why OpenSSL cannot read these bytes as the structure that each is named after, or nothing when
/// it can. Trailing bytes are a reason; BER is none.
std::optional<std::string> openssl_csr_attributes_defect(BytesView input);
std::optional<std::string> openssl_extensions_defect(BytesView input);
std::optional<std::string> openssl_private_key_info_defect(BytesView input);
std::optional<std::string> openssl_enveloped_data_defect(BytesView input);
/// The same of an extension's value; nothing as well when OpenSSL does not know the extension.
std::optional<std::string> openssl_extension_value_defect(const Extension& extension);

}  // namespace inquest
