#pragma once
#include "reference/pki/openssl.h"
#include "reference/pki/tls_settings.h"

/// TLS with a user name and password in place of certificates: SRP (RFC 5054), TLS 1.2 and below.
/// Private to this folder. OpenSSL calls it deprecated and has nothing else.
namespace inquest {

/// Lets a client authenticate with TlsSettings::srp. Throws OpensslError.
void offer_srp(SSL_CTX* context, const SrpCredentials& credentials);

/// Lets a server know the users of TlsSettings::srp_users, which must outlive the context.
void accept_srp(SSL_CTX* context, const std::map<std::string, std::string>& users);

/// The user of a finished handshake; empty when it was none with SRP.
std::string srp_user(SSL* ssl);

}  // namespace inquest
