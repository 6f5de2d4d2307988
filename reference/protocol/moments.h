#pragma once
#include <any>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/codec/certs_only.h"
#include "reference/codec/cmc.h"
#include "reference/codec/csr_attributes.h"
#include "reference/codec/der.h"
#include "reference/codec/http1.h"
#include "reference/codec/multipart.h"
#include "reference/codec/pkcs10.h"
#include "reference/codec/tls_facts.h"
#include "reference/pki/certificate.h"
#include "reference/pki/enveloped_data.h"
#include "reference/pki/tls_settings.h"
#include "reference/protocol/client_identity.h"
#include "reference/protocol/operation.h"

/// The named, typed points at which a correct value can be spoiled. Honest code passes each value
/// through its moment, `value = deviations.at(moments::x, std::move(value))`, and never asks more.
namespace inquest {

/// A point in an exchange where a `Value` is ready.
template <class Value>
struct Moment {
  std::string_view name;
  std::string_view story;  ///< when it comes, and what the value is
};

/// The deviations that one peer was told to commit: for each moment, functions to apply in order.
/// The default is none. Immutable once handed over, so safe to read from many threads.
class Deviations {
 public:
  template <class Value>
  Value at(const Moment<Value>& moment, Value value) const {
    auto [first, last] = changes_.equal_range(std::string(moment.name));
    for (; first != last; ++first)
      std::any_cast<const std::function<void(Value&)>&>(first->second)(value);
    return value;
  }
  template <class Value>
  void add(const Moment<Value>& moment, std::function<void(Value&)> change) {
    changes_.emplace(std::string(moment.name), std::any(std::move(change)));
  }
  bool empty() const { return changes_.empty(); }
  bool changes(std::string_view moment) const { return changes_.contains(std::string(moment)); }

