#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reference/protocol/client.h"
#include "reference/transport/connection.h"

/// The reference EST client: one operation a call, each on a connection of its own.
namespace inquest {

struct ClientOptions {
  Endpoint endpoint;
  TlsSettings
      tls;  ///< trust, identity, versions; server_name and expected_host default to the host
  std::string label;
  std::optional<BasicCredentials> credentials;
  Base64Layout layout = layouts::crlf_76;
  std::chrono::milliseconds timeout{10'000};
  Deviations deviations;
};

/// Credentials are sent only after the server was authenticated (RFC 7030 3.2.3), and Basic ones
/// only after it asked with 401, or at once when `credentials` are given and the server is trusted.
Accepted<std::vector<Certificate>> fetch_cacerts(const ClientOptions& options);
Accepted<Certificate> enroll(const ClientOptions& options, Operation operation,
                             const RequestContents& contents, const Key& key);

}  // namespace inquest
