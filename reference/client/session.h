#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "reference/client/client.h"
#include "reference/protocol/client_credentials.h"
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
  explicit Session(const ClientOptions& options, bool bootstrapping = false);

  /// The answer, after the challenges and redirections that can be followed.
  Answer ask(const MakeRequest& make);
  /// What the connection of the last answer was.
  const TlsFacts& tls() const { return tls_; }

 private:
  std::optional<NotAccepted> connect();
  Answer ask_once(const MakeRequest& make);
  Transported<Exchange> exchange();
  /// Nothing when the redirection is followed.
  std::optional<NotAccepted> follow(const Redirection& to);

  const ClientOptions& options_;
  bool bootstrapping_;
  Endpoint endpoint_;
  ClientCredentials credentials_;
  std::string redirected_target_;  ///< in place of the operation's own; empty: none
  int redirections_ = 0;
  std::unique_ptr<Connection> connection_;
  TlsFacts tls_;
  HttpRequest request_;  ///< the one that the connection was asked last
};

}  // namespace inquest
