#include "harness/scenario/payload.h"

#include <gtest/gtest.h>

#include "reference/codec/base64.h"
#include "reference/pki/authority.h"

namespace inquest {
namespace {

Bytes some_certs_only() {
  CertsOnly certs;
  certs.certificates = {Bytes{0x30, 0x03, 0x02, 0x01, 0x01}};
  return encode(encode(certs));
}

TEST(Payload, TellsFormsOfABodyApart) {
  const auto der = some_certs_only();
  EXPECT_EQ(form_of(der), BodyForm::der);
  EXPECT_EQ(form_of(bytes_of(encode_base64(der, layouts::crlf_76))), BodyForm::base64);
  EXPECT_EQ(form_of(bytes_of("-----BEGIN PKCS7-----\nAA==\n-----END PKCS7-----\n")), BodyForm::pem);
  EXPECT_EQ(form_of(bytes_of("{\"error\": 1}")), BodyForm::json);
  EXPECT_EQ(form_of(bytes_of(" <html>no</html>")), BodyForm::html);
  EXPECT_EQ(form_of(bytes_of("the request was rejected.")), BodyForm::text);
  EXPECT_EQ(form_of(bytes_of(" \r\n")), BodyForm::empty);
}

TEST(Payload, ReadsOctetsOutOfArmour) {
  const auto der = some_certs_only();
  const auto armour =
      "-----BEGIN PKCS7-----\n" + encode_base64(der, layouts::lf_64) + "-----END PKCS7-----\n";
  EXPECT_EQ(octets_of(bytes_of(armour)), der);
  EXPECT_EQ(octets_of(bytes_of("-----BEGIN PKCS7-----")), std::nullopt);
}

TEST(Payload, PassesOverNulsBehindBase64AndSaysSo) {
  const auto der = some_certs_only();
  auto body = bytes_of(encode_base64(der, layouts::single_line));
  const auto end = body.size();
  body.push_back(0);
  EXPECT_EQ(form_of(body), BodyForm::binary);
  EXPECT_EQ(form_text(body),
            "base64 and, behind it, a NUL from byte " + std::to_string(end) + " on");
  EXPECT_EQ(octets_of(body), der);
  body.insert(body.begin(), 0);
  EXPECT_EQ(form_text(body), "binary data");
  EXPECT_EQ(octets_of(body), std::nullopt);
}

TEST(Payload, GoesOnWithOpensslsReadingOfBer) {
  CertsOnly certs;
  certs.certificates = {Authority::in_memory({}, 1'800'000'000)->root().der()};
  auto tree = *decode_der(encode(encode(certs)));
  tree.write_length_indefinite();
  const auto reading = read_certs_only(encode(tree));
  EXPECT_FALSE(reading.der());
  EXPECT_EQ(reading.openssl_error, "");
  EXPECT_TRUE(reading.value.has_value());
  EXPECT_FALSE(reading.readers_disagree());
}

TEST(Payload, DoesNotGrantWhatHoldsNoCertificate) {
  Answer answer;
  answer.asked = enrollment_asked(Key::generate(KeyKind("ec-p256")), {}, {}, false);
  answer.exchange = Exchange{};
  answer.exchange->response.body = bytes_of("accepted");
  EXPECT_FALSE(granted(answer));
  answer.exchange->response.body = bytes_of(encode_base64(some_certs_only()));
  EXPECT_TRUE(granted(answer));
  answer.exchange->response.status = 400;
  EXPECT_FALSE(granted(answer));
}

TEST(Payload, NoAnswerIsNeitherGrantedNorJudged) {
  Answer answer;
  answer.failure.what = "reset by the peer";
  EXPECT_FALSE(granted(answer));
  EXPECT_THROW(exchange_of(answer), Inconclusive);
  EXPECT_EQ(answer.summary(), "no answer: reset by the peer");
}

}  // namespace
}  // namespace inquest
