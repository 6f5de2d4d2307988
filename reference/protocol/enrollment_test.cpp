#include <gmock/gmock.h>

#include <thread>

#include "reference/codec/media_type.h"
#include "reference/codec/oids.h"
#include "reference/pki/csr.h"
#include "reference/protocol/change_subject_name.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;

class Enrollment : public ServerForTests {
 protected:
  HttpResponse post(const Bytes& body) {
    auto request = enrollment(named("CN=x"), key);
    request.body = body;
    return ask(request);
  }
  HttpResponse post_der(const Bytes& der) { return post(bytes_of(encode_base64(der))); }
  Bytes csr(const std::string& subject = "CN=x") { return make_request(named(subject), key, {}); }
  HttpResponse post_info(const RequestInfo& info) {
    return post_der(encode(encode(sign_request(info, key))));
  }
  RequestInfo info(const std::string& subject = "CN=x") {
    RequestInfo made;
    made.subject = encode_name(subject);
    made.public_key = key.public_key();
    return made;
  }
};

TEST_F(Enrollment, GrantsTheCertificateThatWasAskedFor) {
  const auto response = ask(enrollment(named("CN=device-1,O=Example"), key));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.headers.find("Content-Type"), media_types::pkcs7_certs_only);
  const auto certificate = certificate_in(response, key, now);
  EXPECT_EQ(certificate.subject_text(), "CN=device-1,O=Example");
  EXPECT_TRUE(certificate.issued_by(policy.authority->issuing()));
  EXPECT_TRUE(policy.authority->issued(certificate.serial_hex()));
}

TEST_F(Enrollment, AnswersWithTheIssuedCertificateAlone) {
  const auto accepted = accept_cacerts(ask(enrollment(named("CN=x"), key)), now);
  EXPECT_EQ(std::get<std::vector<Certificate>>(accepted).size(), 1U);
}

TEST_F(Enrollment, CertifiesKeysOfEveryKind) {
  for (const auto* kind : {"rsa-2048", "ec-p384", "ec-p521", "ed25519", "ed448"}) {
    const auto other = Key::generate(KeyKind(kind));
    EXPECT_EQ(ask(enrollment(named("CN=x"), other)).status, 200) << kind;
  }
}

TEST_F(Enrollment, TakesOverTheAlternativeNamesAndNoOtherExtension) {
  auto contents = named("CN=x");
  contents.extensions = {extensions::subject_alt_name({"DNS:x.example"}),
                         extensions::basic_constraints(true),
                         extensions::key_usage({"keyCertSign"})};
  const auto certificate = certificate_in(ask(enrollment(contents, key)), key, now);
  EXPECT_EQ(certificate.extension(oids::subject_alt_name)->value,
            extensions::subject_alt_name({"DNS:x.example"}).value);
  EXPECT_FALSE(certificate.is_ca());
  EXPECT_NE(certificate.extension(oids::key_usage)->value,
            extensions::key_usage({"keyCertSign"}).value);
}

TEST_F(Enrollment, MakesTheAlternativeNamesCriticalWhereThereIsNoSubject) {
  auto contents = named("");
  EXPECT_EQ(ask(enrollment(contents, key)).status, 400);
  contents.extensions = {extensions::subject_alt_name({"DNS:x.example"})};
  const auto certificate = certificate_in(ask(enrollment(contents, key)), key, now);
  EXPECT_TRUE(certificate.extension(oids::subject_alt_name)->critical);
}

TEST_F(Enrollment, CertifiesTheNamesOfChangeSubjectName) {
  auto contents = named("CN=old");
  contents.attributes = {encode(ChangeSubjectName{encode_name("CN=new"), {}})};
  EXPECT_EQ(certificate_in(ask(enrollment(contents, key)), key, now).subject_text(), "CN=new");
  contents.attributes[0].values = {Bytes{0x30, 0x00}};
  EXPECT_EQ(ask(enrollment(contents, key)).status, 400);
}

TEST_F(Enrollment, WantsToKnowTheClient) {
  const auto refused =
      ask(enrollment(named("CN=x"), key, Operation::simpleenroll, without_password()));
  EXPECT_EQ(refused.status, 401);
  EXPECT_NE(refused.headers.find("WWW-Authenticate"), nullptr);
  EXPECT_EQ(
      ask(enrollment(named("CN=x"), key, Operation::simpleenroll, with_password("no"))).status,
      401);
  EXPECT_EQ(ask(enrollment(named("CN=x"), key, Operation::simpleenroll, without_password()),
                showing(issued("CN=one", key)))
                .status,
            200);
}

TEST_F(Enrollment, SaysNothingOfTheRequestToWhoIsNobody) {
  auto request = enrollment(named("CN=x"), key, Operation::simpleenroll, without_password());
  request.body = bytes_of("nonsense");
  request.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(ask(request).status, 401);
}

