#include "reference/transport/tls_engine.h"

#include <fmt/format.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reference/pki/trust.h"
#include "reference/transport/tls_chain.h"
#include "reference/transport/tls_srp.h"
#include "reference/transport/tls_trusted_ca.h"

namespace inquest {
namespace {

constexpr std::size_t first_bytes_kept = 48;

std::string alert_text(int alert) {
  return fmt::format("{} ({})", alert, SSL_alert_desc_string_long(alert));
}

std::string printable(BytesView bytes) {
  std::string text;
  for (auto byte : bytes) {
    if (byte == '\r' || byte == '\n') break;
    text += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
  }
  return text;
}

std::string subject_of(X509* certificate) {
  std::unique_ptr<char, void (*)(char*)> text(
      X509_NAME_oneline(X509_get_subject_name(certificate), nullptr, 0),
      [](char* memory) { OPENSSL_free(memory); });
  return text ? text.get() : "?";
}

// RFC5929-3.1-01, RFC5929-3.1-02, RFC5929-3.1-03: the first Finished message of the most recent
// handshake. The client's comes first, but for an abbreviated handshake.
Bytes tls_unique(const SSL* ssl) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> finished;
  auto ours = (SSL_is_server(ssl) == 1) == (SSL_session_reused(ssl) == 1);
  auto length = ours ? SSL_get_finished(ssl, finished.data(), finished.size())
                     : SSL_get_peer_finished(ssl, finished.data(), finished.size());
  return {finished.begin(), finished.begin() + static_cast<std::ptrdiff_t>(length)};
}

// RFC9266-2-01, RFC9266-3-01: 32 bytes for this label and an empty context.
Bytes tls_exporter(SSL* ssl) {
  constexpr std::string_view label = "EXPORTER-Channel-Binding";
  // RFC9266-2-02
  if (SSL_version(ssl) < TLS1_3_VERSION && SSL_get_extms_support(ssl) != 1) return {};
  Bytes exported(32);
  const std::uint8_t empty = 0;
  if (SSL_export_keying_material(ssl, exported.data(), exported.size(), label.data(), label.size(),
                                 &empty, 0, 1) != 1)
    return {};
  return exported;
}

/// Two octets each, as the ClientHello has them; none where none was read.
std::vector<std::uint16_t> offered_suites(SSL* ssl) {
  unsigned char* list = nullptr;
  const auto length = SSL_get0_raw_cipherlist(ssl, &list);
  std::vector<std::uint16_t> suites;
  for (long at = 0; list != nullptr && at + 1 < length; at += 2)
    suites.push_back(static_cast<std::uint16_t>(list[at] << 8 | list[at + 1]));
  return suites;
}

}  // namespace

TlsEngine::TlsEngine(std::shared_ptr<const TlsContext> context,
                     const std::shared_ptr<TlsSession>& resume)
    : context_(std::move(context)), ssl_(SSL_new(context_->native())) {
  if (!ssl_) throw OpensslError("making a TLS connection");
  SSL_set_app_data(ssl_.get(), this);
  incoming_ = BIO_new(BIO_s_mem());
  outgoing_ = BIO_new(BIO_s_mem());
  if (incoming_ == nullptr || outgoing_ == nullptr) throw OpensslError("making memory BIOs");
  SSL_set_bio(ssl_.get(), incoming_, outgoing_);
  SSL_set_info_callback(ssl_.get(), note_progress);

  const auto& settings = context_->settings();
  if (context_->role() == TlsRole::client) {
    SSL_set_connect_state(ssl_.get());
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, note_verification);
    // On a client OpenSSL calls this when a CertificateRequest has come, and then only.
    // RFC7030-2.2.1-01: OpenSSL shows the identity that the context has when a CertificateRequest
    // has come.
    SSL_set_cert_cb(ssl_.get(), note_certificate_request, this);
    SSL_set_msg_callback(ssl_.get(), note_message);
    SSL_set_msg_callback_arg(ssl_.get(), this);
    expect_server();
    if (resume && SSL_set_session(ssl_.get(), resume->native()) != 1)
      throw OpensslError("offering a TLS session");
    return;
  }
  SSL_set_accept_state(ssl_.get());
  // RFC7030-3.3.2-01: every client is asked for a certificate.
  auto mode = settings.request_client_certificate || settings.require_client_certificate
                  ? SSL_VERIFY_PEER
                  : SSL_VERIFY_NONE;
  if (settings.require_client_certificate) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  SSL_set_verify(ssl_.get(), mode, note_verification);
}

void TlsEngine::expect_server() {
  const auto& settings = context_->settings();
  if (!settings.server_name.empty() &&
      SSL_set_tlsext_host_name(ssl_.get(), settings.server_name.c_str()) != 1)
    throw OpensslError("setting the server name '" + settings.server_name + "'");
  if (settings.expected_host.empty()) return;
  auto* expected = SSL_get0_param(ssl_.get());
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  auto is_address = X509_VERIFY_PARAM_set1_ip_asc(expected, settings.expected_host.c_str()) == 1;
  ERR_clear_error();
  if (!is_address && X509_VERIFY_PARAM_set1_host(expected, settings.expected_host.c_str(), 0) != 1)
    throw OpensslError("expecting the host '" + settings.expected_host + "'");
}

