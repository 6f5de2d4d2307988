#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/codec/base64.h"
#include "reference/codec/http1.h"
#include "reference/codec/pkcs10.h"
#include "reference/pki/certificate.h"
#include "reference/pki/key.h"
#include "reference/pki/trust.h"
#include "reference/protocol/moments.h"
#include "reference/protocol/operation.h"

/// An EST client as functions: what to send, and what to accept. No sockets, no clock.
namespace inquest {

/// What a CSR is made of; everything unsaid is valid.
struct RequestContents {
  Bytes subject;                      ///< Name, whole element
  std::vector<Extension> extensions;  ///< go into an extensionRequest attribute, if any
  std::vector<Attribute> attributes;  ///< further attributes
};

/// A signed PKCS#10 request, through the moments request_info, request_signature,
/// certification_request and request_der.
Bytes make_request(const RequestContents& contents, const Key& key, const Deviations& deviations);

struct HttpOptions {
  std::string host;  ///< value of the Host field, with port where it is not 443
  std::string label;
  std::optional<BasicCredentials> credentials;
  Base64Layout layout = layouts::crlf_76;
  /// For servers that cannot do without; empty: none, for it means nothing (RFC 8951 3).
  std::string content_transfer_encoding;
};

/// The head that requests of all operations have.
HttpRequest base_request(Operation operation, const HttpOptions& options);

/// GET /cacerts, through moments::request.
HttpRequest cacerts_request(const HttpOptions& options, const Deviations& deviations);
/// POST /simpleenroll or /simplereenroll with the CSR in base64, through the moments request_body
/// and request.
HttpRequest enroll_request(Operation operation, BytesView csr, const HttpOptions& options,
                           const Deviations& deviations);

/// Why an answer was not accepted, or how long to wait.
struct NotAccepted {
  enum class Why {
    refused,
    retry_later,
    malformed,
    untrusted,
    redirected,  ///< to another origin, which wants the user's consent
  } why;
  std::string reason;  ///< for people, with the server's text where it sent one
  std::optional<std::int64_t> retry_after;  ///< seconds from now, for retry_later
  Bytes pending_token{};                    ///< to ask by, of full CMC (RFC 5272 6.13); empty: none
};

template <class Value>
using Accepted = std::variant<Value, NotAccepted>;

/// Why an answer that is no 200 is not accepted: a refusal, or when to come back.
NotAccepted refused_or_later(const HttpResponse& response, std::int64_t now,
                             const Deviations& deviations = {});

/// The certificates of a /cacerts answer: status 200, media type, base64, certs-only, each
/// readable. Through the moments answer_status to ca_certificates (client_moments.h).
Accepted<std::vector<Certificate>> accept_cacerts(const HttpResponse& response, std::int64_t now,
                                                  const Deviations& deviations = {});

/// The certificate issued for `key`: as above, and it bears our key. When `anchors` is not empty it
/// must lead to one of them over `intermediates` and over what else the answer held. Through the
/// moments answer_status to own_certificate.
Accepted<Certificate> accept_enrollment(const HttpResponse& response, const Key& key,
                                        const TrustAnchors& anchors,
                                        const std::vector<Certificate>& intermediates,
                                        std::int64_t now, const Deviations& deviations = {});

/// Seconds from `now` that a Retry-After value asks to wait: delta-seconds or an HTTP-date (all
/// three forms of RFC 9110 5.6.7). Nothing when it is neither.
std::optional<std::int64_t> retry_after(std::string_view value, std::int64_t now);

}  // namespace inquest
