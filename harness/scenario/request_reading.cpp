#include "harness/scenario/request_reading.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/codec/base64.h"
#include "reference/codec/challenge_attributes.h"
#include "reference/codec/cmc.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/pki/name.h"
#include "reference/pki/second_reader.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/alternative_names.h"
#include "reference/protocol/challenge.h"
#include "reference/protocol/digest.h"
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

void read_pki_data(RequestReading& reading) {
  const auto message = decode_signed_data(*reading.octets);
  if (!message || !message->content) {
    reading.csr_error = message ? "the SignedData has no content" : message.error().text();
    return;
  }
  const auto data = decode_pki_data(*message->content);
  if (!data) {
    reading.csr_error = "PKIData: " + data.error().text();
    return;
  }
  if (auto defect = body_part_defect(*data)) reading.csr_error = *defect;
  for (const auto& each : data->requests)
    if (const auto* tagged = std::get_if<TaggedCertificationRequest>(&each))
      reading.csr = tagged->request;
}

const HttpRequest& sent(const RequestReading& in) {
  if (!in.asked.unreadable.empty())
    throw Inconclusive("a request of the client cannot be read: " + in.asked.unreadable);
  return in.asked.request;
}

const Bytes& octets(const RequestReading& in) {
  if (!in.octets) throw Inconclusive("the body of the request is no base64: " + in.base64_error);
  return *in.octets;
}

RuleFinding readable(const RequestReading& in) {
  return kept_if(in.asked.unreadable.empty(),
                 in.asked.unreadable.empty() ? "a request of HTTP/1.1" : in.asked.unreadable);
}

RuleFinding method(const RequestReading& in) {
  const auto wanted = enrolls(in) ? "POST" : "GET";
  return kept_if(sent(in).method == wanted, in.asked.request.method);
}

RuleFinding target(const RequestReading& in) {
  const auto where = est_target(sent(in).target);
  const bool right = where && where->operation == in.act->errand.operation &&
                     where->label == in.act->errand.label &&
                     in.asked.request.target.find('?') == std::string::npos;
  return kept_if(right, in.asked.request.target);
}

RuleFinding media_type(const RequestReading& in) {
  const auto* type = sent(in).headers.find("Content-Type");
  const bool cmc = in.act->errand.operation == Operation::fullcmc;
  const bool right =
      type != nullptr && is_media_type(*type, cmc ? media_types::pkcs7_mime : media_types::pkcs10);
  return kept_if(right, type ? *type : "no Content-Type");
}

RuleFinding host(const RequestReading& in) {
  const auto hosts = sent(in).headers.all("Host");
  if (hosts.size() != 1) return broken(fmt::format("{} Host fields", hosts.size()));
  const auto wanted = in.server->endpoint().text();
  return kept_if(hosts[0] == wanted || in.asked.tls.server_name == hosts[0], hosts[0]);
}

RuleFinding base64(const RequestReading& in) {
  (void)sent(in);
  return kept_if(in.octets.has_value(), in.octets ? "base64" : in.base64_error);
}

RuleFinding csr(const RequestReading& in) {
  (void)octets(in);
  if (in.csr && in.csr_error.empty())
    return in.openssl_error.empty()
               ? kept("a CSR in DER")
               : told("our reader takes it, and OpenSSL does not: " + in.openssl_error);
  return broken(in.csr_error.empty() ? "no CSR is in it" : in.csr_error);
}

RuleFinding version(const RequestReading& in) {
  return kept_if(in.request().info.version == 0,
                 fmt::format("version {}", in.request().info.version));
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
  const auto wanted = requested_extensions(in.request().info);
  if (!wanted) return broken("the extensions that it asks for: " + wanted.error().text());
  for (const auto& each : *wanted)
    if (auto defect = openssl_extension_value_defect(each))
      return broken("extension " + each.id + ": " + *defect);
  const auto names = names_of(in.request().info);
  return names ? kept(fmt::format("{} extensions", wanted->size())) : broken(names.error().text());
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
  return challenge_text(*attribute);
}

RuleFinding challenge(const RequestReading& in) {
  const auto text = challenge_password(in);
  if (!text) return told("there is no challengePassword");
  if (!*text) return broken(text->error().text());
  constexpr std::size_t most = 255;  // RFC 7030 3.5
  return kept_if(!(*text)->empty() && (*text)->size() <= most,
                 fmt::format("{} characters", (*text)->size()));
}

RuleFinding linked(const RequestReading& in) {
  const auto binding = linking_text(in.asked.tls);
  const auto text = challenge_password(in);
  if (!text) return broken("there is no challengePassword");
  if (!*text) return broken(text->error().text());
  return kept_if(**text == binding, **text == binding ? "the channel binding of its connection"
                                                      : "another text: " + **text);
}

/// Where there is a challengePassword, it is taken to be the binding (RFC 7030 3.5).
RuleFinding linking_right(const RequestReading& in) {
  return challenge_password(in) ? linked(in) : told("there is no challengePassword");
}