TEST_F(Enrollment, ReadsTheMediaTypeAsOne) {
  auto request = enrollment(named("CN=x"), key);
  for (const auto* type : {"application/pkcs10", "APPLICATION/Pkcs10",
                           "application/pkcs10; charset=utf-8", "application/pkcs10 ;a=\"b;c\""}) {
    request.headers.set("Content-Type", type);
    EXPECT_EQ(ask(request).status, 200) << type;
  }
  for (const auto* type : {"text/plain", "application/pkcs10x", "application/x-pkcs10", ""}) {
    request.headers.set("Content-Type", type);
    EXPECT_EQ(ask(request).status, 415) << type;
  }
  request.headers.remove("Content-Type");
  EXPECT_EQ(ask(request).status, 415);
}

TEST_F(Enrollment, DoesNotBelieveContentTransferEncoding) {
  auto request = enrollment(named("CN=x"), key);
  for (const auto* encoding : {"base64", "binary", "8bit", "nonsense"}) {
    request.headers.set("Content-Transfer-Encoding", encoding);
    EXPECT_EQ(ask(request).status, 200) << encoding;
  }
}

TEST_F(Enrollment, ToleratesWhiteSpaceInBase64) {
  const auto text = encode_base64(csr());
  EXPECT_EQ(post(bytes_of(text)).status, 200);
  EXPECT_EQ(
      post(bytes_of("\r\n \t" + text.substr(0, 7) + " \t\r\n" + text.substr(7) + "\n\n")).status,
      200);
}

TEST_F(Enrollment, RefusesInWordsWhatIsNotBase64) {
  EXPECT_THAT(text_of_body(post({})), HasSubstr("empty"));
  EXPECT_THAT(text_of_body(post(csr())), HasSubstr("not base64"));
  EXPECT_THAT(
      text_of_body(post(bytes_of("-----BEGIN CERTIFICATE REQUEST-----\n" + encode_base64(csr()) +
                                 "\n-----END CERTIFICATE REQUEST-----\n"))),
      HasSubstr("PEM armour"));
  EXPECT_THAT(text_of_body(post(bytes_of("{\"csr\": \"x\"}"))), HasSubstr("not base64"));
  for (const auto& body : {Bytes{}, csr(), bytes_of("{}")}) EXPECT_EQ(post(body).status, 400);
}

TEST_F(Enrollment, RefusesWhatIsNoRequest) {
  auto longer = csr();
  longer.push_back(0);
  auto shorter = csr();
  shorter.pop_back();
  const auto certificate = issued("CN=x", key).der();
  for (const auto& der : {longer, shorter, certificate, Bytes{0x30, 0x00}, Bytes{0x00}})
    EXPECT_EQ(post_der(der).status, 400);
}

TEST_F(Enrollment, RefusesASignatureOfAnotherKeyOrOfOtherOctets) {
  auto flipped = csr();
  flipped.back() ^= 1U;
  EXPECT_EQ(post_der(flipped).status, 400);
  auto made = info();
  made.public_key = Key::generate(KeyKind("ec-p256")).public_key();
  EXPECT_THAT(text_of_body(post_info(made)), HasSubstr("signature"));
}

TEST_F(Enrollment, RefusesKeysThatAreWeakOrNone) {
  auto made = info();
  // An RSA modulus of 1024 bits, all of it odd enough to be read.
  Bytes modulus(128, 0xff);
  const auto rsa = sequence({unsigned_integer(modulus), integer(65537)});
  made.public_key =
      encode(sequence({sequence({oid(oids::rsa_encryption), null()}), bit_string(encode(rsa))}));
  EXPECT_EQ(post_info(made).status, 400);
  auto off_curve = *decode_der(key.public_key());
  auto point = off_curve[1].contents();
  for (std::size_t i = 2; i < point.size(); ++i) point[i] = 0xff;
  off_curve[1].replace_contents(point);
  made.public_key = encode(off_curve);
  EXPECT_EQ(post_info(made).status, 400);
  made.public_key = encode(sequence({sequence({oid("1.3.6.1.4.1.99999.1")}), bit_string({})}));
  EXPECT_EQ(post_info(made).status, 400);
}

TEST_F(Enrollment, RefusesNamesThatCannotBeRead) {
  auto made = info();
  made.attributes = {extension_request({{oids::subject_alt_name, false, {0x30, 0x00}}})};
  EXPECT_THAT(text_of_body(post_info(made)), HasSubstr("names"));
  const auto names = extensions::subject_alt_name({"DNS:x"});
  made.attributes = {extension_request({names, names})};
  EXPECT_EQ(post_info(made).status, 400);
  made.attributes = {{oids::extension_request, {{0x04, 0x00}}}};
  EXPECT_EQ(post_info(made).status, 400);
}

TEST_F(Enrollment, IsSafeFromManyThreads) {
  const auto request = enrollment(named("CN=x"), key);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 8; ++j) EXPECT_EQ(ask(request).status, 200);
    });
  for (auto& each : threads) each.join();
  EXPECT_EQ(policy.authority->issued_count(), 32U);
}

}  // namespace
}  // namespace inquest
