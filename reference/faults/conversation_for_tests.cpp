#include "reference/faults/conversation_for_tests.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <fmt/format.h>

#include <map>
#include <regex>

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/cmc_controls.h"
#include "reference/codec/csr_template.h"
#include "reference/codec/hex.h"
#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/hash.h"
#include "reference/pki/name.h"
#include "reference/pki/signed_data.h"
#include "reference/protocol/csr_attributes_operation.h"
#include "reference/protocol/digest.h"
#include "reference/protocol/full_cmc.h"
#include "reference/protocol/server_key.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;

HttpOptions http(const std::string& password, const std::string& label = "") {
  HttpOptions options;
  options.host = "est.example";
  options.label = label;
  if (!password.empty()) options.credentials = BasicCredentials{"est", password};
  return options;
}

TlsFacts nobody() {
  TlsFacts tls;
  tls.version = "TLSv1.3";
  return tls;
}

TlsFacts showing(const Certificate& certificate, bool verified) {
  auto tls = nobody();
  tls.peer_chain = {certificate.der()};
  tls.peer_verified = verified;
  return tls;
}

/// Nonces, and what is computed from them, by their order of appearance alone.
class ChanceRemoved {
 public:
  std::string from(const std::string& text) {
    static const std::regex chance(
        "(nonce=\"[^\"]{20,}\")|(rspauth=\"[0-9a-f]*[1-9a-f][0-9a-f]*\")");
    std::string told;
    auto rest = text.cbegin();
    for (std::sregex_iterator each(text.begin(), text.end(), chance), end; each != end; ++each) {
      told.append(rest, (*each)[0].first);
      const bool nonce = (*each)[1].matched;
      told += nonce
                  ? fmt::format("nonce {}", seen_.emplace(each->str(), seen_.size()).first->second)
                  : "rspauth";
      rest = (*each)[0].second;
    }
    return told.append(rest, text.cend());
  }

 private:
  std::map<std::string, std::size_t> seen_;
};

Certificate issued_by(Authority& authority, const Key& key) {
  return authority.issue(
      authority.prepare(encode_name("CN=a"), key.public_key(), std::nullopt, now));
}

std::string outline_of_signatures(BytesView der) {
  const auto data = decode_signed_data(der);
  if (!data) return " unreadable";
  std::string text;
  for (const auto& signer : data->signers)
    text += signature_defect(*data, signer) ? " unverified" : " verified";
  return text;
}

/// Controls by type and id, with those values that are no chance's.
std::string outline_of_pki_response(BytesView content) {
  const auto response = decode_pki_response(content);
  if (!response) return " unreadable PKIResponse";
  std::string text;
  for (const auto& control : response->controls) {
    text += fmt::format(" {}:{}", control.id, control.type);
    const bool told = control.type != oids::cmc_sender_nonce;
    if (told && !control.values.empty()) text += "=" + encode_hex(control.values.front());
  }
  const auto* theirs = find_control(response->controls, oids::cmc_recipient_nonce);
  const auto* own = find_control(response->controls, oids::cmc_sender_nonce);
  return text + (theirs && own && theirs->values == own->values ? " nonce repeated" : "");
}

HttpRequest enrollment(BytesView csr, const HttpOptions& options, const Deviations& deviations = {},
                       Operation operation = Operation::simpleenroll) {
  return enroll_request(operation, csr, options, deviations);
}

}  // namespace

Conversation::Conversation() : key_(Key::generate(KeyKind("ec-p256"))) {
  policy_.authority = Authority::in_memory({}, now);
  policy_.users = {{"est", "pw"}};
  policy_.labels = {"other"};
  policy_.offers_digest = {DigestAlgorithm::sha256, DigestAlgorithm::md5};
  policy_.csr_attributes.members = {
      "1.2.840.10045.4.3.2",
      Attribute{oids::ec_public_key, {encode(oid("1.2.840.10045.3.1.7"))}},
      csr_template_attribute({}),
  };
  policy_.key_generation = secrets_.key_generation();
  policy_.one_time_passwords = std::make_shared<OneTimePasswordsInMemory>();
  policy_.authorize = [](const ClientIdentity&, const RequestInfo& info) {
    return info.subject == encode_name("CN=forbidden") ? Judgement(Refusal{403, "Not you.\n", {}})
                                                       : Judgement();
  };
  ask_for_certificates();
  ask_with_credentials_of_all_kinds();
  ask_in_forms_of_all_kinds();
  ask_to_renew();
  ask_by_other_routes();
  ask_linked();
  ask_by_tls();
  ask_by_digest();
  ask_by_cmc();
  ask_for_attributes();
  ask_for_keys();
  tell({}, [&](const std::string& answer) {
    honest_.push_back(answer);
    return true;
  });
}

