#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "reference/client/client.h"
#include "reference/protocol/client_credentials.h"
#include "reference/protocol/client_moments.h"
#include "reference/protocol/redirect.h"

namespace inquest {

/// What one operation says to its server, over as many connections as the server's closing of them
/// and its redirections make necessary. Each connection's server is authorised before anything is
/// said on it (RFC 7030 3.6).
class Session {
 public:
  /// Makes the request for a connection: called anew on each, so that a CSR can be linked to it.
  using MakeRequest = std::function<HttpRequest(const TlsFacts& tls, const HttpOptions& http)>;
  using Answer = std::variant<HttpResponse, NotAccepted>;

  /// `bootstrapping`: any server will do, and is told no secret (RFC 7030 4.1.1).
  Session(const ClientOptions& options, Operation operation, bool bootstrapping = false);

  /// The answer, after the challenges and redirections that can be followed.
  Answer ask(const MakeRequest& make);
  /// What the connection of the last answer was.
  const TlsFacts& tls() const { return tls_; }
  /// How a request on the present connection will be linked to it, but for its text and attributes.
  RequestLinking linking() const;

 private:
  std::optional<NotAccepted> connect();
  /// Ends the present connection; the next one may resume its session.
  void part();
  ClientConnecting how_to_connect() const;
  Transported<std::unique_ptr<Connection>> open(const ClientConnecting& connecting) const;
  /// Lets moments::client_record see each record.
  Seams seams() const;
  std::string expected_host() const;
  std::optional<NotAccepted> authorize();
  bool elsewhere() const;
  int asked_before() const;
  Answer ask_once(const MakeRequest& make);
  void prepare(const MakeRequest& make);
  Transported<Exchange> exchange();
  /// What was received since the last request was sent.
  Bytes answer_bytes() const;
  /// Nothing when the redirection is followed.
  std::optional<NotAccepted> follow(const Redirection& to);
  std::optional<NotAccepted> go_elsewhere(const Redirection& to);

  const ClientOptions& options_;
  Operation operation_;
  bool bootstrapping_;
  Endpoint endpoint_;
  ClientCredentials credentials_;
  std::string redirected_target_;  ///< in place of the operation's own; empty: none
  int redirections_ = 0;
  int redirected_by_ = 0;  ///< status of the last one
  std::unique_ptr<Connection> connection_;
  std::shared_ptr<TlsSession> session_;  ///< of the connection before, at the same server
  TlsFacts tls_;
  std::optional<TlsFacts> first_tls_;  ///< of the first connection
  TrustAnchors implicit_anchors_;      ///< that count on the present connection
  ServerAuthorization authorization_;  ///< of the server of the present connection
  HttpRequest request_;                ///< the one that the connection was asked last
  bool renegotiates_ = false;          ///< before it is sent
};

/// As linked() of client.h, on the session's present connection.
RequestContents linked(const RequestContents& contents, const ClientOptions& options,
                       const Session& session);

}  // namespace inquest
