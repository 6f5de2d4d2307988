#include "harness/scenario/odd_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/certs_only.h"
#include "reference/codec/hex.h"
#include "reference/pki/authority.h"

namespace inquest {
namespace {

using testing::Contains;
using testing::SizeIs;

constexpr std::int64_t now = 1'790'000'000;

Deviations spoiled(const OddAnswer& odd) {
  Deviations deviations;
  spoil_answers(deviations, odd, now);
  return deviations;
}

Bytes usual_certs() {
  const auto authority = Authority::in_memory({}, now);
  CertsOnly certs;
  certs.certificates = {authority->issuing().der(), authority->root().der()};
  return encode(encode(certs));
}

TEST(OddAnswer, LeavesAnUnsaidAnswerAlone) {
  HttpResponse response;
  response.headers.add("Content-Type", "application/pkcs7-mime");
  const auto after = spoiled({}).at(moments::enroll_response, response);
  EXPECT_EQ(after.status, response.status);
  EXPECT_EQ(*after.headers.find("Content-Type"), "application/pkcs7-mime");
}

TEST(OddAnswer, ReplacesStatusTypeFieldsAndBody) {
  HttpResponse response;
  response.headers.add("Content-Type", "application/pkcs7-mime");
  const auto after = spoiled({.status = 418,
                              .type = "none",
                              .fields = {"Content-Transfer-Encoding: binary"},
                              .body = "no",
                              .retry_after = "",
                              .pack = "usual"})
                         .at(moments::cacerts_response, response);
  EXPECT_EQ(after.status, 418);
  EXPECT_EQ(after.headers.find("Content-Type"), nullptr);
  EXPECT_EQ(*after.headers.find("Content-Transfer-Encoding"), "binary");
  EXPECT_EQ(text_of(after.body), "no");
}

TEST(OddAnswer, SaysAnotherRetryAfterIn202Alone) {
  OddAnswer odd;
  odd.retry_after = "soon";
  HttpResponse later;
  later.status = 202;
  later.headers.add("Retry-After", "5");
  EXPECT_EQ(*spoiled(odd).at(moments::any_response, later).headers.find("Retry-After"), "soon");
  EXPECT_EQ(spoiled(odd).at(moments::any_response, HttpResponse{}).headers.find("Retry-After"),
            nullptr);
}

TEST(OddAnswer, HidesTheCertificateAmongAThousand) {
  OddAnswer odd;
  odd.pack = "thousand";
  const Bytes own{1, 2, 3};
  const auto after = spoiled(odd).at(moments::enroll_certificates, EnrollCertificates{{own}, {}});
  EXPECT_THAT(after.certificates, SizeIs(1000));
  EXPECT_THAT(after.certificates, Contains(own));
  EXPECT_NE(after.certificates.front(), own);
  EXPECT_NE(after.certificates.back(), own);
}

TEST(OddAnswer, MakesTheThirteenOctetsThatCrashedClients) {
  OddAnswer odd;
  odd.pack = "signed-data-without-content";
  EXPECT_EQ(encode_hex(spoiled(odd).at(moments::certs_only_der, usual_certs())),
            "300b06092a864886f70d010702");
}

TEST(OddAnswer, PutsACrlBesideTheCertificates) {
  OddAnswer odd;
  odd.pack = "with-crl";
  CertsOnly usual;
  usual.certificates = {Bytes{1}};
  const auto certs = spoiled(odd).at(moments::certs_only, usual);
  EXPECT_THAT(certs.crls, SizeIs(1));
}

TEST(OddAnswer, ChangesTheOctetsByEveryPackThatIsAboutThem) {
  const auto usual = usual_certs();
  for (const auto* pack : {"data", "zeros", "one-octet", "nested", "enormous-length",
                           "certificate-alone", "without-content-info"}) {
    OddAnswer odd;
    odd.pack = pack;
    EXPECT_NE(spoiled(odd).at(moments::certs_only_der, usual), usual) << pack;
  }
}

}  // namespace
}  // namespace inquest
