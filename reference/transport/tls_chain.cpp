#include "reference/transport/tls_chain.h"

namespace inquest {
namespace {

Bytes der_of(X509* certificate) {
  auto length = i2d_X509(certificate, nullptr);
  if (length <= 0) throw OpensslError("encoding a peer's certificate");
  Bytes der(static_cast<std::size_t>(length));
  auto* at = der.data();
  i2d_X509(certificate, &at);
  return der;
}

std::vector<Bytes> decode_chain(BytesView bytes) {
  std::vector<Bytes> chain;
  const auto* at = bytes.data();
  const auto* end = at + bytes.size();
  while (at < end) {
    X509Ptr certificate(d2i_X509(nullptr, &at, end - at));
    if (!certificate) return {};
    chain.push_back(der_of(certificate.get()));
  }
  return chain;
}

std::vector<Bytes> chain_kept_in_ticket(SSL* ssl) {
  void* data = nullptr;
  std::size_t length = 0;
  auto* session = SSL_get0_session(ssl);
  if (session == nullptr || SSL_SESSION_get0_ticket_appdata(session, &data, &length) != 1)
    return {};
  return decode_chain({static_cast<const std::uint8_t*>(data), length});
}

}  // namespace

std::vector<Bytes> presented_chain(SSL* ssl) {
  X509Ptr leaf(SSL_get1_peer_certificate(ssl));
  if (!leaf) return {};
  std::vector<Bytes> chain{der_of(leaf.get())};
  auto* rest = SSL_get_peer_cert_chain(ssl);
  if (rest == nullptr && SSL_session_reused(ssl) == 1) {
    auto kept = chain_kept_in_ticket(ssl);
    if (!kept.empty() && kept.front() == chain.front()) return kept;
  }
  // OpenSSL's list begins with the leaf on a client and after it on a server.
  auto first = SSL_is_server(ssl) == 1 ? 0 : 1;
  for (auto index = first; index < sk_X509_num(rest); ++index)
    chain.push_back(der_of(sk_X509_value(rest, index)));
  return chain;
}

Bytes encode_chain(const std::vector<Bytes>& chain) {
  Bytes all;
  for (const auto& certificate : chain) append(all, certificate);
  return all;
}

}  // namespace inquest
