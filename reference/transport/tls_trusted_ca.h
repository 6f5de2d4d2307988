#pragma once
#include <optional>

#include "reference/codec/bytes.h"
#include "reference/pki/openssl.h"

/// The TLS extension trusted_ca_keys (RFC 6066 6), which OpenSSL leaves to its users. Private to
/// this folder.
namespace inquest {

/// A client sends `body`, which must outlive the context. Throws OpensslError.
void send_trusted_authorities(SSL_CTX* context, const Bytes& body);

/// A server keeps what its clients send.
void keep_trusted_authorities(SSL_CTX* context);
/// What a client has sent; nothing when it did not.
std::optional<Bytes> kept_trusted_authorities(const SSL* ssl);

}  // namespace inquest
