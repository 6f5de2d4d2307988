#include <algorithm>
#include <cctype>

#include "reference/codec/certs_only.h"
#include "reference/codec/media_type.h"
#include "reference/faults/catalogue.h"
#include "reference/faults/signed_by_rsa.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

NotAccepted malformed(const std::string& why) {
  return {NotAccepted::Why::malformed, why, std::nullopt};
}

std::string media_type_of(const AnswerJudgement& judgement) {
  const auto* type = judgement.response->headers.find("Content-Type");
  return type == nullptr ? "" : *type;
}

/// Whether the status is final and no 200: neither put off nor sent elsewhere.
bool is_odd(int status) { return status != 200 && status != 202 && status != 503; }

/// Whatever in the octets reads as one.
std::vector<Bytes> whole_certificates(BytesView der) {
  constexpr std::size_t head = 4;  // SEQUENCE, two octets of length
  std::vector<Bytes> found;
  for (std::size_t at = 0; at + head < der.size(); ++at) {
    if (der[at] != 0x30 || der[at + 1] != 0x82) continue;
    const auto size = head + (std::size_t{der[at + 2]} << 8U | der[at + 3]);
    if (at + size > der.size() || !Certificate::decode(der.subspan(at, size))) continue;
    found.push_back(copy_of(der.subspan(at, size)));
    at += size - 1;
  }
  return found;
}

/// The octets in a ContentInfo of any type whose content is an OCTET STRING.
std::optional<Bytes> content_of(BytesView der) {
  const auto info = decode_der(der);
  if (!info || info->children().size() != 2 || (*info)[1].children().size() != 1 ||
      (*info)[1][0].tag() != Tag::octet_string)
    return std::nullopt;
  return (*info)[1][0].contents();
}

void add_faults_of_status(FaultCatalogue& add) {
  add(moments::answer_status,
      {.id = "client-takes-cacerts-of-any-status",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-02",
       .story = "CA certificates count whatever the status of their answer"},
      [](AnswerJudgement& judgement) {
        if (judgement.operation == Operation::cacerts && is_odd(judgement.response->status))
          judgement.problem.reset();
      });

  add(moments::answer_status,
      {.id = "client-takes-certificate-of-refusal",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-15",
       .story = "a certificate counts that comes with a 4xx or a 5xx"},
      [](AnswerJudgement& judgement) {
        if (judgement.operation == Operation::simpleenroll && is_odd(judgement.response->status) &&
            judgement.response->status >= 400)
          judgement.problem.reset();
      });

  add(moments::answer_status,
      {.id = "client-takes-key-of-refusal",
       .role = Role::client,
       .breaks = "RFC7030-4.2.3-15",
       .story = "a key counts that comes with a 4xx or a 5xx"},
      [](AnswerJudgement& judgement) {
        if (judgement.operation == Operation::serverkeygen && is_odd(judgement.response->status) &&
            judgement.response->status >= 400)
          judgement.problem.reset();
      });

  add(moments::answer_status,
      {.id = "client-takes-unknown-status-for-success",
       .role = Role::client,
       .breaks = "RFC7231-6-02",
       .story = "a status that the client does not know counts as 200"},
      [](AnswerJudgement& judgement) {
        if (reason_phrase(judgement.response->status) == "Unknown") judgement.problem.reset();
      });
}

void add_faults_of_media_type(FaultCatalogue& add) {
  add(moments::answer_media_type,
      {.id = "client-takes-certificates-of-any-media-type",
       .role = Role::client,
       .breaks = "",
       .story = "legal: the Content-Type of an answer is not looked at"},
      [](AnswerJudgement& judgement) { judgement.problem.reset(); });

  add(moments::answer_media_type,
      {.id = "client-reads-media-type-by-case",
       .role = Role::client,
       .breaks = "RFC7231-3.1.1.1-01",
       .story = "a media type in capitals is another one"},
      [](AnswerJudgement& judgement) {
        const auto type = media_type_of(judgement);
        if (std::any_of(type.begin(), type.end(),
                        [](unsigned char c) { return std::isupper(c) != 0; }))
          judgement.problem = malformed("the media type is '" + type + "'");
      });

  add(moments::answer_media_type,
      {.id = "client-compares-media-type-as-text",
       .role = Role::client,
       .breaks = "RFC7231-3.1.1.1-02",
       .story = "a media type without the space after its semicolon, or with another parameter, is "
                "not understood"},
      [](AnswerJudgement& judgement) {
        const auto type = media_type_of(judgement);
        if (type != media_types::pkcs7_mime && type != media_types::pkcs7_certs_only)
          judgement.problem = malformed("the media type is '" + type + "'");
      });
}

