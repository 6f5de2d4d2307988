#include "reference/protocol/client.h"

#include <gmock/gmock.h>

#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using Why = NotAccepted::Why;

class Client : public ServerForTests {
 protected:
  HttpResponse granted() { return ask(enrollment(named("CN=x"), key)); }
  NotAccepted refused(const HttpResponse& response, const TrustAnchors& anchors = {}) {
    auto accepted = accept_enrollment(response, key, anchors, {}, now);
    if (auto* problem = std::get_if<NotAccepted>(&accepted)) return *problem;
    return {Why::refused, "accepted", std::nullopt};
  }
};

TEST_F(Client, SignsWhatItAsksFor) {
  auto contents = named("CN=device-1");
  contents.extensions = {extensions::subject_alt_name({"DNS:x"})};
  contents.attributes = {{oids::challenge_password, {encode(utf8_string("secret"))}}};
  const auto request = decode_certification_request(make_request(contents, key, {}));
  ASSERT_TRUE(request);
  EXPECT_TRUE(proves_possession(*request));
  EXPECT_EQ(request->info.subject, contents.subject);
  EXPECT_EQ(request->info.public_key, key.public_key());
  EXPECT_NE(request->info.attribute(oids::challenge_password), nullptr);
  EXPECT_EQ(requested_extensions(request->info)->size(), 1U);
}

TEST_F(Client, AsksWithTheFieldsOfEst) {
  auto options = with_password();
  options.label = "lab";
  const auto request = enroll_request(Operation::simplereenroll, Bytes(100, 7), options, {});
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/.well-known/est/lab/simplereenroll");
  EXPECT_EQ(*request.headers.find("Host"), "est.example");
  EXPECT_EQ(*request.headers.find("Content-Type"), "application/pkcs10");
  EXPECT_EQ(*request.headers.find("Authorization"), basic_authorization("est", "secret"));
  EXPECT_EQ(request.headers.find("Content-Transfer-Encoding"), nullptr);
  EXPECT_EQ(*decode_base64(text_of(request.body)), Bytes(100, 7));
  const auto fetch = cacerts_request(without_password(), {});
  EXPECT_EQ(fetch.method, "GET");
  EXPECT_EQ(fetch.target, "/.well-known/est/cacerts");
  EXPECT_EQ(fetch.headers.find("Authorization"), nullptr);
}

TEST_F(Client, AcceptsTheCertificateOfItsKeyWhereverItStands) {
  HttpResponse response;
  response.headers = {{"Content-Type", "application/pkcs7-mime"}};
  CertsOnly certs;
  certs.certificates = {policy.authority->root().der(), issued("CN=x", key).der()};
  response.body = bytes_of(encode_base64(encode(encode(certs))));
  EXPECT_EQ(certificate_in(response, key, now).subject_text(), "CN=x");
}

TEST_F(Client, AcceptsNoCertificateOfAnotherKey) {
  const auto other = Key::generate(KeyKind("ec-p256"));
  const auto problem = refused(ask(enrollment(named("CN=x"), other)));
  EXPECT_EQ(problem.why, Why::malformed);
  EXPECT_THAT(problem.reason, HasSubstr("key"));
}

TEST_F(Client, FollowsAnIssuedCertificateToItsAnchor) {
  EXPECT_EQ(refused(granted(), {policy.authority->issuing()}).reason, "accepted");
  const auto problem = refused(granted(), {Authority::in_memory({}, now)->root()});
  EXPECT_EQ(problem.why, Why::untrusted);
  const auto over = accept_enrollment(granted(), key, {policy.authority->root()},
                                      {policy.authority->issuing()}, now);
  EXPECT_TRUE(std::holds_alternative<Certificate>(over));
}

TEST_F(Client, ShowsTheWordsOfARefusal) {
  const auto problem =
      refused(ask(enrollment(named("CN=x"), key, Operation::simpleenroll, with_password("wrong"))));
  EXPECT_EQ(problem.why, Why::refused);
  EXPECT_THAT(problem.reason, HasSubstr("401 Unauthorized: This operation wants"));
}

TEST_F(Client, KeepsControlCharactersOfARefusalToItself) {
  HttpResponse response;
  response.status = 400;
  response.body = bytes_of("no\x1b[31m\n");
  EXPECT_THAT(refused(response).reason, testing::EndsWith("no [31m "));
}

TEST_F(Client, TakesNoOtherStatusForSuccess) {
  for (const int status : {201, 204, 206, 302}) {
    auto response = granted();
    response.status = status;
    EXPECT_EQ(refused(response).why, Why::refused) << status;
  }
}

TEST_F(Client, ComesBackWhenItIsToldTo) {
  HttpResponse response;
  response.status = 202;
  response.headers = {{"Retry-After", "120"}};
  EXPECT_EQ(refused(response).why, Why::retry_later);
  EXPECT_EQ(refused(response).retry_after, 120);
  response.headers = {};
  EXPECT_EQ(refused(response).retry_after, std::nullopt);
}

TEST_F(Client, ReadsRetryAfterInBothForms) {
  EXPECT_EQ(retry_after("0", now), 0);
  EXPECT_EQ(retry_after("3600", now), 3600);
  EXPECT_EQ(retry_after("Fri, 15 Jan 2027 08:01:00 GMT", now), 60);
  EXPECT_EQ(retry_after("Fri, 15 Jan 2027 07:00:00 GMT", now), 0);
  for (const auto* text : {"", "-1", "soon", "1.5", "999999999999999999999"})
    EXPECT_FALSE(retry_after(text, now)) << text;
}

TEST_F(Client, WantsTheMediaTypeOfTheAnswer) {
  auto response = granted();
  response.headers.set("Content-Type", "Application/PKCS7-MIME");
  EXPECT_EQ(refused(response).reason, "accepted");
  response.headers.set("Content-Type", "text/html");
  EXPECT_THAT(refused(response).reason, HasSubstr("'text/html'"));
  response.headers.remove("Content-Type");
  EXPECT_THAT(refused(response).reason, HasSubstr("no Content-Type"));
}

TEST_F(Client, ReadsBase64InEveryLayout) {
  for (const auto& layout : {layouts::single_line, layouts::lf_64, layouts::crlf_76}) {
    policy.layout = layout;
    EXPECT_EQ(refused(granted()).reason, "accepted");
  }
}

TEST_F(Client, RefusesWhatIsNotCertsOnly) {
  const auto reason = [&](const std::string& body) {
    auto response = granted();
    response.body = bytes_of(body);
    EXPECT_EQ(refused(response).why, Why::malformed);
    return refused(response).reason;
  };
  EXPECT_THAT(reason("-----BEGIN PKCS7-----"), HasSubstr("not base64"));
  EXPECT_THAT(reason(""), HasSubstr("certs-only"));
  EXPECT_THAT(reason(encode_base64(Bytes{0x30, 0x00})), HasSubstr("certs-only"));
  EXPECT_THAT(reason(encode_base64(encode(encode(CertsOnly{})))), HasSubstr("certs-only"));
  CertsOnly certs;
  certs.certificates = {Bytes{0x30, 0x00}};
  EXPECT_THAT(reason(encode_base64(encode(encode(certs)))), HasSubstr("certificate"));
}

TEST_F(Client, RefusesSignedDataWithoutContent) {
  // ContentInfo of signedData with nothing in it: 13 octets that made several clients crash.
  auto response = granted();
  response.body = bytes_of("MAsGCSqGSIb3DQEHAg==");
  EXPECT_EQ(refused(response).why, Why::malformed);
}

}  // namespace
}  // namespace inquest