void Conversation::ask_by_other_routes() {
  const auto good = csr("CN=a");
  ask(enrollment(good, http("", "other")), nobody());
  auto spelt_otherwise = enrollment(good, http(""));
  spelt_otherwise.target += "?a=b";
  ask(spelt_otherwise, nobody());
  auto by_head = cacerts_request(http(""), {});
  by_head.method = "HEAD";
  ask(by_head, nobody());
  auto upgrade = cacerts_request(http(""), {});
  upgrade.headers.add("Upgrade", "a/1");
  ask(upgrade, nobody());
  auto closing = cacerts_request(http(""), {});
  closing.headers.add("Connection", "close");
  ask(closing, nobody());
  auto empty = enrollment(good, http("empty"));
  empty.headers.set("Authorization", basic_authorization("est", ""));
  ask(empty, nobody());
  auto chain = showing(issued_by(*policy_.authority, key_), true);
  chain.peer_chain.push_back(policy_.authority->root().der());
  ask(enrollment(good, http("")), chain);
  auto resumed = nobody();
  resumed.session_reused = true;
  ask(enrollment(good, http("")), resumed);
  // One after the other on one connection: known, and then not; not known, and then known.
  for (const std::uint8_t connection : {1, 2}) {
    auto same = nobody();
    same.tls_exporter = {connection};
    ask(enrollment(good, http(connection == 1 ? "pw" : "")), same);
    ask(enrollment(good, http(connection == 1 ? "" : "pw")), same);
  }
}

void Conversation::ask(HttpRequest request, const TlsFacts& tls) {
  ask_later([request = std::move(request)](DigestNonces&) { return request; }, tls);
}

void Conversation::ask_later(std::function<HttpRequest(DigestNonces&)> make, const TlsFacts& tls) {
  exchanges_.emplace_back(std::move(make), tls);
}

void Conversation::ask_for_certificates() {
  ask(cacerts_request(http(""), {}), nobody());
  ask(cacerts_request(http("", "other"), {}), nobody());
  auto nonsense = cacerts_request(http(""), {});
  nonsense.target = "/.well-known/est/nonsense";
  ask(nonsense, nobody());
  auto choosy = cacerts_request(http(""), {});
  choosy.headers.set("Accept", "text/plain");
  ask(choosy, nobody());
  auto head = cacerts_request(http(""), {});
  head.method = "HEAD";
  ask(head, nobody());
  auto by_post = cacerts_request(http(""), {});
  by_post.method = "POST";
  ask(by_post, nobody());
}

void Conversation::ask_with_credentials_of_all_kinds() {
  const auto good = csr("CN=a");
  const auto foreign = issued_by(*Authority::in_memory({}, now), key_);
  ask(enrollment(good, http("")), nobody());
  ask(enrollment(good, http("pw")), nobody());
  ask(enrollment(good, http("wrong")), nobody());
  ask(enrollment(good, http("")), showing(issued_by(*policy_.authority, key_), true));
  ask(enrollment(good, http("")), showing(foreign, false));
  auto forwarded = enrollment(good, http(""));
  forwarded.headers.add("X-SSL-Client-Verify", "SUCCESS");
  ask(forwarded, nobody());
}