 private:
  std::multimap<std::string, std::any> changes_;
};

/// Why a server will not do as it was asked; nothing means that it will.
struct Refusal {
  int status = 400;
  std::string text;     ///< for people, becomes a text/plain body
  HttpHeaders headers;  ///< WWW-Authenticate, Allow, Retry-After
};
using Judgement = std::optional<Refusal>;

/// How reply bytes go onto the wire.
struct Delivery {
  Bytes bytes;
  bool keep_open = false;    ///< go on even where the request said close
  bool close_after = false;  ///< of a request: our sending side ends after it
  bool abort_after = false;
  std::chrono::milliseconds delay_before{0};
  bool renegotiate_before = false;  ///< of an answer: a new handshake first, below TLS 1.3
};

/// How a server listens.
struct Listening {
  bool encrypted = true;  ///< TLS first; else plain HTTP
};

/// Text of a body before it is put into a message: base64 with its layout.
struct EncodedBody {
  std::string text;
};

/// Where a request leads. Who lifts the refusal sees to it that an operation is named.
struct Routing {
  EstTarget target;
  Judgement refusal;
};

/// A method beside the operation that it was used for.
struct MethodJudgement {
  Operation operation;
  std::string method;
  Judgement refusal;
};

/// A request that is about to be served, for deviations that look at it first.
struct Admission {
  Operation operation;
  const HttpRequest* request;
  const TlsFacts* tls;
  Judgement refusal;
};

/// What a certificate will hold, beside the extensions that the request asked for.
struct GrantedExtensions {
  CertificateTemplate contents;
  Result<std::vector<Extension>> requested;
};

/// A certificate as the CA issued and recorded it, and what it was made of: enough to make another
/// in its place.
struct IssuedCertificate {
  Bytes der;
  CertificateTemplate contents;
  Bytes issuer;                  ///< Name of the issuing CA
  Key issuing_key;               ///< and its key
  const ClientIdentity* client;  ///< for whom it was issued
};

/// Who a client is, by what it showed.
struct Identification {
  const HttpRequest* request;
  const TlsFacts* tls;
  ClientIdentity client;
};

/// What an enrolment answers with, and the CA's own certificates.
struct EnrollCertificates {
  std::vector<Bytes> certificates;
  std::vector<Bytes> authorities;
};

/// How a key that /serverkeygen makes will be encrypted beyond TLS. Who lifts the refusal sees to
/// it that a recipient, if there is one, can be encrypted for.
struct KeyEncryption {
  const RequestInfo* request;
  std::optional<Recipient> recipient;  ///< none: it is not encrypted
  Capabilities capabilities;           ///< what the recipient can do
  Judgement refusal;
};

/// A key that /serverkeygen made, and what will be certified with it: its own public half, for the
/// subject of the request.
struct GeneratedKey {
  const RequestInfo* request;
  Key key;
  Bytes certified;  ///< SubjectPublicKeyInfo, whole element
  Bytes subject;    ///< Name, whole element
};

/// What will be put into an EnvelopedData.
struct ContentToEnvelop {
  std::string type;  ///< dotted
  Bytes content;
};

namespace moments {

// -- server: what reaches it --
inline constexpr Moment<Listening> listening{"listening", "before the server opens its port"};
inline constexpr Moment<Bytes> received_records{
    "received-records", "bytes that arrived at once, as they came: TLS has not read them yet"};
inline constexpr Moment<Bytes> received_bytes{
    "received-bytes", "bytes that arrived at once, decrypted: nothing has read them yet"};

// -- server: what it decides. Setting the value to nothing is "not calling the check" --
inline constexpr Moment<Identification> identification{
    "identification", "certificate and password were looked at; whether they suffice was not"};
inline constexpr Moment<Judgement> authentication{
    "authentication", "whether this client may ask for a certificate was decided"};
inline constexpr Moment<Routing> routing{"routing", "the request target was looked at"};
inline constexpr Moment<Admission> admission{
    "admission", "target and method are right; nothing else was looked at"};
inline constexpr Moment<Bytes> received_body{"received-body",
                                             "the body of an enrolment, as received"};
inline constexpr Moment<Judgement> key_policy{"key-policy", "the public key was looked at"};
inline constexpr Moment<MethodJudgement> method{"method",
                                                "the method was compared with the operation"};
inline constexpr Moment<Judgement> request_media_type{"request-media-type",
                                                      "the request's Content-Type was looked at"};
inline constexpr Moment<Judgement> request_structure{
    "request-structure", "the CSR was decoded; a refusal can be altered, not lifted"};
inline constexpr Moment<Judgement> proof_of_possession{"proof-of-possession",
                                                       "the CSR's signature was verified"};
inline constexpr Moment<Judgement> linking{
    "linking", "the request's challenge password was compared with the channel binding"};
inline constexpr Moment<Judgement> identity{
    "identity", "a re-enrolment's subject was compared with the client's certificate"};

inline constexpr Moment<Judgement> authorization{
    "authorization", "whether this client may have what it asks for was decided by policy"};
inline constexpr Moment<Judgement> one_time_password{
    "one-time-password",
    "the request's one-time password was looked up; once more when it is about to be spent"};
inline constexpr Moment<Judgement> approval{
    "approval", "whether a person has granted this enrolment was looked up"};

// -- server: what it makes --
inline constexpr Moment<std::vector<Bytes>> cacerts_certificates{
    "cacerts-certificates", "the certificates of a /cacerts answer, DER, issuing CA first"};
inline constexpr Moment<CertificateTemplate> certificate_template{"certificate-template",
                                                                  "what is about to be signed"};
inline constexpr Moment<GrantedExtensions> granted_extensions{
    "granted-extensions", "what is about to be signed, beside what the request asked for"};
inline constexpr Moment<IssuedCertificate> issued_certificate{
    "issued-certificate", "a certificate was issued, and may yet become another"};
inline constexpr Moment<EnrollCertificates> enroll_certificates{
    "enroll-certificates", "the certificates of an enrolment answer, DER"};
inline constexpr Moment<CertsOnly> certs_only{"certs-only",
                                              "a certs-only answer before it is encoded"};
inline constexpr Moment<Element> certs_only_tree{"certs-only-tree",
                                                 "a certs-only answer as DER tree"};
inline constexpr Moment<Bytes> certs_only_der{"certs-only-der", "a certs-only answer, encoded"};
inline constexpr Moment<EncodedBody> response_body{"response-body",
                                                   "the base64 body of a successful answer"};
inline constexpr Moment<HttpResponse> cacerts_response{"cacerts-response",
                                                       "a successful /cacerts answer"};
inline constexpr Moment<HttpResponse> enroll_response{
    "enroll-response", "a successful /simpleenroll or /simplereenroll answer"};
inline constexpr Moment<CsrAttributes> csr_attributes{"csr-attributes",
                                                      "what /csrattrs will ask for"};
inline constexpr Moment<Element> csr_attributes_tree{"csr-attributes-tree",
                                                     "a /csrattrs answer as DER tree"};
inline constexpr Moment<HttpResponse> csr_attributes_response{"csr-attributes-response",
                                                              "a successful /csrattrs answer"};
inline constexpr Moment<KeyEncryption> key_encryption{
    "key-encryption", "how /serverkeygen will encrypt the key was decided, or that it will not"};
inline constexpr Moment<GeneratedKey> generated_key{
    "generated-key", "/serverkeygen made a key, which is not certified yet"};
inline constexpr Moment<Bytes> private_key_info{
    "private-key-info", "the PKCS#8 of a key that /serverkeygen made, not encrypted"};
inline constexpr Moment<CertsOnly> signed_key{
    "signed-key", "the SignedData around a key package, before it is encrypted"};
inline constexpr Moment<ContentToEnvelop> content_to_envelop{
    "content-to-envelop", "a SignedData around a key, encoded, as it will be encrypted"};
inline constexpr Moment<Element> enveloped_key{"enveloped-key",
                                               "the EnvelopedData around a key as DER tree"};
inline constexpr Moment<EncodedBody> key_part_body{
    "key-part-body", "the base64 of the key's part, encrypted or not"};
inline constexpr Moment<Multipart> key_parts{"key-parts",
                                             "the two parts of a /serverkeygen answer"};
inline constexpr Moment<HttpResponse> key_refusal{"key-refusal",
                                                  "a /serverkeygen answer that refuses"};
inline constexpr Moment<HttpResponse> key_response{"key-response",
                                                   "a successful /serverkeygen answer"};
inline constexpr Moment<PkiResponse> cmc_response{"cmc-response",
                                                  "a PKIResponse before it is signed"};
inline constexpr Moment<CertsOnly> signed_cmc_response{"signed-cmc-response",
                                                       "the SignedData around a PKIResponse"};
inline constexpr Moment<HttpResponse> full_cmc_response{"full-cmc-response",
                                                        "a CMC answer, be it an error"};
inline constexpr Moment<HttpResponse> refusal_response{"refusal-response",
                                                       "an answer that refuses"};
inline constexpr Moment<HttpResponse> any_response{"any-response", "every answer, last of all"};
inline constexpr Moment<Delivery> delivery{"delivery",
                                           "the bytes of an answer and how they go out"};
inline constexpr Moment<CertificateTemplate> server_certificate{
    "server-certificate", "the server's own certificate before the CA signs it"};
inline constexpr Moment<Bytes> outgoing_record{
    "outgoing-record", "one TLS record that is about to go out, header and fragment"};
inline constexpr Moment<TlsSettings> server_tls{"server-tls", "before the server starts to listen"};

// -- client: what it makes --
inline constexpr Moment<Element> request_info{
    "request-info", "CertificationRequestInfo before it is signed: the signature will be right"};
inline constexpr Moment<Bytes> request_signature{"request-signature",
                                                 "the bits of a CSR's signature"};
inline constexpr Moment<Element> certification_request{
    "certification-request", "the signed CSR as DER tree: an edit breaks the signature"};
inline constexpr Moment<Bytes> request_der{"request-der", "the signed CSR, encoded"};
inline constexpr Moment<PkiData> cmc_request{"cmc-request", "a PKIData before it is signed"};
inline constexpr Moment<CertsOnly> signed_cmc_request{"signed-cmc-request",
                                                      "the SignedData around a PKIData"};
inline constexpr Moment<EncodedBody> request_body{"request-body", "the base64 body of a request"};
inline constexpr Moment<HttpRequest> request{"request", "a request before it is written"};
inline constexpr Moment<Delivery> request_delivery{"request-delivery", "the bytes of a request"};

}  // namespace moments
}  // namespace inquest
