#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reference/codec/cmc_status.h"
#include "reference/codec/multipart.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/client.h"
#include "reference/protocol/digest.h"
#include "reference/protocol/moments.h"
#include "reference/protocol/redirect.h"
#include "reference/protocol/request_plan.h"
#include "reference/protocol/server_authorization.h"

/// The moments of what a client decides: whom it believes, what it tells to whom, and what it takes
/// for an answer. Where a value holds a `problem`, setting that to nothing is "not calling the
/// check". What is pointed at is for looking at only.
namespace inquest {

// -- the server, and who it is --

/// How a connection is about to be opened.
struct ClientConnecting {
  Operation operation;  ///< that will be asked for
  TlsSettings tls;
  bool encrypted = true;                 ///< TLS first; else plain HTTP
  bool bootstrapping = false;            ///< any server will do (RFC 7030 4.1.1)
  bool redirected = false;               ///< to another origin than the configured one
  bool resumes = true;                   ///< the TLS session of the connection before
  int asked_before = 0;                  ///< times that the same was put off
  std::optional<TlsIdentity> identity;   ///< which the client has, whether or not it shows it here
  const TrustAnchors* implicit_at_hand;  ///< all that the client has
  TrustAnchors implicit_anchors;         ///< those of them that count for this operation
};

/// A record of TLS that the client is about to send.
struct ClientRecord {
  Bytes record;           ///< whole, with its header
  const Bytes* received;  ///< the first octets that came on the connection so far, 4096 at most
};

/// No connection came about.
struct ConnectingFailed {
  ClientConnecting tried;
  std::string why;
  std::optional<ClientConnecting> next;  ///< what is tried in its place, once
};

/// The name that a server's certificate is to have.
struct ExpectedHost {
  std::string host;
  std::string configured;  ///< that of the server which was asked first
  bool redirected = false;
};

/// What there is to say of a server's certificate: its authorisation follows from the last four.
struct ServerFindings {
  const Certificate* leaf;
  const std::vector<Certificate>* intermediates;
  const ClientTrust* trust;
  std::string host;
  std::int64_t now;
  PathVerdict by_explicit;              ///< anchors
  PathVerdict by_implicit;              ///< not looked at where the explicit ones do
  bool named = false;                   ///< after the host
  bool registration_authority = false;  ///< by id-kp-cmcRA
};

/// The verdict about the server of one connection, before anything is said on it.
struct ServerJudgement {
  Operation operation;  ///< that will be asked for
  const TlsFacts* tls;
  bool redirected = false;  ///< to another origin
  int asked_before = 0;     ///< times that the same was put off
  ServerAuthorization authorization;
};

/// Whether the server of one connection may be told who asks, by name and password.
struct CredentialEntitlement {
  const TlsFacts* tls;
  ServerAuthorization::By by = ServerAuthorization::By::nobody;
  bool bootstrapping = false;
  bool entitled = false;
  bool unasked = false;  ///< it is told before it asks, by Basic
};

// -- HTTP --

/// What a 401 asks for, and which of it will be answered: the Digest challenge if there is one,
/// else Basic, else nothing.
struct ChallengeTaken {
  const HttpResponse* response;
  bool answered_before = false;  ///< credentials for it were refused
  std::optional<AuthWords> digest;
  bool basic = false;
};

/// A request with its credentials, before it is written.
struct OutgoingRequest {
  HttpRequest request;
  int redirected_by =
      0;  ///< status of the redirection that led there, be it within the origin; 0: none
  int asked_before = 0;       ///< times that the same was put off
  bool renegotiates = false;  ///< another TLS handshake first, below TLS 1.3
};

/// An answer that was read, and which nothing has judged yet.
struct IncomingResponse {
  const HttpRequest* request;
  const ServerAuthorization* authorization;  ///< of its server, as it was found
  std::function<Bytes()> received;           ///< all bytes since the request was sent
  HttpResponse response;
  bool keep_alive = false;
  std::optional<NotAccepted> problem;
};

/// An answer that ended before it was whole.
struct IncompleteResponse {
  const HttpRequest* request;
  Bytes received;                     ///< since the request was sent
  std::optional<HttpResponse> taken;  ///< for an answer; nothing: none
};

struct RedirectionFound {
  const HttpResponse* response;
  const HttpRequest* request;
  std::string here;  ///< host and port
  std::optional<Redirection> to;
};

/// Whether a redirection to another origin is followed.
struct RedirectionConsent {
  std::string where;
  std::string method;
  bool given = false;
};

/// How often one request was redirected.
struct RedirectionCount {
  int count = 0;
  bool too_many = false;
};

/// What a redirection to another origin puts an end to.
struct RedirectionElsewhere {
  bool ends_connection = true;
  bool ends_credentials = true;  ///< what was agreed on with the server before
};

// -- what is asked for --

/// What the next request will be made of.
struct RequestMaking {
  RequestContents contents;
  int asked_before = 0;  ///< times that the same was put off
};

/// How a request is linked to its connection.
struct RequestLinking {
  const TlsFacts* tls;
  const TlsFacts* earlier;  ///< of the first connection that the same was asked on; or nullptr
  ServerAuthorization::By known_by = ServerAuthorization::By::nobody;  ///< the server
  bool redirected = false;
  int asked_before = 0;                 ///< times that the same was put off
  bool wanted = false;                  ///< the server asks for it, or the user
  std::string text;                     ///< the channel binding in base64
  std::vector<std::string> attributes;  ///< types of those that bear it; empty: not linked
};

struct PlannedRequest {
  const CsrAttributes* wanted;
  const RequestContents* own;
  Result<RequestPlan> plan;
};

// -- what is accepted --

struct AnswerJudgement {
  Operation operation;  ///< cacerts, fullcmc, serverkeygen, or simpleenroll for what is like it
  const HttpResponse* response;
  std::optional<NotAccepted> problem;
};

/// What a Retry-After field says.
struct RetryAfterReading {
  std::string field;
  std::int64_t now;
  std::optional<std::int64_t> seconds;
};

/// The server has put off.
struct PutOff {
  const NotAccepted* problem;
  int asked_before = 0;    ///< times that it did so before
  std::int64_t pause = 0;  ///< seconds
  bool asks_again = false;
};

/// The octets of a body that should be base64.
struct AnswerOctets {
  const HttpHeaders* headers;  ///< of the answer, or of the part of it
  BytesView body;
  Result<Bytes> der;
};

struct AnswerCertificates {
  BytesView der;
  Result<CertsOnly> certs;
  std::optional<NotAccepted> problem;  ///< with what they are, or with one of them
};

/// The certificate that was asked for, among those of an answer.
struct OwnCertificate {
  const std::vector<Certificate>* certificates;
  Bytes public_key;  ///< that was to be certified
  std::optional<Certificate> chosen;
};

struct CaCertificates {
  std::vector<Certificate> certificates;
  std::optional<NotAccepted> problem;
};

/// Whether a root that nobody vouches for is the one that the user meant.
struct FingerprintJudgement {
  const std::vector<Certificate>* certificates;
  std::string fingerprint;
  bool known = false;
};

/// What becomes of a client's trust anchors once it has the CA certificates.
struct AnchorAdoption {
  const std::vector<Certificate>* cacerts;
  TrustAnchors explicit_before;
  TrustAnchors implicit_before;
  TrustAnchors explicit_anchors;
  TrustAnchors implicit_anchors;
  bool indicates = false;  ///< tells servers in TLS that the explicit ones alone will do
};

struct ReceivedAttributes {
  const HttpResponse* response;
  Accepted<CsrAttributes> accepted;
};

/// The parts of an answer to /serverkeygen.
struct ReceivedParts {
  const HttpResponse* response;
  Result<Multipart> parts;
};

/// Whether a key came as it was asked for.
struct KeyProtectionJudgement {
  bool wanted = false;     ///< encryption beyond TLS
  bool encrypted = false;  ///< and so it came
  std::optional<NotAccepted> problem;
};

/// Whether an encrypted key could be opened.
struct KeyOpening {
  std::optional<NotAccepted> problem;
};

struct KeySignatureJudgement {
  const SignedData* signed_key;
  std::optional<NotAccepted> problem;
};

/// What there is to say of a PKI Response.
struct CmcFindings {
  const SignedData* message;
  std::int64_t now;
  std::optional<NotAccepted> signature_problem;  ///< none, wrong, or of a stranger
  bool same_transaction = false;                 ///< by its number
  bool same_nonce = false;
  Result<std::vector<CmcStatusInfo>> statuses;
};

namespace moments {

inline constexpr Moment<ClientConnecting> client_connecting{
    "client-connecting", "before the client opens a connection, by its TLS settings"};
inline constexpr Moment<ClientRecord> client_record{
    "client-record", "the client is about to send a TLS record (encrypted, where TLS has that)"};
inline constexpr Moment<ConnectingFailed> connecting_failed{
    "connecting-failed", "no connection came about, and nothing else is tried"};
inline constexpr Moment<ExpectedHost> expected_host{
    "expected-host", "the name that the server's certificate must have was settled"};
inline constexpr Moment<ServerFindings> server_findings{"server-findings",
                                                        "the server's certificate was looked at"};
inline constexpr Moment<ServerJudgement> server_judgement{
    "server-judgement", "whether this server is authorised was decided; nothing was said to it"};
inline constexpr Moment<CredentialEntitlement> credential_entitlement{
    "credential-entitlement", "whether this server may be told a password was decided"};

inline constexpr Moment<ChallengeTaken> challenge_taken{
    "challenge-taken", "which challenge will be answered was decided"};
inline constexpr Moment<DigestInput> digest_input{"digest-input",
                                                  "what Digest credentials are computed from"};
inline constexpr Moment<OutgoingRequest> outgoing_request{
    "outgoing-request", "a request and its credentials, before it is written"};
inline constexpr Moment<IncomingResponse> incoming_response{
    "incoming-response", "an answer was read, and nothing has judged it"};
inline constexpr Moment<IncompleteResponse> incomplete_response{
    "incomplete-response", "an answer ended before it was whole, and is none"};
inline constexpr Moment<RedirectionFound> redirection{"redirection",
                                                      "where an answer redirects to was read"};
inline constexpr Moment<RedirectionConsent> redirection_consent{
    "redirection-consent", "whether the user lets a request go to another origin was asked"};
inline constexpr Moment<RedirectionCount> redirection_count{
    "redirection-count", "a redirection is about to be followed"};
inline constexpr Moment<RedirectionElsewhere> redirection_elsewhere{
    "redirection-elsewhere", "a redirection to another origin is about to be followed"};

inline constexpr Moment<RequestMaking> request_making{"request-making",
                                                      "what an enrolment will ask for"};
inline constexpr Moment<RequestLinking> request_linking{
    "request-linking", "whether and how a request is linked to its connection was decided"};
inline constexpr Moment<RequestContents> linked_contents{
    "linked-contents", "what will be signed, the linking to the connection included"};
inline constexpr Moment<PlannedRequest> request_plan{
    "request-plan", "how a request will obey the CSR attributes was decided"};
inline constexpr Moment<RequestContents> protection_asked{
    "protection-asked", "a request for a key names how that shall be encrypted"};

inline constexpr Moment<AnswerJudgement> answer_status{
    "answer-status", "the status of an answer with certificates was looked at"};
inline constexpr Moment<RetryAfterReading> retry_after_reading{"retry-after-reading",
                                                               "a Retry-After field was read"};
inline constexpr Moment<PutOff> put_off{"put-off",
                                        "how long to wait before the same is asked again"};
inline constexpr Moment<AnswerJudgement> answer_media_type{
    "answer-media-type", "the Content-Type of an answer with certificates was looked at"};
inline constexpr Moment<AnswerOctets> answer_octets{"answer-octets",
                                                    "the base64 of an answer was decoded"};
inline constexpr Moment<AnswerCertificates> answer_certificates{
    "answer-certificates", "what should be certs-only was decoded and looked at"};
inline constexpr Moment<OwnCertificate> own_certificate{
    "own-certificate", "the certificate of the key that was to be certified was looked for"};
inline constexpr Moment<CaCertificates> ca_certificates{
    "ca-certificates", "the certificates of a /cacerts answer were read"};
inline constexpr Moment<FingerprintJudgement> fingerprint_judgement{
    "fingerprint-judgement", "a root was compared with the fingerprint that the user gave"};
inline constexpr Moment<AnchorAdoption> anchor_adoption{"anchor-adoption",
                                                        "what becomes a trust anchor was decided"};
inline constexpr Moment<ReceivedAttributes> received_attributes{"received-attributes",
                                                                "a /csrattrs answer was read"};
inline constexpr Moment<ReceivedParts> received_parts{
    "received-parts", "the parts of a /serverkeygen answer were told apart"};
inline constexpr Moment<KeyProtectionJudgement> key_protection{
    "key-protection", "whether a key came encrypted as it was asked for was looked at"};
inline constexpr Moment<KeyOpening> key_opening{"key-opening",
                                                "an encrypted key was opened, or could not be"};
inline constexpr Moment<KeySignatureJudgement> key_signature{
    "key-signature", "the signature around an encrypted key was verified"};
inline constexpr Moment<CmcFindings> cmc_findings{"cmc-findings", "a PKI Response was looked at"};

}  // namespace moments
}  // namespace inquest