int TlsEngine::note_certificate_request(SSL*, void* engine) {
  static_cast<TlsEngine*>(engine)->certificate_requested_ = true;
  return 1;
}

void TlsEngine::note_message(int sent, int, int type, const void* message, std::size_t length, SSL*,
                             void* engine) {
  const auto* octets = static_cast<const std::uint8_t*>(message);
  if (sent != 0 || type != SSL3_RT_HANDSHAKE || length == 0 || octets[0] != SSL3_MT_HELLO_REQUEST)
    return;
  auto* self = static_cast<TlsEngine*>(engine);
  self->renegotiation_requested_ = true;
  self->facts_.renegotiation_requested = true;
}

void TlsEngine::note_progress(const SSL* ssl, int where, int value) {
  auto* self = static_cast<TlsEngine*>(SSL_get_app_data(ssl));
  auto alert = value & 0xff;
  if (where == SSL_CB_WRITE_ALERT && alert != SSL_AD_CLOSE_NOTIFY) self->alert_sent_ = alert;
  if (where != SSL_CB_HANDSHAKE_DONE || !self->finished_ || SSL_version(ssl) >= TLS1_3_VERSION)
    return;
  self->renegotiated_ = true;
  const bool is_server = self->context_->role() == TlsRole::server;
  if (is_server && !self->asked_for_renegotiation_) self->renegotiation_requested_ = true;
}

int TlsEngine::note_verification(int ok, X509_STORE_CTX* verification) {
  if (ok == 1) return 1;
  auto* ssl = static_cast<SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* self = static_cast<TlsEngine*>(SSL_get_app_data(ssl));
  if (self->verification_error_.empty()) {
    self->verification_error_ =
        X509_verify_cert_error_string(X509_STORE_CTX_get_error(verification));
    if (auto* certificate = X509_STORE_CTX_get_current_cert(verification))
      self->verification_error_ += " (" + subject_of(certificate) + ")";
  }
  const auto& settings = self->context_->settings();
  return self->context_->role() == TlsRole::client ? !settings.verify_server
                                                   : settings.accept_any_client_certificate;
}

TlsEngine::Outcome TlsEngine::handshake() {
  ERR_clear_error();
  auto outcome = outcome_of(SSL_do_handshake(ssl_.get()));
  if (outcome != Outcome::done) return outcome;
  finished_ = true;
  learn_facts();
  if (auto why = objection()) return fail({Fate::closed_by_us, *why, std::nullopt});
  return outcome;
}

TlsEngine::Outcome TlsEngine::read(Bytes& into, std::size_t most) {
  ERR_clear_error();
  into.resize(std::max<std::size_t>(most, 1));
  std::size_t length = 0;
  auto outcome = outcome_of(SSL_read_ex(ssl_.get(), into.data(), into.size(), &length));
  into.resize(outcome == Outcome::done ? length : 0);
  // The bindings are those of the most recent handshake (RFC 5929 3.1).
  if (std::exchange(renegotiated_, false)) learn_facts();
  return outcome;
}

TlsEngine::Outcome TlsEngine::write(BytesView plain) {
  while (!plain.empty()) {
    ERR_clear_error();
    std::size_t length = 0;
    auto outcome = outcome_of(SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &length));
    if (outcome != Outcome::done) return outcome;
    plain = plain.subspan(length);
  }
  return Outcome::done;
}

void TlsEngine::say_close_notify() {
  ERR_clear_error();
  if (finished_) SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

// RFC7030-3.5-07, RFC7030-3.5-08, RFC5929-3.1-04, RFC5929-3.1-05, RFC9266-4.2-01: never asked for
// by a peer of ours by itself, and by OpenSSL only as RFC 5746 secures it.
void TlsEngine::ask_for_renegotiation() {
  ERR_clear_error();
  asked_for_renegotiation_ = true;
  if (SSL_renegotiate(ssl_.get()) == 1) SSL_do_handshake(ssl_.get());
  ERR_clear_error();
}

void TlsEngine::feed(BytesView cipher) {
  if (first_bytes_.size() < first_bytes_kept)
    append(first_bytes_,
           cipher.subspan(0, std::min(cipher.size(), first_bytes_kept - first_bytes_.size())));
  while (!cipher.empty()) {
    auto length = static_cast<int>(std::min<std::size_t>(cipher.size(), 1U << 20U));
    auto taken = BIO_write(incoming_, cipher.data(), length);
    if (taken <= 0) throw OpensslError("buffering what a peer sent");
    cipher = cipher.subspan(static_cast<std::size_t>(taken));
  }
}

Bytes TlsEngine::take_output() {
  Bytes output(BIO_ctrl_pending(outgoing_));
  if (output.empty()) return output;
  auto length = BIO_read(outgoing_, output.data(), static_cast<int>(output.size()));
  output.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return output;
}

TlsEngine::Outcome TlsEngine::outcome_of(int returned) {
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_NONE:
      return Outcome::done;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:  // memory takes everything: never seen
      return Outcome::wants_input;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::closed;
    default:
      break;
  }
  // A fatal alert of the peer is reported as an error of this range, and by nothing else.
  if (auto alert = ERR_GET_REASON(ERR_peek_error()) - SSL_AD_REASON_OFFSET;
      alert >= 0 && alert <= 255)
    return fail({Fate::alert, "tls alert " + alert_text(alert), alert});
  return fail({Fate::closed_by_us, local_reason(), std::nullopt});
}