void add_faults_of_certificates(FaultCatalogue& add) {
  add(moments::answer_certificates,
      {.id = "client-passes-over-lengths",
       .role = Role::client,
       .breaks = "RFC7030-6-13",
       .story = "where lengths lead beyond the end of an answer, certificates count that are found "
                "in it"},
      [](AnswerCertificates& answer) {
        auto found = whole_certificates(answer.der);
        if (answer.certs || found.empty()) return;
        CertsOnly certs;
        certs.certificates = std::move(found);
        answer.certs = std::move(certs);
        answer.problem.reset();
      });

  add(moments::answer_certificates,
      {.id = "client-knows-no-certificate-by-rsa",
       .role = Role::client,
       .breaks = "RFC7030-3.1-01",
       .story = "a certificate that was signed with an RSA key is not read"},
      [](AnswerCertificates& in) {
        if (!in.certs) return;
        for (const auto& each : in.certs->certificates) {
          const auto certificate = Certificate::decode(each);
          if (certificate && signed_by_rsa(*certificate))
            in.problem = malformed("an algorithm that nobody knows here");
        }
      });

  add(moments::answer_certificates,
      {.id = "client-knows-no-crls",
       .role = Role::client,
       .breaks = "RFC5272-4.1-05",
       .story = "an answer with CRLs beside the certificates is refused"},
      [](AnswerCertificates& answer) {
        if (answer.certs && !answer.certs->crls.empty()) answer.problem = malformed("it has CRLs");
      });

  add(moments::answer_certificates,
      {.id = "client-takes-certificates-with-content",
       .role = Role::client,
       .breaks = "",
       .story = "legal: certificates count that come with content or with signers"},
      [](AnswerCertificates& answer) {
        if (answer.certs && !answer.certs->certificates.empty()) answer.problem.reset();
      });

  add(moments::answer_certificates,
      {.id = "client-takes-certificates-of-content",
       .role = Role::client,
       .breaks = "RFC5272-4.1-06",
       .story = "certificates count that stand in the content of what is no certs-only"},
      [](AnswerCertificates& answer) {
        if (answer.certs) return;
        const auto content = content_of(answer.der);
        auto certs = content ? decode_certs_only(*content) : Result<CertsOnly>(ParseError{});
        if (!certs) return;
        answer.certs = *std::move(certs);
        answer.problem.reset();
      });

  add(moments::answer_certificates,
      {.id = "client-wants-certificates-sorted",
       .role = Role::client,
       .breaks = "RFC5272-4.1-02",
       .story = "an answer is refused whose certificates are not sorted as DER has it"},
      [](AnswerCertificates& answer) {
        if (!answer.certs) return;
        const auto& all = answer.certs->certificates;
        if (!std::is_sorted(all.begin(), all.end())) answer.problem = malformed("it is no DER");
      });

  add(moments::own_certificate,
      {.id = "client-takes-first-certificate",
       .role = Role::client,
       .breaks = "RFC5272-4.1-02",
       .story = "the first certificate of an answer counts as the one that was asked for"},
      [](OwnCertificate& own) {
        if (!own.certificates->empty()) own.chosen = own.certificates->front();
      });

  add(moments::own_certificate,
      {.id = "client-takes-last-certificate",
       .role = Role::client,
       .breaks = "RFC5272-4.1-02",
       .story = "the last certificate of an answer counts as the one that was asked for"},
      [](OwnCertificate& own) {
        if (!own.certificates->empty()) own.chosen = own.certificates->back();
      });

  add(moments::own_certificate,
      {.id = "client-takes-certificate-of-another-key",
       .role = Role::client,
       .breaks = "",
       .story = "legal: where no certificate is for the key that was asked about, another is taken "
                "(RFC 5272 4.1 says where the certificate stands, and has no client look at its "
                "key)"},
      [](OwnCertificate& own) {
        if (!own.chosen && !own.certificates->empty()) own.chosen = own.certificates->front();
      });

  add(moments::own_certificate,
      {.id = "client-wants-one-certificate",
       .role = Role::client,
       .breaks = "RFC5272-4.1-05",
       .story = "an answer is refused that holds more than the certificate"},
      [](OwnCertificate& own) {
        if (own.certificates->size() > 1) own.chosen.reset();
      });

  add(moments::ca_certificates,
      {.id = "client-wants-one-root-in-cacerts",
       .role = Role::client,
       .breaks = "RFC7030-4.1.3-09",
       .story = "an answer with the old root beside the new one is refused"},
      [](CaCertificates& answer) {
        const auto roots =
            std::count_if(answer.certificates.begin(), answer.certificates.end(),
                          [](const Certificate& each) { return each.self_signed(); });
        if (roots > 1) answer.problem = malformed("it has several roots");
      });
}

}  // namespace

void add_client_acceptance_faults(FaultCatalogue& add) {
  add_faults_of_status(add);
  add_faults_of_media_type(add);
  add_faults_of_certificates(add);
}

}  // namespace inquest
