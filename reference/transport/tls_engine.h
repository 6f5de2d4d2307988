#pragma once
#include <memory>
#include <optional>
#include <string>

#include "reference/codec/bytes.h"
#include "reference/codec/tls_facts.h"
#include "reference/transport/connection.h"
#include "reference/transport/tls_context.h"

/// One end of a TLS connection over bytes in memory: no socket, no clock. Private to this folder.
namespace inquest {

class TlsSession {
 public:
  explicit TlsSession(SSL_SESSION* session) : session_(session) {}
  SSL_SESSION* native() const { return session_.get(); }

 private:
  std::unique_ptr<SSL_SESSION, OpensslDeleter<SSL_SESSION_free>> session_;
};

/// OpenSSL's SSL between two memory BIOs. After every call, take_output() holds what must go to the
/// peer; before what wants input, feed().
class TlsEngine {
 public:
  explicit TlsEngine(std::shared_ptr<const TlsContext> context,
                     const std::shared_ptr<TlsSession>& resume = nullptr);
  TlsEngine(const TlsEngine&) = delete;
  TlsEngine& operator=(const TlsEngine&) = delete;

  enum class Outcome {
    done,
    wants_input,
    closed,  ///< the peer said close_notify
    failed,  ///< failure() says why
  };
  Outcome handshake();
  /// Puts at least one and at most `most` bytes into `into` when it is done.
  Outcome read(Bytes& into, std::size_t most);
  Outcome write(BytesView plain);
  void say_close_notify();
  /// A server's HelloRequest, or a client's new ClientHello; TLS 1.2 and below. What follows
  /// happens in read().
  void ask_for_renegotiation();

  void feed(BytesView cipher);
  Bytes take_output();

  /// Why the last call failed. `fate` is alert when the peer sent one, else closed_by_us.
  const TransportFailure& failure() const { return failure_; }
  /// Of the most recent handshake; those of TLS 1.2 may change with a read.
  const TlsFacts& facts() const { return facts_; }
  /// A copy of the session that can be resumed, or nothing.
  std::shared_ptr<TlsSession> session() const;

 private:
  static void note_progress(const SSL* ssl, int where, int value);
  static int note_certificate_request(SSL* ssl, void* engine);
  static void note_message(int sent, int version, int type, const void* message, std::size_t length,
                           SSL* ssl, void* engine);
  static int note_verification(int ok, X509_STORE_CTX* verification);
  void expect_server();
  Outcome outcome_of(int returned);
  Outcome fail(TransportFailure failure);
  std::string local_reason() const;
  void learn_hello();
  void learn_facts();
  /// What makes a finished handshake not good enough, if anything does.
  std::optional<std::string> objection() const;

  std::shared_ptr<const TlsContext> context_;
  bool certificate_requested_ = false;
  std::unique_ptr<SSL, OpensslDeleter<SSL_free>> ssl_;
  BIO* incoming_ = nullptr;  // owned by ssl_
  BIO* outgoing_ = nullptr;
  Bytes first_bytes_;  // of what the peer sent, to tell what it speaks
  bool finished_ = false;
  bool renegotiated_ = false;
  bool asked_for_renegotiation_ = false;
  bool renegotiation_requested_ = false;
  std::optional<int> alert_sent_;
  std::string verification_error_;
  TransportFailure failure_;
  TlsFacts facts_;
};

}  // namespace inquest
