#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "reference/codec/base64.h"
#include "reference/codec/http1.h"
#include "reference/codec/tls_facts.h"
#include "reference/pki/authority.h"
#include "reference/pki/enveloped_data.h"
#include "reference/pki/trust.h"
#include "reference/protocol/approvals.h"
#include "reference/protocol/digest.h"
#include "reference/protocol/linking.h"
#include "reference/protocol/moments.h"
#include "reference/protocol/one_time_passwords.h"
#include "reference/protocol/pending_messages.h"
#include "reference/protocol/redirect_rule.h"
#include "reference/protocol/revocation_challenges.h"

/// An EST server as a function: request, facts of the connection and policy in, answer out. No
/// sockets and no clock; the Authority it issues from is part of the policy.
namespace inquest {

/// How /serverkeygen makes keys, and for whom it can encrypt them (RFC 7030 4.4).
struct KeyGeneration {
  KeyKind kind{"ec-p256"};
  bool must_be_encrypted = false;       ///< beyond TLS: requests that do not ask are refused
  std::vector<SharedKey> shared_keys;   ///< those that decryptKeyID can name
  std::vector<Certificate> recipients;  ///< those that asymmDecryptKeyID can name by their
                                        ///< subjectKeyIdentifier, beside the client's own
};

/// What a server does and for whom. A struct valid in all its fields.
struct ServerPolicy {
  std::shared_ptr<Authority> authority;     ///< for requests without a label, and for `labels`
  std::set<std::string> labels{"inquest"};  ///< labels served beside none
  std::set<Operation> without;              ///< optional operations that are not served
  /// Labels that have a CA of their own (RFC 7030 3.2.2).
  std::map<std::string, std::shared_ptr<Authority>> authorities;
  std::vector<RedirectRule> redirects;  ///< the first that applies counts
  std::int64_t unavailable_for = 0;  ///< seconds that a 503 to everything says; 0: no such answer
  std::map<std::string, std::string> users;  ///< name to password, for HTTP authentication
  std::string realm = "inquest";
  bool certificate_suffices = true;            ///< false: whoever shows one gives a password too
  bool password_suffices = true;               ///< false: whoever gives one shows a certificate too
  bool offers_basic = true;                    ///< HTTP Basic (RFC 7617)
  std::vector<DigestAlgorithm> offers_digest;  ///< HTTP Digest (RFC 7616), preferred first
  std::shared_ptr<DigestNonces> nonces = std::make_shared<DigestNonces>();
  /// Whether an authenticated client may have what it asks for; none: whatever it likes.
  std::function<Judgement(const ClientIdentity&, const RequestInfo&)> authorize;
  /// Anchors that a client certificate must lead to; the authority's own root belongs to them.
  TrustAnchors client_trust;
  CsrAttributes csr_attributes;  ///< what /csrattrs asks for; none: 204
  KeyGeneration key_generation;
  Linking linking = Linking::verified;  ///< of requests to their connections (3.5)
  /// Those that otherwise authenticated clients bear in requests (RFC 7894 3.1); none: their
  /// attribute is ignored.
  std::shared_ptr<OneTimePasswords> one_time_passwords;
  bool one_time_password_required = false;
  /// By which revocation can be asked for (RFC 7894 3.2); none: their attribute is ignored.
  std::shared_ptr<RevocationChallenges> revocation_challenges;
  std::shared_ptr<Approvals> approvals;  ///< of enrolments; none: granted at once
  /// What full CMC puts off until somebody has approved; none: without a token to ask by.
  std::shared_ptr<PendingMessages> pending = pending_in_memory();
  std::int64_t retry_after = 5;      ///< seconds, of a 202
  bool retry_after_as_date = false;  ///< says so as HTTP-date, and not in seconds
  Base64Layout layout = layouts::crlf_76;
  bool send_transfer_encoding = false;        ///< Content-Transfer-Encoding: base64 on answers
  std::size_t max_request_body = 64U << 10U;  ///< bytes; larger is 413
};

/// The answer to one request, RFC 7030 3.2 and 4.1 to 4.2. `now` is seconds since 1970.
HttpResponse respond(const HttpRequest& request, const TlsFacts& tls, const ServerPolicy& policy,
                     const Deviations& deviations, std::int64_t now);

/// respond(), laid out for the wire: adds what every answer bears (Date, Connection,
/// Content-Length) and passes it through moments::any_response and moments::delivery.
Delivery deliver(HttpResponse response, const HttpRequest& request, const Deviations& deviations,
                 std::int64_t now);

/// An answer to bytes that are no readable request, with a text/plain reason.
HttpResponse refuse_unreadable(int status, const std::string& reason, const Deviations& deviations);

}  // namespace inquest