void Conversation::ask_in_forms_of_all_kinds() {
  const auto good = csr("CN=a");
  for (const auto* fault : {"request-media-type-text-plain", "request-media-type-upper-case",
                            "request-transfer-encoding-binary", "request-body-with-spaces",
                            "request-body-raw-der", "request-body-pem-armour", "request-body-empty",
                            "request-body-single-line", "request-in-chunks"})
    ask(enrollment(good, http("pw"), deviations_of({fault})), nobody());
  for (const auto* fault :
       {"csr-signature-flipped-bit", "csr-trailing-garbage", "csr-asks-ca-true",
        "csr-asks-ocsp-signing", "csr-asks-critical-any-purpose", "csr-asks-name-constraints",
        "csr-empty-subject", "csr-alternative-names-of-all-kinds", "csr-unknown-attribute"})
    ask(enrollment(csr("CN=a", {fault}), http("pw")), nobody());
  Deviations old;
  old.add<Element>(moments::certification_request,
                   [](Element& csr) { csr[1] = sequence({oid("1.2.840.10045.4.1")}); });
  RequestContents by_sha1;
  by_sha1.subject = encode_name("CN=a");
  ask(enrollment(make_request(by_sha1, key_, old), http("pw")), nobody());
  auto by_get = enrollment(good, http("pw"));
  by_get.method = "GET";
  ask(by_get, nobody());
  ask(enrollment(csr("CN=a,O=" + std::string(1500, 'x')), http("pw")), nobody());
  ask(enrollment(csr("CN=forbidden"), http("pw")), nobody());
  // On one connection: what no reader opens to its end, and an ordinary request.
  auto same = nobody();
  same.tls_exporter = {3};
  ask(enrollment(csr("CN=a", {"csr-nested-thousandfold"}), http("pw")), same);
  ask(enrollment(good, http("pw")), same);
  RequestContents weak;
  weak.subject = encode_name("CN=a");
  const Key short_key(std::shared_ptr<EVP_PKEY>(EVP_RSA_gen(1024), EVP_PKEY_free));
  ask(enrollment(make_request(weak, short_key, {}), http("pw")), nobody());
}

void Conversation::ask_to_renew() {
  const auto known = showing(issued_by(*policy_.authority, key_), true);
  const auto renew = Operation::simplereenroll;
  ask(enrollment(csr("CN=a"), http(""), {}, renew), known);
  ask(enrollment(csr("CN=b"), http(""), {}, renew), known);
  RequestContents same_subject;
  same_subject.subject = encode_name("CN=a");
  const auto other_key = Key::generate(KeyKind("ec-p256"));
  ask(enrollment(make_request(same_subject, other_key, {}), http(""), {}, renew), known);
  auto in_chunks = enrollment(csr("CN=a"), http(""), {}, renew);
  in_chunks.framing = Framing::chunked;
  ask(in_chunks, known);
  ask(enrollment(csr("CN=a"), http("pw"), {}, renew), nobody());
  ask(enrollment(csr("CN=a", {"csr-alternative-names-of-all-kinds"}), http(""), {}, renew), known);
}

/// By right and wrong channel bindings, in each attribute and in both.
void Conversation::ask_linked() {
  auto full = nobody();
  full.version = "TLSv1.2";
  full.tls_unique = Bytes(12, 1);
  auto resumed = full;
  resumed.session_reused = true;
  auto latest = nobody();
  latest.tls_exporter = Bytes(32, 3);
  latest.tls_exporter.front() = 4;
  const auto right = encode_base64(full.tls_unique);
  const auto other = encode_base64(Bytes(12, 2));
  const auto ask_with = [&](const std::vector<Attribute>& attributes, const TlsFacts& tls) {
    RequestContents contents;
    contents.subject = encode_name("CN=a");
    contents.attributes = attributes;
    ask(enrollment(make_request(contents, key_, {}), http("pw")), tls);
  };
  const auto password = [](const std::string& text) {
    return challenge_attribute(oids::challenge_password, text);
  };
  const auto linking = [](const std::string& text) {
    return challenge_attribute(oids::est_identity_linking, text);
  };
  for (const auto& text :
       {right, other, right.substr(0, 12), encode_hex(full.tls_unique),
        std::string("aqeBAQEBAQEBAQEB"), std::string("AQEBAQEBAQEBaqeb"),
        std::string("a password, of 1999!"), std::string(), encode_base64(Bytes(32, 9))})
    ask_with({password(text)}, full);
  auto swapped = right;
  swapped[0] = 'a';
  ask_with({password(swapped)}, full);
  const auto oversized = encode_base64(Bytes(240, 1));
  ask_with({password(oversized)}, full);
  ask_with({linking(oversized)}, full);
  for (const auto& text : {right, other, std::string("AAAA")}) ask_with({password(text)}, resumed);
  for (const auto& text : {right, other}) ask_with({linking(text)}, full);
  ask_with({password(right), linking(right)}, full);
  ask_with({password(right), linking(other)}, full);
  ask_with({password(other), linking(right)}, full);
  const auto revocation = challenge_attribute(oids::revocation_challenge, "revoke");
  ask_with({revocation}, full);
  ask_with({challenge_attribute(oids::otp_challenge, "no such password")}, full);
  ask_with({password(other), revocation}, full);
  ask_with({{oids::challenge_password, {encode(utf8_string(right))}}}, full);
  auto twice = linking(right);
  twice.values.push_back(twice.values.front());
  ask_with({twice}, full);
  for (const auto& text : {encode_base64(latest.tls_exporter), other})
    ask_with({password(text)}, latest);
}

