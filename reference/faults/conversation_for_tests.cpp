#include "reference/faults/conversation_for_tests.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "reference/codec/hex.h"
#include "reference/codec/media_type.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/name.h"

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

Certificate issued_by(Authority& authority, const Key& key) {
  return authority.issue(
      authority.prepare(encode_name("CN=a"), key.public_key(), std::nullopt, now));
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
  ask_for_certificates();
  ask_with_credentials_of_all_kinds();
  ask_in_forms_of_all_kinds();
  ask_to_renew();
  ask_by_other_routes();
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
  ask(enrollment(good, http("empty")), nobody());
  exchanges_.back().first.headers.set("Authorization", basic_authorization("est", ""));
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
  exchanges_.emplace_back(std::move(request), tls);
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
  ask(enrollment(csr("CN=a"), http("pw"), {}, renew), nobody());
  ask(enrollment(csr("CN=a", {"csr-alternative-names-of-all-kinds"}), http(""), {}, renew), known);
}

Bytes Conversation::csr(const std::string& subject, const std::vector<std::string>& faults) const {
  RequestContents contents;
  contents.subject = encode_name(subject);
  return make_request(contents, key_, deviations_of(faults));
}

std::string Conversation::with(const Deviations& deviations) const {
  std::string said;
  for (const auto& [request, tls] : exchanges_) {
    const auto response = respond(request, tls, policy_, deviations, now);
    said += outline(deliver(response, request, deviations, now)) + "\n";
  }
  return said;
}

std::string Conversation::outline(const Delivery& delivery) const {
  std::string text;
  if (delivery.close_after) text += "closes ";
  if (delivery.keep_open) text += "stays ";
  if (delivery.abort_after) text += "resets ";
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
  const auto der = decode_base64(body);
  if (!der) return text + " " + std::string(body.substr(0, 40));
  text += " lines of " + std::to_string(body.find_first_of("\r\n "));
  const auto certs = decode_certs_only(*der);
  if (!certs) return text + " " + certs.error().text();
  text += certs->content ? " content" : "";
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
  const auto& authority = *policy_.authority;
  const bool ours =
      certificate->issued_by(authority.issuing()) || certificate->issued_by(authority.root());
  return text + (ours ? "" : " foreign");
}

}  // namespace inquest
