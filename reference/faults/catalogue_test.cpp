#include "reference/faults/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/name.h"
#include "reference/protocol/client.h"
#include "reference/protocol/server.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;

/// All that a server says in a few exchanges, as one text.
class Conversation {
 public:
  Conversation() {
    policy_.authority = Authority::in_memory({}, now);
    policy_.users = {{"est", "pw"}};
    policy_.labels = {"other"};
    policy_.max_request_body = 1U << 16U;
    key_ = std::make_unique<Key>(Key::generate(KeyKind("rsa-3072")));
    certificate_ = std::make_unique<Certificate>(policy_.authority->issue(
        policy_.authority->prepare(encode_name("CN=a"), key_->public_key(), std::nullopt, now)));
  }

  std::string with(const Deviations& deviations) {
    std::string said;
    TlsFacts plain;
    TlsFacts known;
    known.peer_chain = {certificate_->der()};
    HttpOptions options;
    options.host = "x";
    HttpOptions authorized = options;
    authorized.credentials = BasicCredentials{"est", "pw"};
    HttpOptions labelled = options;
    labelled.label = "other";
    const auto ask = [&](HttpRequest request, const TlsFacts& tls) {
      const auto response = respond(request, tls, policy_, deviations, now);
      const auto delivery = deliver(response, request, deviations, now);
      said += outline(delivery) + "\n";
    };
    const auto csr_for = [&](const std::string& subject, const std::vector<std::string>& faults) {
      RequestContents contents;
      contents.subject = encode_name(subject);
      return make_request(contents, *key_, deviations_of(faults));
    };
    const auto good = csr_for("CN=a", {});
    ask(cacerts_request(options, {}), plain);
    ask(cacerts_request(labelled, {}), plain);
    auto nonsense = cacerts_request(options, {});
    nonsense.target = "/.well-known/est/nonsense";
    ask(nonsense, plain);
    for (const auto* fault :
         {"request-media-type-text-plain", "request-media-type-upper-case",
          "request-transfer-encoding-binary", "request-body-with-spaces", "request-body-raw-der",
          "request-body-pem-armour", "request-body-empty"})
      ask(enroll_request(Operation::simpleenroll, good, authorized, deviations_of({fault})), plain);
    for (const auto* fault :
         {"csr-signature-flipped-bit", "csr-trailing-garbage", "csr-asks-ca-true"})
      ask(enroll_request(Operation::simpleenroll, csr_for("CN=a", {fault}), authorized, {}), plain);
    ask(enroll_request(Operation::simpleenroll, good, options, {}), plain);
    ask(enroll_request(Operation::simpleenroll, good, options, {}), known);
    auto by_get = enroll_request(Operation::simpleenroll, good, authorized, {});
    by_get.method = "GET";
    ask(by_get, plain);
    auto chunked = enroll_request(Operation::simpleenroll, good, authorized, {});
    chunked.framing = Framing::chunked;
    ask(chunked, plain);
    auto unwrapped = authorized;
    unwrapped.layout = layouts::single_line;
    ask(enroll_request(Operation::simpleenroll, good, unwrapped, {}), plain);
    ask(enroll_request(Operation::simplereenroll, good, authorized, {}), plain);
    ask(enroll_request(Operation::simplereenroll, csr_for("CN=b", {}), options, {}), known);
    return said;
  }

 private:
  /// An answer without what differs from issue to issue: serials, signatures, times.
  static std::string outline(const Delivery& delivery) {
    auto head = decode_response_head(delivery.bytes);
    std::string text = delivery.close_after ? "closes " : delivery.keep_open ? "stays " : "";
    if (!head) return text + "no answer";
    text += std::to_string(head->response.status);
    for (const auto& [name, value] : head->response.headers)
      if (name != "Content-Length") text += " " + name + ":" + value;
    const auto body = text_of(BytesView(delivery.bytes).subspan(head->length));
    const auto* length = head->response.headers.find("Content-Length");
    if (length != nullptr && *length != std::to_string(body.size())) text += " length lies";
    const auto der = decode_base64(body);
    if (!der) return text + " " + std::string(body.substr(0, 40));
    const auto certs = decode_certs_only(*der);
    if (!certs) return text + " " + certs.error().text();
    text += certs->content ? " content" : "";
    text += " " + std::to_string(certs->signers.size()) + " signers";
    for (const auto& each : certs->certificates) text += " " + certificate_outline(each);
    return text;
  }

