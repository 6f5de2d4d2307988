#include "reference/protocol/server_key.h"

#include "reference/codec/multipart.h"
#include "reference/codec/oids.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class ServerKey : public ServerForTests {
 protected:
  HttpResponse generated(const KeyProtection& protection = {}, const TlsFacts& tls = anonymous(),
                         const HttpOptions& options = with_password()) {
    const auto contents = asking_for_protection(named("CN=one"), protection);
    return ask(server_key_request(make_request(contents, key, {}), options, {}), tls);
  }
  /// The reason why not, or "".
  static std::string defect(const HttpResponse& response, const KeyProtection& protection = {}) {
    auto accepted = accept_server_key(response, protection, now);
    if (const auto* problem = std::get_if<NotAccepted>(&accepted)) return problem->reason;
    const auto& received = std::get<ReceivedKey>(accepted);
    return received.key.public_key() == received.certificate.public_key() ? "" : "another key";
  }
  PrivateKey recipient(const char* kind, const char* usage) {
    const auto secret = Key::generate(KeyKind(kind));
    auto contents =
        policy.authority->prepare(encode_name("CN=recipient"), secret.public_key(), {}, now);
    std::erase_if(contents.extensions, [](const Extension& each) {
      return each.id == oids::key_usage || each.id == oids::subject_key_identifier;
    });
    contents.extensions.push_back(extensions::key_usage({usage, "digitalSignature"}));
    contents.extensions.push_back(extensions::subject_key_identifier(secret.public_key()));
    return {secret, policy.authority->issue(contents)};
  }
};

TEST_F(ServerKey, ComesWithItsCertificate) {
  const auto response = generated();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(defect(response), "");
}

TEST_F(ServerKey, IsNotTheKeyOfTheRequest) {
  auto contents = named("CN=one");
  auto csr = make_request(contents, key, {});
  csr.back() ^= 1U;  // RFC 7030 4.4.1: the signature is ignored
  const auto response = ask(server_key_request(csr, with_password(), {}));
  const auto accepted = accept_server_key(response, {}, now);
  ASSERT_TRUE(std::holds_alternative<ReceivedKey>(accepted)) << text_of_body(response);
  EXPECT_NE(std::get<ReceivedKey>(accepted).key.public_key(), key.public_key());
}

TEST_F(ServerKey, IsForWhoAuthenticates) {
  EXPECT_EQ(generated({}, anonymous(), without_password()).status, 401);
}

TEST_F(ServerKey, IsEncryptedByASharedKey) {
  const SharedKey shared{{1, 2, 3}, Bytes(32, 7)};
  EXPECT_EQ(generated(shared).status, 400) << "not known yet";
  policy.key_generation.shared_keys = {shared};
  const auto response = generated(shared);
  EXPECT_EQ(defect(response, shared), "");
  EXPECT_NE(defect(response, SharedKey{{1, 2, 3}, Bytes(32, 8)}), "");
  EXPECT_NE(defect(response), "") << "nobody asked for encryption";
}

TEST_F(ServerKey, IsEncryptedForACertificate) {
  for (const auto& [kind, usage] :
       {std::pair("rsa-2048", "keyEncipherment"), std::pair("ec-p256", "keyAgreement")}) {
    const auto secret = recipient(kind, usage);
    EXPECT_EQ(generated(secret).status, 400);
    policy.key_generation.recipients = {*secret.certificate};
    EXPECT_EQ(defect(generated(secret), secret), "") << kind;
    policy.key_generation.recipients.clear();
    EXPECT_EQ(defect(generated(secret, showing(*secret.certificate), without_password()), secret),
              "")
        << "its own";
  }
}

TEST_F(ServerKey, IsNotEncryptedForAKeyThatOnlySigns) {
  const auto secret = recipient("ec-p256", "digitalSignature");
  policy.key_generation.recipients = {*secret.certificate};
  EXPECT_EQ(generated(secret).status, 400);
}

TEST_F(ServerKey, MayHaveToBeEncrypted) {
  policy.key_generation.must_be_encrypted = true;
  EXPECT_EQ(generated().status, 400);
}

TEST_F(ServerKey, ThatShouldBeEncryptedIsNotTakenInTheClear) {
  const SharedKey shared{{1}, Bytes(16, 7)};
  EXPECT_NE(defect(generated(), shared).find("without the encryption"), std::string::npos);
}

TEST_F(ServerKey, MayComeInEitherOrder) {
  auto response = generated();
  const auto boundary = *multipart_boundary(*response.headers.find("Content-Type"));
  auto body = *decode_multipart(response.body, boundary);
  std::swap(body.parts[0], body.parts[1]);
  body.preamble = bytes_of("preamble");
  response.body = encode(body, boundary);
  EXPECT_EQ(defect(response), "");
  body.parts.pop_back();
  response.body = encode(body, boundary);
  EXPECT_NE(defect(response), "");
}

}  // namespace
}  // namespace inquest