TlsEngine::Outcome TlsEngine::fail(TransportFailure failure) {
  ERR_clear_error();
  failure_ = std::move(failure);
  if (!finished_) learn_hello();
  return Outcome::failed;
}

std::string TlsEngine::local_reason() const {
  // RFC 8446 5.1: a record begins with its content type, 20 to 23 here; a handshake, with 22.
  constexpr std::uint8_t first_type = 20;
  constexpr std::uint8_t last_type = 23;
  if (!finished_ && !first_bytes_.empty() &&
      (first_bytes_.front() < first_type || first_bytes_.front() > last_type))
    return fmt::format("what came is not TLS: \"{}\"", printable(first_bytes_));
  auto code = ERR_peek_error();
  const auto* words = ERR_reason_error_string(code);
  auto reason = fmt::format("tls failed: {}", words != nullptr ? words : "no reason given");
  if (!finished_ && !verification_error_.empty())
    reason =
        fmt::format("the {}'s certificate was not accepted: {}",
                    context_->role() == TlsRole::client ? "server" : "client", verification_error_);
  if (alert_sent_) reason += fmt::format("; we sent alert {}", alert_text(*alert_sent_));
  return reason;
}

void TlsEngine::learn_hello() {
  auto* ssl = ssl_.get();
  facts_ = {};
  if (const auto* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
    facts_.server_name = name;
  facts_.trusted_authorities = kept_trusted_authorities(ssl);
  if (context_->role() == TlsRole::server) facts_.offered_suites = offered_suites(ssl);
}

void TlsEngine::learn_facts() {
  auto* ssl = ssl_.get();
  learn_hello();
  facts_.version = SSL_get_version(ssl);
  facts_.cipher_suite = SSL_get_cipher_name(ssl);
  facts_.certificate_requested = certificate_requested_;
  facts_.session_reused = SSL_session_reused(ssl) == 1;
  facts_.renegotiation_requested = renegotiation_requested_;
  facts_.srp_user = srp_user(ssl);
  if (SSL_version(ssl) < TLS1_3_VERSION) facts_.tls_unique = tls_unique(ssl);
  facts_.tls_exporter = tls_exporter(ssl);

  facts_.peer_chain = presented_chain(ssl);
  auto verdict = SSL_get_verify_result(ssl);
  if (facts_.peer_chain.empty()) {
    facts_.peer_verification_error = "no certificate was presented";
  } else if (!verification_error_.empty()) {
    facts_.peer_verification_error = verification_error_;
  } else if (verdict != X509_V_OK) {
    facts_.peer_verification_error = X509_verify_cert_error_string(verdict);
  } else if (const auto& host = context_->settings().expected_host;
             facts_.session_reused && context_->role() == TlsRole::client && !host.empty()) {
    // A resumed session was verified when it was made, perhaps for another host.
    auto leaf = Certificate::decode(facts_.peer_chain.front());
    if (!leaf || !names_host(*leaf, host))
      facts_.peer_verification_error = X509_verify_cert_error_string(X509_V_ERR_HOSTNAME_MISMATCH);
  }
  facts_.peer_verified = facts_.peer_verification_error.empty();
}

std::optional<std::string> TlsEngine::objection() const {
  if (context_->role() == TlsRole::server || !context_->settings().verify_server) return {};
  // RFC7030-3.6-04: a suite without certificates authenticates the server by the password.
  if (facts_.peer_verified || !facts_.srp_user.empty()) return {};
  return "the server was not accepted: " + facts_.peer_verification_error;
}

std::shared_ptr<TlsSession> TlsEngine::session() const {
  auto* session = SSL_get0_session(ssl_.get());
  if (!finished_ || session == nullptr || SSL_SESSION_is_resumable(session) != 1) return nullptr;
  // A copy: OpenSSL makes the original unusable when its connection does not end orderly.
  auto* copy = SSL_SESSION_dup(session);
  if (copy == nullptr) throw OpensslError("copying a TLS session");
  return std::make_shared<TlsSession>(copy);
}

}  // namespace inquest
