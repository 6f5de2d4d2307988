#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/protocol/client.h"
#include "reference/transport/connection.h"

/// The reference EST client: one operation a call, on connections of its own.
namespace inquest {

struct ClientOptions {
  Endpoint endpoint;
  TlsSettings
      tls;  ///< trust, identity, versions; server_name and expected_host default to the host
  std::string label;
  std::optional<BasicCredentials> credentials;  ///< sent when the server asks with 401
  bool credentials_at_once = false;  ///< enrolments bear them unasked: for servers that do not ask
  Base64Layout layout = layouts::crlf_76;
  std::chrono::milliseconds timeout{10'000};
  Deviations deviations;
};

/// Nothing is said to a server before it was verified (RFC 7030 3.3.1), credentials least of all
/// (3.2.3). A Basic challenge is answered, and redirections within the server's origin are followed
/// (3.2.1), on the same connection where the server keeps it. A 202 is told as
/// NotAccepted::Why::retry_later: when to come back is for the caller to arrange. `timeout` bounds
/// each connecting and each exchange.
Accepted<std::vector<Certificate>> fetch_cacerts(const ClientOptions& options);
Accepted<Certificate> enroll(const ClientOptions& options, Operation operation,
                             const RequestContents& contents, const Key& key);

}  // namespace inquest
