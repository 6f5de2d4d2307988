#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/csr_attributes.h"
#include "reference/protocol/client.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/server_key.h"
#include "reference/transport/connection.h"

/// The reference EST client: one operation a call, on connections of its own.
namespace inquest {

/// Whether requests bear the channel binding of their connection (RFC 7030 3.5).
enum class LinkRequests {
  never,
  by_tls_unique,  ///< where that is defined, which is below TLS 1.3
  always,         ///< by tls-exporter (RFC 9266) on TLS 1.3
};

/// The attribute that holds it. A server that knows one of them alone may need both (RFC 7894 4).
enum class LinkAttribute {
  challenge_password,    ///< RFC 7030 3.5
  est_identity_linking,  ///< RFC 7894 3.3
  both,
};

/// What is remembered of a request that the server put off, until the same is asked again.
struct AskedBefore {
  int times = 0;
  std::optional<TlsFacts> connection;  ///< the first that it was asked on
};

struct ClientOptions {
  Endpoint endpoint;
  /// Identity, versions, and in `trust` the explicit trust anchors. server_name and expected_host
  /// default to the host.
  TlsSettings tls;
  TrustAnchors implicit_anchors;  ///< RFC 7030 3.6.2; empty: there are none
  std::string label;
  std::optional<BasicCredentials> credentials;  ///< used when the server asks with 401
  LinkRequests link = LinkRequests::by_tls_unique;
  LinkAttribute link_attribute = LinkAttribute::challenge_password;
  bool credentials_at_once = false;  ///< Basic, unasked: for servers that do not ask
  Base64Layout layout = layouts::crlf_76;
  std::chrono::milliseconds timeout{10'000};
  /// Whether a request that is no GET may go on at this URL of another origin; unset: never.
  std::function<bool(const std::string& url)> consents_to;
  std::shared_ptr<AskedBefore> asked_before;  ///< see ask_patiently(); nullptr: nothing is
  Deviations deviations;
};

/// What a request on this connection is made of: `contents`, and its channel binding where the
/// options say so.
RequestContents linked(const RequestContents& contents, const ClientOptions& options,
                       const TlsFacts& tls);

/// Nothing is said to a server before it was authorised (RFC 7030 3.6), credentials least of all
/// (3.2.3). Challenges for Digest and Basic are answered, and redirections followed (3.2.1): within
/// the server's origin on the same connection where the server keeps it, elsewhere on a new one
/// that is authorised anew. A 202 is told as NotAccepted::Why::retry_later: when to come back is
/// for the caller to arrange. `timeout` bounds each connecting and each exchange.
Accepted<std::vector<Certificate>> fetch_cacerts(const ClientOptions& options);
Accepted<Certificate> enroll(const ClientOptions& options, Operation operation,
                             const RequestContents& contents, const Key& key);

/// What the server asks requests to be like (RFC 7030 4.5); see plan_request().
Accepted<CsrAttributes> fetch_csr_attributes(const ClientOptions& options);

/// A key that the server makes, and its certificate (RFC 7030 4.4). Asks for encryption beyond TLS
/// where `protection` holds a secret. `signing` signs the request and means nothing else (RFC 7030
/// 4.4.1), but for a server that puts off: it knows the request again by it.
Accepted<ReceivedKey> fetch_server_key(const ClientOptions& options,
                                       const RequestContents& contents,
                                       const KeyProtection& protection = {},
                                       const Key& signing = Key::generate(KeyKind("ec-p256")));

/// A certificate by full CMC (RFC 7030 4.3); see CmcEnrollment for one that may have to wait.
Accepted<Certificate> enroll_by_cmc(const ClientOptions& options, const RequestContents& contents,
                                    const Key& key,
                                    const std::optional<CmcSecret>& secret = std::nullopt);

/// The CA certificates of a server that no trust anchor stands behind yet (RFC 7030 4.1.1): only
/// when a self-signed one among them has this fingerprint, as Certificate::fingerprint() writes it,
/// which the user has from elsewhere. Neither certificate nor password is shown.
Accepted<std::vector<Certificate>> bootstrap(const ClientOptions& options,
                                             const std::string& fingerprint);

}  // namespace inquest