  static std::string certificate_outline(const Bytes& der) {
    const auto certificate = Certificate::decode(der);
    if (!certificate) return "unreadable";
    auto text = certificate->subject_text() + "<" + certificate->issuer_text();
    text += " v" + std::to_string(certificate->version()) + " serial of " +
            std::to_string(certificate->serial_hex().size()) + (certificate->is_ca() ? " CA" : "");
    text += " " + std::to_string(certificate->not_before() - now) + ".." +
            std::to_string(certificate->not_after() - now) + " " +
            std::to_string(certificate->extensions().size());
    text += authority().issued_by_known(*certificate) + " " +
            std::to_string(certificate->public_key().size());
    return text;
  }

  /// Tells whether the signature is by the CA of the conversation.
  struct Known {
    const Certificate* issuing = nullptr;
    const Certificate* root = nullptr;
    std::string issued_by_known(const Certificate& certificate) const {
      return certificate.issued_by(*issuing) || certificate.issued_by(*root) ? "" : " foreign";
    }
  };
  static Known& authority() {
    static Known known;
    return known;
  }

 public:
  void remember() { authority() = {&policy_.authority->issuing(), &policy_.authority->root()}; }

 private:
  ServerPolicy policy_;
  std::unique_ptr<Key> key_;
  std::unique_ptr<Certificate> certificate_;
};

TEST(Faults, EachServerFaultChangesWhatTheServerSays) {
  Conversation conversation;
  conversation.remember();
  const auto honest = conversation.with({});
  EXPECT_EQ(honest, conversation.with({}));
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::server || fault.moment == "server-tls") continue;
    EXPECT_NE(conversation.with(deviations_of({fault.id})), honest) << fault.id;
  }
}

TEST(Faults, EachTlsFaultChangesTheSettings) {
  const auto outline = [](const TlsSettings& tls) {
    return std::to_string(static_cast<int>(tls.lowest)) + tls.cipher_list +
           std::to_string(tls.session_resumption) + std::to_string(tls.request_client_certificate);
  };
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.moment != "server-tls") continue;
    const auto spoiled = deviations_of({fault.id}).at(moments::server_tls, TlsSettings{});
    EXPECT_NE(outline(spoiled), outline(TlsSettings{})) << fault.id;
  }
}

TEST(Faults, EachClientFaultChangesTheRequest) {
  const auto key = Key::generate(KeyKind("ed25519"));  // signs the same way every time
  RequestContents contents;
  contents.subject = encode_name("CN=a");
  const auto request = [&](const Deviations& deviations) {
    return encode(enroll_request(Operation::simpleenroll, make_request(contents, key, deviations),
                                 {"x", "", std::nullopt, layouts::crlf_76}, deviations));
  };
  const auto honest = request({});
  EXPECT_EQ(honest, request({}));
  for (const auto& fault : fault_catalogue().all()) {
    if (fault.role != Role::client) continue;
    EXPECT_NE(request(deviations_of({fault.id})), honest) << fault.id;
  }
}

TEST(Faults, HaveIdsAndStoriesThatPeopleCanRead) {
  const std::regex id("[a-z0-9]+([-.][a-z0-9]+)+");
  for (const auto& fault : fault_catalogue().all()) {
    EXPECT_TRUE(std::regex_match(fault.id, id)) << fault.id;
    EXPECT_FALSE(fault.story.empty()) << fault.id;
    EXPECT_EQ(fault.breaks.empty(), fault.story.starts_with("legal: ")) << fault.id;
  }
}

TEST(Faults, AnUnknownOneIsRefusedWithTheNearest) {
  try {
    deviations_of({"csr-truncatd"});
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("did you mean 'csr-truncated'"));
  }
}

}  // namespace
}  // namespace inquest
