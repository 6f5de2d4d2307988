#include "reference/transport/tls_trusted_ca.h"

namespace inquest {
namespace {

constexpr unsigned extension_number = 3;

int add_body(SSL*, unsigned, unsigned, const unsigned char** out, std::size_t* length, X509*,
             std::size_t, int*, void* body) {
  const auto& bytes = *static_cast<const Bytes*>(body);
  *out = bytes.data();
  *length = bytes.size();
  return 1;
}

void drop_kept(void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Bytes*>(kept);
}

/// Where an SSL keeps what its peer sent.
int kept_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, drop_kept);
  return index;
}

int keep_body(SSL* ssl, unsigned, unsigned, const unsigned char* in, std::size_t length, X509*,
              std::size_t, int*, void*) {
  delete static_cast<Bytes*>(SSL_get_ex_data(ssl, kept_index()));
  return SSL_set_ex_data(ssl, kept_index(), new Bytes(in, in + length));
}

}  // namespace

void send_trusted_authorities(SSL_CTX* context, const Bytes& body) {
  if (SSL_CTX_add_custom_ext(context, extension_number, SSL_EXT_CLIENT_HELLO, add_body, nullptr,
                             const_cast<Bytes*>(&body), nullptr, nullptr) != 1)
    throw OpensslError("adding the extension trusted_ca_keys");
}

void keep_trusted_authorities(SSL_CTX* context) {
  if (SSL_CTX_add_custom_ext(context, extension_number, SSL_EXT_CLIENT_HELLO, nullptr, nullptr,
                             nullptr, keep_body, nullptr) != 1)
    throw OpensslError("reading the extension trusted_ca_keys");
}

std::optional<Bytes> kept_trusted_authorities(const SSL* ssl) {
  const auto* kept = static_cast<const Bytes*>(SSL_get_ex_data(ssl, kept_index()));
  return kept == nullptr ? std::nullopt : std::optional(*kept);
}

}  // namespace inquest