/// As linked, where tls-unique is defined.
RuleFinding linked_by_tls_unique(const RequestReading& in) {
  if (in.asked.tls.tls_unique.empty()) return told("tls-unique is not defined on TLS 1.3");
  return linked(in);
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

RuleFinding authorization(const RequestReading& in) {
  const auto* field = sent(in).headers.find("Authorization");
  if (field == nullptr) return told("no Authorization");
  const auto& wanted = in.act->errand.credentials;
  if (!wanted) return broken("credentials that nobody gave the client");
  if (field->starts_with("Basic ")) {
    const auto said = decode_basic_authorization(*field);
    if (!said) return broken("Basic: " + said.error().text());
    return kept_if(said->user == wanted->user && said->password == wanted->password,
                   "Basic for " + said->user);
  }
  const auto all = parse_challenges(*field);
  if (all.size() != 1 || all[0].scheme != "digest")
    return broken("neither Basic nor Digest: " + field->substr(0, field->find(' ')));
  for (const auto* name : {"username", "realm", "nonce", "uri", "response"})
    if (!all[0].find(name)) return broken(std::string("Digest without ") + name);
  DigestNonces nonces;
  auto input = DigestInput{};
  const auto text = [&](const char* name) { return all[0].find(name).value_or(""); };
  input.algorithm =
      text("algorithm").starts_with("SHA-256") ? DigestAlgorithm::sha256 : DigestAlgorithm::md5;
  input.session = text("algorithm").ends_with("-sess");
  input.user = wanted->user;
  input.password = wanted->password;
  input.realm = text("realm");
  input.nonce = text("nonce");
  input.cnonce = text("cnonce");
  input.qop = text("qop");
  input.method = in.asked.request.method;
  input.uri = in.asked.request.target;
  if (!input.qop.empty() && (input.cnonce.empty() || text("nc").size() != 8))
    return broken("Digest with qop, and without cnonce or nc of eight digits");
  if (!input.qop.empty())
    input.count = static_cast<std::uint32_t>(std::strtoul(text("nc").c_str(), nullptr, 16));
  return kept_if(digest_response(input) == text("response"),
                 digest_response(input) == text("response")
                     ? "Digest, whose response is right for this request"
                     : "Digest, whose response is not that of this request");
}

RuleFinding cmc_signature(const RequestReading& in) {
  const auto message = decode_signed_data(octets(in));
  if (!message) return broken("no SignedData: " + message.error().text());
  if (message->signers.empty()) return broken("no signer");
  for (const auto& signer : message->signers)
    if (auto defect = signature_defect(*message, signer)) return broken(*defect);
  return kept("it verifies");
}

}  // namespace

const CertificationRequest& RequestReading::request() const {
  if (!csr)
    throw Inconclusive("there is no CSR to look at: " +
                       (csr_error.empty() ? base64_error : csr_error));
  return *csr;
}

RequestReading read_request(const ClientAct& act, const Served& server, ClientRequest asked) {
  RequestReading reading;
  reading.act = &act;
  reading.server = &server;
  reading.asked = std::move(asked);
  if (!reading.asked.unreadable.empty()) return reading;
  const auto body = decode_base64(text_of(reading.asked.request.body));
  if (!body || reading.asked.request.body.empty()) {
    reading.base64_error = body ? "the body is empty" : body.error().text();
    return reading;
  }
  reading.octets = *body;
  if (act.errand.operation == Operation::fullcmc) {
    read_pki_data(reading);
    return reading;
  }
  const auto csr = decode_certification_request(*reading.octets);
  if (csr)
    reading.csr = *csr;
  else
    reading.csr_error = csr.error().text();
  reading.openssl_error = openssl_request_defect(*reading.octets).value_or("");
  return reading;
}

const std::vector<Rule<RequestReading>>& request_rules() {
  static const std::vector<Rule<RequestReading>> rules{
      {"readable", "the request as HTTP/1.1", "a request that can be read", readable},
      {"method", "the method", "GET for what is fetched, POST for what is enrolled", method},
      {"target", "the request target", "/.well-known/est, the label if there is one, the operation",
       target},
      {"media-type", "the Content-Type of the request",
       "application/pkcs10, and application/pkcs7-mime for full CMC", media_type},
      {"host", "the Host field", "one, that names the server", host},
      {"base64", "the body of the request", "base64", base64},
      {"csr", "what the body is base64 of", "a CSR in DER, and nothing else", csr},
      {"version", "the version of the CSR", "0", version},
      {"signature", "the signature of the CSR", "one that verifies under its own key", signature},
      {"key", "the public key of the CSR", "a key that can be used", key},
      {"extensions", "the extensions that the CSR asks for", "such as can be read", extensions_of},
      {"attributes", "the attributes of the CSR", "each once, with its value", attributes},
      {"challenge", "the challengePassword of the CSR", "a text of 1 to 255 characters", challenge},
      {"linked", "the linking of the CSR to its connection",
       "the channel binding of the connection", linked},
      {"linked-by-tls-unique", "the linking of the CSR to its connection",
       "tls-unique of the connection, where it is defined", linked_by_tls_unique},
      {"linking-right", "the linking of the CSR, where there is one",
       "the channel binding of the connection", linking_right},
      {"names-kept", "the names that the re-enrolment asks for",
       "subject and SubjectAltName of the certificate that is renewed", names_kept},
      {"authorization", "the Authorization field", "the credentials that the client was given",
       authorization},
      {"cmc-signature", "the signature around the PKIData", "one that verifies", cmc_signature},
  };
  return rules;
}

std::vector<Bytes> requested_keys(const ClientAct& act) {
  std::vector<Bytes> keys;
  for (const auto& each : act.asked()) {
    const auto body = decode_base64(text_of(each.request.body));
    if (!body) continue;
    if (const auto csr = decode_certification_request(*body)) keys.push_back(csr->info.public_key);
  }
  return keys;
}

}  // namespace inquest
