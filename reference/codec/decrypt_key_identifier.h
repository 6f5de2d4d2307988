#pragma once
#include <string_view>

#include "reference/codec/attribute.h"
#include "reference/codec/result.h"

/// The attributes by which a /serverkeygen request names the key that shall encrypt its answer: a
/// symmetric one by decryptKeyID (RFC 7030 4.4.1.1, RFC 4108 2.2.5), an asymmetric one by
/// asymmDecryptKeyID (RFC 7030 4.4.1.2). Both are
///
///   OCTET STRING
namespace inquest {

/// `type` is oids::decrypt_key_id or oids::asymmetric_decrypt_key_id.
Attribute decrypt_key_attribute(std::string_view type, const Bytes& identifier);
/// The octets of the one value; may be none. An error's offset counts within the value.
Result<Bytes> decrypt_key_identifier(const Attribute& attribute);

}  // namespace inquest