void Conversation::ask_by_tls() {
  auto unknown = nobody();
  unknown.session_reused = true;
  ask(enrollment(csr("CN=a"), http("")), unknown);
  auto stranger = showing(issued_by(*Authority::in_memory({}, now), key_), false);
  stranger.session_reused = true;
  ask(enrollment(csr("CN=a"), http("")), stranger);
  auto tls = nobody();
  tls.version = "TLSv1.2";
  tls.srp_user = "est";
  ask(enrollment(csr("CN=a"), http("")), tls);
  tls.session_reused = true;
  ask(enrollment(csr("CN=a"), http("")), tls);
}

void Conversation::ask_by_digest() {
  using Change = std::function<void(AuthWords&, BasicCredentials&, HttpRequest&)>;
  const auto ask_with = [&](const Change& change, const std::string& from = "",
                            const std::string& to = "", bool twice = false) {
    auto used = std::make_shared<std::string>();
    const auto make = [=, this](DigestNonces& nonces) {
      auto request = enrollment(csr("CN=a"), http(""));
      AuthWords challenge{.scheme = "digest", .token68 = "", .parameters = {}};
      challenge.parameters = {{"realm", policy_.realm},
                              {"nonce", nonces.issue(now)},
                              {"algorithm", "SHA-256"},
                              {"qop", "auth"}};
      BasicCredentials credentials{"est", "pw"};
      HttpRequest computed_for;
      computed_for.method = request.method;
      computed_for.target = request.target;
      change(challenge, credentials, computed_for);
      auto field = digest_authorization(challenge, credentials, computed_for, 1, "cnonce");
      if (const auto at = field.find(from); !from.empty() && at != std::string::npos)
        field.replace(at, from.size(), to);
      *used = field;
      request.headers.set("Authorization", field);
      return request;
    };
    ask_later(make, nobody());
    if (!twice) return;
    ask_later(
        [=, this](DigestNonces&) {
          auto request = enrollment(csr("CN=a"), http(""));
          request.headers.set("Authorization", *used);
          return request;
        },
        nobody());
  };
  const Change right = [](auto&, auto&, auto&) {};
  ask_with(right, "", "", true);
  ask_with([](auto&, auto& credentials, auto&) { credentials.password = "wrong"; });
  ask_with([](auto&, auto&, auto& request) { request.target = "/other"; });
  ask_with([](auto& challenge, auto&, auto&) { challenge.parameters["realm"] = "other"; });
  ask_with([](auto& challenge, auto&, auto&) { challenge.parameters["nonce"] = "invented"; });
  ask_with([](auto& challenge, auto&, auto&) { challenge.parameters.erase("qop"); });
  ask_with(right, "Digest", "DIGEST");
  ask_with(right, "username=", "USERNAME=");
  ask_with(right, "uri=", "uri = ");
  ask_with(right, "qop=auth", "qop=\"auth\"");
  ask_with(right, ", qop", ", username*=UTF-8''x, qop");
  for (const auto* scheme : {"basic", "BASIC"}) {
    auto request = enrollment(csr("CN=a"), http("pw"));
    auto field = *request.headers.find("Authorization");
    request.headers.set("Authorization", field.replace(0, 5, scheme));
    ask(request, nobody());
  }
}

