#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/codec/media_type.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_crash.h"
#include "reference/protocol/client_moments.h"

/// Clients that do not survive what they are sent: each of these lengths, forms and texts has
/// felled some program that reads ASN.1, MIME or the text of an error.
namespace inquest {
namespace {

constexpr std::uint8_t sequence_tag = 0x30;
constexpr std::uint8_t object_identifier = 0x06;

/// The octets that a 200 is base64 of; nothing where it is none.
std::optional<Bytes> octets_of_success(const IncomingResponse& in) {
  if (in.response.status != 200) return std::nullopt;
  auto octets = decode_base64(text_of(in.response.body));
  if (!octets) return std::nullopt;
  return *std::move(octets);
}

/// The tag so many octets behind the head of the outermost element; 0 where there is none.
std::uint8_t inner_tag(BytesView der, std::size_t further = 0) {
  if (der.size() < 2 || der[0] != sequence_tag) return 0;
  constexpr std::uint8_t long_form = 0x80;
  const auto at = further + (der[1] < long_form ? 2 : 2 + std::size_t{der[1] & 0x7fU});
  return at < der.size() ? der[at] : std::uint8_t{0};
}

bool is_of(const IncomingResponse& in, const char* operation) {
  return in.request->target.ends_with(operation);
}

bool is_enrolment(const IncomingResponse& in) {
  return is_of(in, "/simpleenroll") || is_of(in, "/simplereenroll");
}

void add_crashes_at_bodies(FaultCatalogue& add) {
  add(moments::incoming_response,
      {.id = "client-crashes-without-content",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a signedData that holds nothing, of thirteen octets, ends the client"},
      [](IncomingResponse& in) {
        constexpr std::size_t few = 20;
        const auto der = octets_of_success(in);
        if (der && der->size() <= few && inner_tag(*der) == object_identifier)
          throw ClientCrash{"a ContentInfo without content"};
      });

  add(moments::incoming_response,
      {.id = "client-crashes-at-indefinite-length",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a length of BER that is told by its end ends the client"},
      [](IncomingResponse& in) {
        constexpr std::uint8_t indefinite = 0x80;
        const auto der = octets_of_success(in);
        if (der && der->size() > 1 && (*der)[0] == sequence_tag && (*der)[1] == indefinite)
          throw ClientCrash{"an indefinite length"};
      });

  add(moments::incoming_response,
      {.id = "client-crashes-at-certificate-alone",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a certificate in the place of certs-only ends the client"},
      [](IncomingResponse& in) {
        const auto der = is_enrolment(in) ? octets_of_success(in) : std::nullopt;
        if (der && inner_tag(*der) == sequence_tag)
          throw ClientCrash{"a certificate where a ContentInfo was expected"};
      });

  add(moments::incoming_response,
      {.id = "client-crashes-at-empty-body",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a 200 without a body ends the client"},
      [](IncomingResponse& in) {
        if (in.response.status == 200 && in.response.body.empty() && is_enrolment(in))
          throw ClientCrash{"an empty body"};
      });

  add(moments::incoming_response,
      {.id = "client-crashes-at-text-for-an-answer",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a sentence where base64 should be ends the client"},
      [](IncomingResponse& in) {
        if (in.response.status == 200 && is_enrolment(in) && !in.response.body.empty() &&
            !octets_of_success(in))
          throw ClientCrash{"a body that is no base64"};
      });

  add(moments::incoming_response,
      {.id = "client-crashes-at-raw-pki-response",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a PKI Response that is not in base64 ends the client"},
      [](IncomingResponse& in) {
        if (in.response.status == 200 && is_of(in, "/fullcmc") && !octets_of_success(in))
          throw ClientCrash{"a PKI Response that is no base64"};
      });

  add(moments::incoming_response,
      {.id = "client-takes-text-of-refusal-for-format",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "the text of a refusal is printed as a format, and its %n ends the client"},
      [](IncomingResponse& in) {
        constexpr int refusals = 400;
        if (in.response.status >= refusals &&
            text_of(in.response.body).find("%n") != std::string_view::npos)
          throw ClientCrash{"the format of a refusal"};
      });

  add(moments::incoming_response,
      {.id = "client-asserts-status-200",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "201 and 204 are not expected, and end the client"},
      [](IncomingResponse& in) {
        constexpr int created = 201;
        constexpr int no_content = 204;
        if (is_enrolment(in) && (in.response.status == created || in.response.status == no_content))
          throw ClientCrash{"an assertion about the status"};
      });

  add(moments::incoming_response,
      {.id = "client-crashes-without-boundary",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "multipart without a boundary ends the client"},
      [](IncomingResponse& in) {
        const auto* type = in.response.headers.find("Content-Type");
        if (type == nullptr || !type->starts_with("multipart/")) return;
        if (!multipart_boundary(*type)) throw ClientCrash{"a boundary that is not there"};
      });
}

}  // namespace

void add_client_crash_faults(FaultCatalogue& add) {
  add_crashes_at_bodies(add);

  add(moments::answer_certificates,
      {.id = "client-crashes-at-negative-serial",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a certificate with a serial number below zero ends the client"},
      [](AnswerCertificates& in) {
        if (!in.certs) return;
        for (const auto& each : in.certs->certificates) {
          const auto certificate = Certificate::decode(each);
          if (certificate && certificate->serial_hex().starts_with('-'))
            throw ClientCrash{"a negative serial number"};
        }
      });

  add(moments::received_parts,
      {.id = "client-crashes-at-key-of-another-form",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a private key that is no PrivateKeyInfo ends the client"},
      [](ReceivedParts& in) {
        if (!in.parts) return;
        for (const auto& part : in.parts->parts) {
          const auto* type = part.headers.find("Content-Type");
          if (type == nullptr || !is_media_type(*type, media_types::pkcs8)) continue;
          // Behind the version, an algorithm: SEQUENCE. Keys of the older forms have numbers there.
          constexpr std::size_t version = 3;
          const auto der = decode_base64(text_of(part.body));
          if (!der || inner_tag(*der, version) != sequence_tag)
            throw ClientCrash{"a key without its algorithm"};
        }
      });

  add(moments::key_opening,
      {.id = "client-crashes-at-key-that-does-not-open",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "an encrypted key that cannot be opened ends the client"},
      [](KeyOpening& in) {
        if (in.problem) throw ClientCrash{"a key that was not there"};
      });

  add(moments::key_signature,
      {.id = "client-crashes-at-wrong-signature-of-key",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a wrong signature over an encrypted key ends the client"},
      [](KeySignatureJudgement& in) {
        if (in.problem) throw ClientCrash{"a signature that does not hold"};
      });

  add(moments::received_attributes,
      {.id = "client-crashes-at-attributes-that-are-none",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "an answer of /csrattrs that cannot be read ends the client"},
      [](ReceivedAttributes& in) {
        if (std::holds_alternative<NotAccepted>(in.accepted) && in.response->status == 200)
          throw ClientCrash{"CSR attributes that are none"};
      });

  add(moments::request_plan,
      {.id = "client-crashes-at-template-that-is-none",
       .role = Role::client,
       .breaks = "peer-stays-alive",
       .story = "a template that cannot be obeyed ends the client"},
      [](PlannedRequest& in) {
        if (!in.plan) throw ClientCrash{"a template that is none"};
      });
}

}  // namespace inquest
