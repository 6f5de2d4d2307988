#pragma once
#include <string>
#include <string_view>

#include "reference/codec/bytes.h"

/// Hashes by OpenSSL, for what protocols compute over text and structures.
namespace inquest {

/// `algorithm` is OpenSSL's name or a dotted OID: "sha256", "md5", "2.16.840.1.101.3.4.2.1". Throws
/// std::invalid_argument naming one that the library does not have.
Bytes hash(std::string_view algorithm, BytesView message);
/// The same in lower-case hexadecimal.
std::string hash_hex(std::string_view algorithm, std::string_view message);
/// HMAC (RFC 2104) with that hash.
Bytes hmac(std::string_view algorithm, BytesView key, BytesView message);

/// Octets that nobody can foretell. Throws OpensslError when there are none to be had.
Bytes random_octets(std::size_t count);

/// Whether two secrets are the same; takes as long whatever the difference, but for their lengths.
bool same_secret(std::string_view known, std::string_view offered);

}  // namespace inquest