/// Full CMC: granted, with each control, and failing at each check.
void Conversation::ask_by_cmc() {
  const CmsSigner own{key_, Bytes{1, 2, 3, 4}};
  const CmcTransaction transaction{{0x12, 0x34}, Bytes(16, 9)};
  const auto post = [&](Bytes message) {
    ask(full_cmc_request(message, http("pw"), {}), nobody());
  };
  post(make_cmc_request(csr("CN=a"), own, transaction));
  post(make_cmc_request(csr("CN=a"), own, transaction,
                        CmcRequestOptions{CmcSecret{"est", "pw"}, {}}));
  post(make_cmc_request(csr("CN=a"), own, transaction,
                        CmcRequestOptions{CmcSecret{"est", "wrong"}, {}}));
  post(make_cmc_request(csr("CN=a", {"csr-signature-flipped-bit"}), own, transaction));
  const CmsSigner stranger{Key::generate(KeyKind("ec-p256")), Bytes{1}};
  post(make_cmc_request(csr("CN=a"), stranger, transaction));
  post(bytes_of("no message"));
  const auto post_with = [&](const CmcControl& control) {
    Deviations more;
    more.add<PkiData>(moments::cmc_request,
                      [&](PkiData& message) { message.controls.push_back(control); });
    post(make_cmc_request(csr("CN=a"), own, transaction, {}, more));
  };
  post_with(octets_control(90, "1.3.6.1.4.1.32473.1.7", {}));
  post_with(octets_control(90, oids::cmc_data_return, {1}));
  post_with(octets_control(90, oids::cmc_identity_proof, {1}));
  ask(full_cmc_request(make_cmc_request(csr("CN=a"), own, transaction), http("pw"),
                       deviations_of({"cmc-request-smime-type-in-capitals"})),
      nobody());
  auto by_put = full_cmc_request({}, http("pw"), {});
  by_put.method = "PUT";
  ask(by_put, nobody());
  prove_identity_by_sha1(own, transaction);
  ask_linked_by_cmc(own, transaction);
}

void Conversation::prove_identity_by_sha1(const CmsSigner& signer,
                                          const CmcTransaction& transaction) {
  Deviations proof;
  proof.add<PkiData>(moments::cmc_request, [](PkiData& message) {
    message.controls.push_back(identification_control(90, "est"));
    message.controls.push_back(octets_control(
        91, oids::cmc_identity_proof,
        hmac("sha1", hash("sha1", bytes_of("pwest")), encode(encode(message.requests)))));
  });
  ask(full_cmc_request(make_cmc_request(csr("CN=a"), signer, transaction, {}, proof), http("pw"),
                       {}),
      nobody());
}

/// By the shared secret, rightly and not; by another connection; and by an RA that is none.
void Conversation::ask_linked_by_cmc(const CmsSigner& signer, const CmcTransaction& transaction) {
  const auto post = [&](const RequestContents& contents, const Bytes& random, const TlsFacts& tls) {
    const auto message = make_cmc_request(make_request(contents, key_, {}), signer, transaction,
                                          CmcRequestOptions{CmcSecret{"est", "pw"}, random});
    ask(full_cmc_request(message, http("pw"), {}), tls);
  };
  RequestContents contents;
  contents.subject = encode_name("CN=a");
  const Bytes random(64, 7);
  for (const auto* secret : {"pw", "wrong"}) {
    contents.attributes = {pop_link_witness({"est", secret}, random)};
    post(contents, random, nobody());
  }
  auto tls = nobody();
  tls.tls_exporter = Bytes(32, 3);
  contents.attributes = {challenge_attribute(oids::challenge_password, "of another")};
  post(contents, {}, tls);
}

void Conversation::ask_for_attributes() {
  ask(csr_attributes_request(http(""), {}), nobody());
  ask(csr_attributes_request(http("pw"), {}), nobody());
}

void Conversation::ask_for_keys() {
  const auto good = csr("CN=a");
  ask(server_key_request(good, http(""), {}), nobody());
  ask(server_key_request(good, http("pw"), {}), nobody());
  ask(server_key_request(csr("CN=a", {"csr-signature-flipped-bit"}), http("pw"), {}), nobody());
  RequestContents contents;
  contents.subject = encode_name("CN=a");
  for (const auto& protection : secrets_.requests()) {
    auto protected_contents = contents;
    protected_contents.attributes = protection;
    ask(server_key_request(make_request(protected_contents, key_, {}), http("pw"), {}), nobody());
  }
}

Bytes Conversation::csr(const std::string& subject, const std::vector<std::string>& faults) const {
  RequestContents contents;
  contents.subject = encode_name(subject);
  return make_request(contents, key_, deviations_of(faults));
}

