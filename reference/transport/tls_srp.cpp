#define OPENSSL_SUPPRESS_DEPRECATED
#include "reference/transport/tls_srp.h"

#include <openssl/srp.h>

namespace inquest {
namespace {

constexpr auto group = "3072";  // RFC 5054 appendix A

int find_user(SSL* ssl, int* alert, void* known) {
  const auto& users = *static_cast<const std::map<std::string, std::string>*>(known);
  const auto* name = SSL_get_srp_username(ssl);
  const auto user = name == nullptr ? users.end() : users.find(name);
  if (user == users.end() ||
      // RFC5054-2.5.3-02: a group of RFC 5054.
      SSL_set_srp_server_param_pw(ssl, user->first.c_str(), user->second.c_str(), group) != 1) {
    // RFC 5054 2.5.1.3
    *alert = SSL_AD_UNKNOWN_PSK_IDENTITY;
    return SSL3_AL_FATAL;
  }
  return SSL_ERROR_NONE;
}

}  // namespace

// RFC5054-2.5.3-03, RFC5054-2.5.3-04: OpenSSL checks group and B.
void offer_srp(SSL_CTX* context, const SrpCredentials& credentials) {
  auto user = credentials.user;
  auto password = credentials.password;
  if (SSL_CTX_set_srp_username(context, user.data()) != 1 ||
      SSL_CTX_set_srp_password(context, password.data()) != 1)
    throw OpensslError("offering TLS-SRP as '" + user + "'");
}

// RFC5054-2.5.4-01, RFC5054-2.5.1.2-01, RFC5054-2.5.3-01: OpenSSL checks A, and signs with suites
// that have a certificate.
void accept_srp(SSL_CTX* context, const std::map<std::string, std::string>& users) {
  if (SSL_CTX_set_srp_username_callback(context, find_user) != 1 ||
      SSL_CTX_set_srp_cb_arg(context, const_cast<std::map<std::string, std::string>*>(&users)) != 1)
    throw OpensslError("accepting TLS-SRP");
}

std::string srp_user(SSL* ssl) {
  const auto* cipher = SSL_get_current_cipher(ssl);
  if (cipher == nullptr || SSL_CIPHER_get_kx_nid(cipher) != NID_kx_srp) return {};
  const auto* name = SSL_get_srp_username(ssl);
  return name == nullptr ? "" : name;
}

}  // namespace inquest
