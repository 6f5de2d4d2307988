#include "reference/transport/tls_context.h"

#include <algorithm>

#include "reference/codec/trusted_authorities.h"
#include "reference/transport/tls_chain.h"
#include "reference/transport/tls_srp.h"
#include "reference/transport/tls_trusted_ca.h"

namespace inquest {
namespace {

constexpr std::string_view session_scope = "inquest";

int native(TlsVersion version) {
  switch (version) {
    case TlsVersion::tls1_0:
      return TLS1_VERSION;
    case TlsVersion::tls1_1:
      return TLS1_1_VERSION;
    case TlsVersion::tls1_2:
      return TLS1_2_VERSION;
    case TlsVersion::tls1_3:
      return TLS1_3_VERSION;
  }
  return TLS1_3_VERSION;
}

void must(bool done, const std::string& doing) {
  if (!done) throw OpensslError(doing);
}

// The context travels in its own application data, for callbacks that know only the SSL.
void log_key(const SSL* ssl, const char* line) {
  auto* log = static_cast<std::function<void(std::string_view)>*>(
      SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
  if (log != nullptr && *log) (*log)(line);
}

int accept_server_name(SSL*, int*, void*) { return SSL_TLSEXT_ERR_OK; }

// A ticket carries the leaf of a client's chain only; the rest goes into its application data.
int keep_chain_in_ticket(SSL* ssl, void*) {
  constexpr std::size_t most = 8192;
  auto chain = encode_chain(presented_chain(ssl));
  if (chain.size() <= most)
    SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), chain.data(), chain.size());
  return 1;
}

// A session whose chain did not fit would know its client's leaf and nothing that leads from it to
// an anchor: a full handshake it is.
SSL_TICKET_RETURN resume_only_whole_chains(SSL*, SSL_SESSION* session, const unsigned char*,
                                           std::size_t, SSL_TICKET_STATUS status, void*) {
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  void* chain = nullptr;
  std::size_t length = 0;
  const bool kept = SSL_SESSION_get0_ticket_appdata(session, &chain, &length) == 1 && length > 0;
  if (SSL_SESSION_get0_peer(session) != nullptr && !kept) return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

}  // namespace

TlsContext::TlsContext(TlsRole role, TlsSettings settings,
                       std::function<void(std::string_view)> key_log)
    : role_(role),
      settings_(std::move(settings)),
      key_log_(std::move(key_log)),
      context_(SSL_CTX_new(role == TlsRole::client ? TLS_client_method() : TLS_server_method())) {
  must(context_ != nullptr, "making a TLS context");
  SSL_CTX_set_mode(native(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_NO_AUTO_CHAIN);
  choose_versions_and_suites();
  allow_srp();
  present_identity();
  trust_anchors();
  allow_resumption();
  if (role_ == TlsRole::server) {
    keep_trusted_authorities(native());
  } else if (!settings_.trusted_authorities.empty()) {
    // RFC7030-4.1.3-13: the Trusted CA Indication.
    trusted_authorities_ = encode_trusted_authorities(settings_.trusted_authorities);
    send_trusted_authorities(native(), trusted_authorities_);
  }
  if (key_log_) {
    SSL_CTX_set_app_data(native(), &key_log_);
    SSL_CTX_set_keylog_callback(native(), log_key);
  }
  if (role_ == TlsRole::server)
    SSL_CTX_set_tlsext_servername_callback(native(), accept_server_name);
}

void TlsContext::choose_versions_and_suites() {
  // RFC7030-3.3-03, RFC8996-4-02, RFC8996-4-06, RFC8996-5-02: TLS 1.2 unless a test wants what is
  // older; OpenSSL answers older hellos with protocol_version, whatever their records say.
  auto lowest = std::min(settings_.lowest, settings_.highest);
  must(SSL_CTX_set_min_proto_version(native(), inquest::native(lowest)) == 1,
       "setting the lowest TLS version");
  // RFC8996-4-05, RFC8996-5-05: what is older OpenSSL refuses by protocol_version.
  const auto highest =
      settings_.srp ? std::min(settings_.highest, TlsVersion::tls1_2) : settings_.highest;
  must(SSL_CTX_set_max_proto_version(native(), inquest::native(highest)) == 1,
       "setting the highest TLS version");
  if (!settings_.extended_master_secret)
    SSL_CTX_set_options(native(), SSL_OP_NO_EXTENDED_MASTER_SECRET);
  // RFC7030-3.5-08: only as RFC 5746 secures it, which OpenSSL insists on.
  if (settings_.client_renegotiation)
    SSL_CTX_set_options(native(), SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
  if (settings_.old_versions_allowed) SSL_CTX_set_security_level(native(), 0);
  // Before the identity: the list may lower the security level ("@SECLEVEL=0").
  // RFC7030-3.2.3-03, RFC7030-3.3-06, RFC7030-6-08, RFC7030-4.4-09, RFC7030-4.4-13: OpenSSL's own
  // list has no suite without encryption or authentication, no export and no DES.
  if (!settings_.cipher_list.empty())
    must(SSL_CTX_set_cipher_list(native(), settings_.cipher_list.c_str()) == 1,
         "setting the cipher list '" + settings_.cipher_list + "'");
  if (!settings_.cipher_suites.empty())
    must(SSL_CTX_set_ciphersuites(native(), settings_.cipher_suites.c_str()) == 1,
         "setting the TLS 1.3 cipher suites '" + settings_.cipher_suites + "'");
}

void TlsContext::allow_srp() {
  const bool server = role_ == TlsRole::server;
  if (server ? settings_.srp_users.empty() : !settings_.srp) return;
  // RFC7030-3.3.3-01, RFC7030-3.3.3-02, RFC7030-3.3.3-03, RFC7030-3.3.3-04: of the suites without
  // certificates, those of SRP alone. A server goes on serving the others.
  if (settings_.cipher_list.empty())
    must(SSL_CTX_set_cipher_list(native(), server ? "DEFAULT:aSRP" : "aSRP") == 1,
         "choosing the cipher suites of TLS-SRP");
  if (server)
    accept_srp(native(), settings_.srp_users);
  else
    offer_srp(native(), *settings_.srp);
}

void TlsContext::present_identity() {
  if (!settings_.identity) return;
  // RFC7030-3.3.2-01
  const auto& identity = *settings_.identity;
  must(SSL_CTX_use_certificate(native(), identity.certificate.native()) == 1,
       "using the certificate of " + identity.certificate.subject_text());
  must(SSL_CTX_use_PrivateKey(native(), identity.key.native()) == 1,
       "using the private key of " + identity.certificate.subject_text());
  for (const auto& intermediate : identity.intermediates)
    must(SSL_CTX_add1_chain_cert(native(), intermediate.native()) == 1,
         "adding the intermediate certificate of " + intermediate.subject_text());
}

void TlsContext::trust_anchors() {
  auto* store = SSL_CTX_get_cert_store(native());
  for (const auto& anchor : settings_.trust)
    must(X509_STORE_add_cert(store, anchor.native()) == 1,
         "trusting the certificate of " + anchor.subject_text());
  // An anchor need not be self-signed.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN);
  if (role_ == TlsRole::client || settings_.accept_any_client_certificate) return;
  // Naming the authorities keeps clients from presenting what will be refused. Where everything is
  // taken, none are named: clients without a matching certificate would present nothing.
  for (const auto& anchor : settings_.trust) SSL_CTX_add_client_CA(native(), anchor.native());
}

void TlsContext::allow_resumption() {
  if (role_ == TlsRole::client) return;
  must(SSL_CTX_set_session_id_context(native(),
                                      reinterpret_cast<const unsigned char*>(session_scope.data()),
                                      session_scope.size()) == 1,
       "setting the session id context");
  // RFC7030-3.3-04
  if (settings_.session_resumption) {
    SSL_CTX_set_session_cache_mode(native(), SSL_SESS_CACHE_SERVER);
    SSL_CTX_sess_set_cache_size(native(), 1024);
    SSL_CTX_set_session_ticket_cb(native(), keep_chain_in_ticket, resume_only_whole_chains,
                                  nullptr);
    return;
  }
  SSL_CTX_set_session_cache_mode(native(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(native(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(native(), 0);
}

}  // namespace inquest