void Conversation::tell(const Deviations& deviations,
                        const std::function<bool(const std::string&)>& wants_more) const {
  ChanceRemoved text;
  auto policy = policy_;
  policy.nonces = std::make_shared<DigestNonces>();
  for (const auto& [make, tls] : exchanges_) {
    const auto request = make(*policy.nonces);
    const auto response = respond(request, tls, policy, deviations, now);
    if (!wants_more(text.from(outline(deliver(response, request, deviations, now))))) return;
  }
}

bool Conversation::shows(const Deviations& deviations) const {
  std::size_t told = 0;
  bool differs = false;
  tell(deviations, [&](const std::string& answer) {
    differs = answer != honest_[told++];
    return !differs;
  });
  return differs;
}

std::string Conversation::outline(const Delivery& delivery) const {
  std::string text;
  if (delivery.close_after) text += "closes ";
  if (delivery.keep_open) text += "stays ";
  if (delivery.abort_after) text += "resets ";
  if (delivery.renegotiate_before) text += "renegotiates ";
  const auto head = decode_response_head(delivery.bytes);
  if (!head) return text + "no answer";
  text += std::to_string(head->response.status);
  for (const auto& [name, value] : head->response.headers)
    if (name != "Content-Length") text += " " + name + ":" + value;
  const auto lines = text_of(BytesView(delivery.bytes).first(head->length));
  for (auto at = lines.find('\n'); at != std::string_view::npos; at = lines.find('\n', at + 1))
    if (at == 0 || lines[at - 1] != '\r') text += " bare LF";
  const auto body = text_of(BytesView(delivery.bytes).subspan(head->length));
  const auto* length = head->response.headers.find("Content-Length");
  if (length == nullptr) text += " without length";
  if (length != nullptr && *length != std::to_string(body.size())) text += " length lies";
  const auto* type = head->response.headers.find("Content-Type");
  if (type != nullptr && type->starts_with("multipart/"))
    return text + secrets_.outline(*type, bytes_of(body));
  const auto der = decode_base64(body);
  if (type != nullptr && type->starts_with("application/csrattrs") && der)
    return text + " " + encode_hex(*der);
  if (!der) return text + " " + std::string(body.substr(0, 40));
  text += " lines of " + std::to_string(body.find_first_of("\r\n "));
  const auto certs = decode_certs_only(*der);
  if (!certs) return text + " " + certs.error().text();
  text += certs->content ? " content" : "";
  if (certs->content && certs->content_type == oids::pki_response)
    text += outline_of_pki_response(*certs->content) + outline_of_signatures(*der);
  text += " " + std::to_string(certs->signers.size()) + " signers";
  text += " v" + std::to_string(certs->version) + " of " + certs->content_type;
  for (const auto& each : certs->certificates) text += " " + outline(each);
  return text;
}

std::string Conversation::outline(const Bytes& der) const {
  const auto certificate = Certificate::decode(der);
  const auto tree = decode_der(der);
  if (!certificate || !tree) return "unreadable";
  const auto serial = (*tree)[0][1].contents();
  auto text = certificate->subject_text() + "<" + certificate->issuer_text();
  text += " v" + std::to_string(certificate->version());
  text += " serial of " + std::to_string(serial.size()) + (serial.front() < 0x80 ? "" : " below 0");
  text += certificate->is_ca() ? " CA" : "";
  text += " " + std::to_string(certificate->not_before() - now) + ".." +
          std::to_string(certificate->not_after() - now);
  for (const auto& each : certificate->extensions())
    text += " " + each.id + (each.critical ? "!" : "") + encode_hex(each.value);
  text += " " + std::to_string((*tree)[0].children().size()) + " fields";
  text += encode((*tree)[0][2]) == encode((*tree)[1]) ? "" : " two algorithms";
  text += (*tree)[0][4][0].tag() == Tag::utc_time ? "" : " other time";
  text += serial == Bytes{0x12, 0x67} ? " always the same serial" : "";
  text += certificate->public_key() == key_.public_key() ? " for us" : "";
  if (const auto name = certificate->extension(oids::subject_key_identifier))
    text += *name == extensions::subject_key_identifier(certificate->public_key())
                ? ""
                : " named otherwise";
  const auto& authority = *policy_.authority;
  const bool ours =
      certificate->issued_by(authority.issuing()) || certificate->issued_by(authority.root());
  return text + (ours ? "" : " foreign");
}

}  // namespace inquest
