#pragma once
#include <vector>

#include "reference/codec/bytes.h"
#include "reference/codec/result.h"

/// The body of the TLS extension trusted_ca_keys (RFC 6066 6): which authorities a client trusts.
namespace inquest {

/// struct { identifier_type x509_name (2); opaque DistinguishedName<1..2^16-1> } in a
/// list<0..2^16-1> for each Name, a whole DER element. Names that would make it longer are left
/// out.
Bytes encode_trusted_authorities(const std::vector<Bytes>& names);

/// The Names among them; the other forms (pre-agreed, hashes) are read over. Errors: a list or
/// member that does not fit its length, an unknown form.
Result<std::vector<Bytes>> decode_trusted_authorities(BytesView body);

}  // namespace inquest
