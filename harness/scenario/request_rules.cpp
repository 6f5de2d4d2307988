#include "harness/scenario/request_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/directory_text.h"
#include "harness/scenario/name_defect.h"
#include "harness/scenario/request_octets.h"
#include "reference/codec/base64.h"
#include "reference/codec/hex.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/pki/second_reader.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/alternative_names.h"
#include "reference/protocol/key_policy.h"
#include "reference/protocol/linking.h"
#include "reference/protocol/request_body.h"
#include "reference/protocol/requested_names.h"

namespace inquest {
namespace {

bool enrolls(const RequestReading& in) {
  switch (in.act->errand.operation) {
    case Operation::cacerts:
    case Operation::csrattrs:
      return false;
    default:
      return true;
  }
}

RuleFinding readable(const RequestReading& in) {
  return kept_if(in.asked.unreadable.empty(),
                 in.asked.unreadable.empty() ? "a request of HTTP/1.1" : in.asked.unreadable);
}

RuleFinding method(const RequestReading& in) {
  const auto wanted = enrolls(in) ? "POST" : "GET";
  return kept_if(request_sent(in).method == wanted, in.asked.request.method);
}

RuleFinding target(const RequestReading& in) {
  const auto where = est_target(request_sent(in).target);
  const bool right = where && where->operation == in.act->errand.operation &&
                     where->label == in.act->errand.label &&
                     in.asked.request.target.find('?') == std::string::npos;
  return kept_if(right, in.asked.request.target);
}

RuleFinding media_type(const RequestReading& in) {
  const auto* type = request_sent(in).headers.find("Content-Type");
  const bool cmc = in.act->errand.operation == Operation::fullcmc;
  const bool right =
      type != nullptr && is_media_type(*type, cmc ? media_types::pkcs7_mime : media_types::pkcs10);
  return kept_if(right, type ? *type : "no Content-Type");
}

/// RFC 7030 4.3.1. Values of smime-type are compared as S/MIME does, without regard to case.
RuleFinding cmc_media_type(const RequestReading& in) {
  const auto* type = request_sent(in).headers.find("Content-Type");
  if (type == nullptr) return broken("no Content-Type");
  const auto read = decode_media_type(*type);
  const auto* parameter = read ? read->parameter("smime-type") : nullptr;
  const std::string wanted = "cmc-request";
  return kept_if(is_media_type(*type, media_types::pkcs7_mime) && parameter != nullptr &&
                     std::equal(parameter->begin(), parameter->end(), wanted.begin(), wanted.end(),
                                [](unsigned char a, char b) { return std::tolower(a) == b; }),
                 *type);
}

RuleFinding content_coding(const RequestReading& in) {
  const auto* coding = request_sent(in).headers.find("Content-Encoding");
  if (coding == nullptr) return kept("no Content-Encoding");
  const auto& body = in.asked.request.body;
  const bool zipped = body.size() > 1 && body[0] == 0x1f && body[1] == 0x8b;
  return kept_if(*coding == "gzip" && zipped,
                 "Content-Encoding: " + *coding + (zipped ? "" : ", of a body that is not zipped"));
}

RuleFinding host(const RequestReading& in) {
  const auto hosts = request_sent(in).headers.all("Host");
  if (hosts.size() != 1) return broken(fmt::format("{} Host fields", hosts.size()));
  const auto wanted = in.server->endpoint().text();
  return kept_if(hosts[0] == wanted || in.asked.tls.server_name == hosts[0], hosts[0]);
}

RuleFinding base64(const RequestReading& in) {
  (void)request_sent(in);
  return kept_if(in.octets.has_value(), in.octets ? "base64" : in.base64_error);
}

RuleFinding csr(const RequestReading& in) {
  (void)body_octets(in);
  if (in.csr && in.csr_error.empty())
    return in.openssl_error.empty()
               ? kept("a CSR in DER")
               : told("our reader takes it, and OpenSSL does not: " + in.openssl_error);
  return broken(in.csr_error.empty() ? "no CSR is in it" : in.csr_error);
}

RuleFinding base64_once(const RequestReading& in) {
  const bool twice = decode_base64(text_of(body_octets(in))).has_value();
  return kept_if(!twice, twice ? "base64 again" : "octets that are no base64");
}

RuleFinding der(const RequestReading& in) {
  (void)body_octets(in);
  if (!in.csr_error.empty()) return broken(in.csr_error);
  const auto wanted = requested_extensions(in.request().info);
  return wanted ? kept("DER") : broken(wanted.error().text());
}

RuleFinding subject(const RequestReading& in) {
  const auto defect = name_defect(in.request().info.subject);
  return kept_if(!defect, defect ? *defect : name_text(in.request().info.subject));
}

/// Even of what our strict reader does not take for its version.
RuleFinding version(const RequestReading& in) {
  if (in.csr)
    return kept_if(in.csr->info.version == 0, fmt::format("version {}", in.csr->info.version));
  const auto tree = decode_der(body_octets(in));
  const auto* info = tree && !tree->children().empty() ? &tree->children().front() : nullptr;
  const auto* number = info && !info->children().empty() ? &info->children().front() : nullptr;
  if (number == nullptr || number->tag() != Tag::integer) (void)in.request();
  return kept_if(
      number->contents() == Bytes{0},
      "version " + encode_hex(BytesView(number->contents())
                                  .first(std::min<std::size_t>(number->contents().size(), 16))));
}

RuleFinding signature(const RequestReading& in) {
  const bool proves = proves_possession(in.request());
  return kept_if(proves, proves ? "it verifies under the key of the request"
                                : "it does not verify under the key of the request");
}

RuleFinding key(const RequestReading& in) {
  const auto refusal = judge_key(in.request().info.public_key);
  return kept_if(!refusal, refusal ? refusal->text : "a sound key");
}

RuleFinding extensions_of(const RequestReading& in) {
  const auto& info = in.request().info;
  const auto wanted = requested_extensions(info);
  if (!wanted) return broken("the extensions that it asks for: " + wanted.error().text());
  if (wanted->empty() && info.attribute(oids::extension_request) != nullptr)
    return broken("an extensionRequest without an extension");
  std::vector<std::string> ids;
  for (const auto& each : *wanted) {
    if (std::find(ids.begin(), ids.end(), each.id) != ids.end())
      return broken("extension " + each.id + " is there twice");
    ids.push_back(each.id);
    auto defect = openssl_extension_value_defect(each);
    if (!defect && each.id == oids::subject_alt_name) defect = alternative_names_defect(each.value);
    if (defect) return broken("extension " + each.id + ": " + *defect);
  }
  return kept(fmt::format("{} extensions", wanted->size()));
}

RuleFinding attributes(const RequestReading& in) {
  std::vector<std::string> types;
  for (const auto& each : in.request().info.attributes) {
    if (each.values.empty()) return broken("the attribute " + each.type + " has no value");
    if (std::find(types.begin(), types.end(), each.type) != types.end())
      return broken("the attribute " + each.type + " is there twice");
    types.push_back(each.type);
    const bool single =
        each.type == oids::challenge_password || each.type == oids::extension_request;
    if (single && each.values.size() != 1)
      return broken(fmt::format("the attribute {} has {} values", each.type, each.values.size()));
  }
  return kept(fmt::format("{} attributes", types.size()));
}

/// The text of challengePassword; nothing when there is none.
std::optional<Result<std::string>> challenge_password(const RequestReading& in) {
  const auto* attribute = in.request().info.attribute(oids::challenge_password);
  if (attribute == nullptr) return std::nullopt;
  return only_directory_text(*attribute);
}

RuleFinding challenge(const RequestReading& in) {
  const auto text = challenge_password(in);
  if (!text) return told("there is no challengePassword");
  if (!*text) return broken(text->error().text());
  constexpr std::size_t most = 255;  // RFC 7030 3.5
  return kept_if(!(*text)->empty() && (*text)->size() <= most,
                 fmt::format("{} characters", (*text)->size()));
}

/// What should be the channel binding: the values of challengePassword and, where a server knows
/// RFC 7894, of estIdentityLinking.
std::vector<Result<std::string>> linking_values(const RequestReading& in) {
  std::vector<Result<std::string>> values;
  for (const auto* type : {oids::challenge_password, oids::est_identity_linking})
    if (const auto* attribute = in.request().info.attribute(type))
      values.push_back(only_directory_text(*attribute));
  return values;
}

/// Where there is such an attribute, it is taken to be the binding (RFC 7030 3.5).
RuleFinding linking_right(const RequestReading& in) {
  const auto values = linking_values(in);
  if (values.empty()) return told("there is no attribute that links");
  const auto binding = linking_text(in.asked.tls);
  for (const auto& each : values) {
    if (!each) return broken(each.error().text());
    if (*each != binding) return broken("another text: " + *each);
  }
  return kept("the channel binding of its connection");
}

/// Where tls-unique is defined: on TLS 1.3 nobody must link, but who does must do it right.
RuleFinding linked(const RequestReading& in) {
  auto finding = linking_right(in);
  if (finding.state != RuleFinding::State::told) return finding;
  if (in.asked.tls.tls_unique.empty())
    return told("not linked on TLS 1.3, where tls-unique is not defined");
  return broken(std::move(finding.actual));
}

RuleFinding linked_when_resumed(const RequestReading& in) {
  if (!in.asked.tls.session_reused) return told("no session was resumed");
  return linking_right(in);
}

RuleFinding names_kept(const RequestReading& in) {
  if (!in.act->errand.identity) throw std::logic_error("nothing was to be renewed");
  const auto own = names_of(in.request().info);
  if (!own) return broken(own.error().text());
  const auto& current = in.act->errand.identity->certificate;
  const auto names = current.extension(oids::subject_alt_name);
  const bool same_subject = same_name(own->subject, current.subject());
  const bool same_names = same_alternative_names(
      own->alternative ? own->alternative->value : Bytes{}, names ? names->value : Bytes{});
  return kept_if(same_subject && same_names,
                 name_text(own->subject) + (same_names ? "" : ", with other alternative names"));
}

RuleFinding cmc_signature(const RequestReading& in) {
  const auto message = decode_signed_data(body_octets(in));
  if (!message) return broken("no SignedData: " + message.error().text());
  if (message->signers.empty()) return broken("no signer");
  for (const auto& signer : message->signers)
    // RFC5272-3.2-04: who has no certificate yet signs with the key of the request.
    if (auto defect = signer.certificate
                          ? signature_defect(*message, signer)
                          : signature_defect(*message, signer, in.request().info.public_key))
      return broken(*defect);
  return kept("it verifies");
}

/// All that came on the connection of the request.
Bytes received_with(const RequestReading& in) {
  Bytes received;
  const auto lines = in.act->connections.find(in.server->name());
  if (lines == in.act->connections.end()) return received;
  for (const auto& line : lines->second)
    if (line.number == in.asked.connection)
      for (const auto& transfer : line.transfers)
        if (transfer.direction == Transfer::Direction::received) append(received, transfer.bytes);
  return received;
}

/// One kind of request_defects().
RuleFinding octets_without(const char* kind, const RequestReading& in) {
  const auto defects = request_defects(received_with(in));
  const auto found = defects.find(kind);
  return found == defects.end() ? kept("as it should be") : broken(found->second);
}

}  // namespace

const std::vector<Rule<RequestReading>>& request_rules() {
  static const auto rules = [] {
    auto all = rules_of_every_request();
    for (const auto* more : {&authorization_rules(), &challenge_request_rules(),
                             &cmc_request_rules(), &key_request_rules(), &obedience_rules()})
      all.insert(all.end(), more->begin(), more->end());
    return all;
  }();
  return rules;
}

const std::vector<Rule<RequestReading>>& rules_of_every_request() {
  static const std::vector<Rule<RequestReading>> rules{
      {"readable", "the request as HTTP/1.1", "a request that can be read", readable},
      {"method", "the method", "GET for what is fetched, POST for what is enrolled", method},
      {"target", "the request target", "/.well-known/est, the label if there is one, the operation",
       target},
      {"media-type", "the Content-Type of the request",
       "application/pkcs10, and application/pkcs7-mime for full CMC", media_type},
      {"cmc-media-type", "the Content-Type of the request",
       "application/pkcs7-mime with smime-type=CMC-request", cmc_media_type},
      {"content-coding", "the Content-Encoding of the request", "none, or what the body is in",
       content_coding},
      {"host", "the Host field", "one, that names the server", host},
      {"base64", "the body of the request", "base64", base64},
      {"csr", "what the body is base64 of", "a CSR in DER, and nothing else", csr},
      {"base64-once", "what the body is base64 of", "no base64 again", base64_once},
      {"der", "the encoding of the CSR", "DER", der},
      {"subject", "the subject of the CSR", "a Name, whose values are of their types", subject},
      {"version", "the version of the CSR", "0", version},
      {"signature", "the signature of the CSR", "one that verifies under its own key", signature},
      {"key", "the public key of the CSR", "a key that can be used", key},
      {"extensions", "the extensions that the CSR asks for", "such as can be read", extensions_of},
      {"attributes", "the attributes of the CSR", "each once, with its value", attributes},
      {"challenge", "the challengePassword of the CSR", "a text of 1 to 255 characters", challenge},
      {"linked", "the linking of the CSR to its connection",
       "the channel binding of the connection, on TLS 1.2", linked},
      {"linking-right", "the linking of the CSR, where there is one",
       "the channel binding of the connection", linking_right},
      {"linked-when-resumed", "the linking of a CSR on a resumed session, where there is one",
       "the channel binding of the connection", linked_when_resumed},
      {"names-kept", "the names that the re-enrolment asks for",
       "subject and SubjectAltName of the certificate that is renewed", names_kept},
      {"request-line", "the lines of the head",
       "method, target and version with a space between, each line ended by CRLF",
       [](const RequestReading& in) { return octets_without("request-line", in); }},
      {"field-names", "the names of the header fields", "names, and the colon at once",
       [](const RequestReading& in) { return octets_without("field-names", in); }},
      {"field-lines", "the lines of the header fields", "one for each field",
       [](const RequestReading& in) { return octets_without("field-lines", in); }},
      {"field-values", "the values of the header fields", "no control characters",
       [](const RequestReading& in) { return octets_without("field-values", in); }},
      {"one-host", "the Host field", "one, that can be an authority",
       [](const RequestReading& in) { return octets_without("one-host", in); }},
      {"no-empty-line", "what stands before and behind the request", "no empty line",
       [](const RequestReading& in) { return octets_without("no-empty-line", in); }},
      {"length", "the Content-Length", "one at most, of digits",
       [](const RequestReading& in) { return octets_without("length", in); }},
      {"one-framing", "what measures the body", "Content-Length or Transfer-Encoding, not both",
       [](const RequestReading& in) { return octets_without("one-framing", in); }},
      {"measured-body", "what measures the body", "Content-Length or chunks",
       [](const RequestReading& in) { return octets_without("measured-body", in); }},
      {"whole-body", "the body of the request", "as long as Content-Length says",
       [](const RequestReading& in) { return octets_without("whole-body", in); }},
      {"chunks", "the chunks of the body", "such as hold what they say",
       [](const RequestReading& in) { return octets_without("chunks", in); }},
      {"last-chunk", "the chunks of the body", "a last one of no octets",
       [](const RequestReading& in) { return octets_without("last-chunk", in); }},
      {"trailer", "the trailer of the body", "no field of framing, routing or authentication",
       [](const RequestReading& in) { return octets_without("trailer", in); }},
      {"cmc-signature", "the signature around the PKIData", "one that verifies", cmc_signature},
  };
  return rules;
}

}  // namespace inquest
