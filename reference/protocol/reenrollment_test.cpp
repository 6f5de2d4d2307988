#include <gmock/gmock.h>

#include "reference/codec/oids.h"
#include "reference/protocol/change_subject_name.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;

class Reenrollment : public ServerForTests {
 protected:
  Reenrollment() {
    names = extensions::subject_alt_name({"DNS:one.example", "IP:127.0.0.1"});
    current = std::make_unique<Certificate>(issued("CN=One,O=Example", key, names));
    contents = named("CN=One,O=Example");
    contents.extensions = {names};
  }
  HttpResponse renew() { return renew_with(key); }
  HttpResponse renew_with(const Key& new_key) {
    return ask(enrollment(contents, new_key, Operation::simplereenroll, without_password()),
               showing(*current));
  }

  Extension names;
  std::unique_ptr<Certificate> current;
  RequestContents contents;
};

TEST_F(Reenrollment, RenewsTheSameKey) {
  const auto certificate = certificate_in(renew(), key, now);
  EXPECT_EQ(certificate.subject(), current->subject());
  EXPECT_EQ(certificate.extension(oids::subject_alt_name)->value, names.value);
  EXPECT_NE(certificate.serial_hex(), current->serial_hex());
}

TEST_F(Reenrollment, CertifiesANewKey) {
  const auto other = Key::generate(KeyKind("ec-p384"));
  EXPECT_EQ(certificate_in(renew_with(other), other, now).subject(), current->subject());
}

TEST_F(Reenrollment, MayBeRepeatedWithWhatItGave) {
  current = std::make_unique<Certificate>(certificate_in(renew(), key, now));
  EXPECT_EQ(renew().status, 200);
}

TEST_F(Reenrollment, TakesNamesThatMatchThoughTheirOctetsDiffer) {
  contents = named("CN=one,O=EXAMPLE");
  contents.extensions = {extensions::subject_alt_name({"IP:127.0.0.1", "DNS:ONE.example"})};
  EXPECT_EQ(renew().status, 200);
}

TEST_F(Reenrollment, RefusesAnotherSubject) {
  contents.subject = encode_name("CN=Two,O=Example");
  EXPECT_EQ(renew().status, 403);
  EXPECT_THAT(text_of_body(renew()), HasSubstr("subject"));
}

TEST_F(Reenrollment, RefusesNamesMoreOrFewerOrOther) {
  contents.extensions = {extensions::subject_alt_name({"DNS:one.example"})};
  EXPECT_EQ(renew().status, 403);
  contents.extensions = {
      extensions::subject_alt_name({"DNS:one.example", "IP:127.0.0.1", "DNS:two.example"})};
  EXPECT_EQ(renew().status, 403);
  contents.extensions = {extensions::subject_alt_name({"DNS:two.example", "IP:127.0.0.1"})};
  EXPECT_EQ(renew().status, 403);
  contents.extensions = {};
  EXPECT_EQ(renew().status, 403);
  current = std::make_unique<Certificate>(issued("CN=One,O=Example", key));
  EXPECT_EQ(renew().status, 200);
  contents.extensions = {names};
  EXPECT_EQ(renew().status, 403);
}

TEST_F(Reenrollment, ChangesNamesByTheAttributeForIt) {
  contents.attributes = {encode(ChangeSubjectName{
      encode_name("CN=New"), extensions::subject_alt_name({"DNS:new.example"}).value})};
  const auto certificate = certificate_in(renew(), key, now);
  EXPECT_EQ(certificate.subject_text(), "CN=New");
  EXPECT_EQ(certificate.extension(oids::subject_alt_name)->value,
            extensions::subject_alt_name({"DNS:new.example"}).value);
}

TEST_F(Reenrollment, DropsTheNameThatTheAttributeLeavesOut) {
  contents.attributes = {encode(ChangeSubjectName{encode_name("CN=New"), {}})};
  EXPECT_FALSE(certificate_in(renew(), key, now).extension(oids::subject_alt_name));
}

TEST_F(Reenrollment, ThatChangesNamesStillStartsFromThePresentOnes) {
  contents.subject = encode_name("CN=Two");
  contents.attributes = {encode(ChangeSubjectName{encode_name("CN=New"), {}})};
  EXPECT_EQ(renew().status, 403);
}

TEST_F(Reenrollment, WantsTheCertificateAndNoPasswordInItsPlace) {
  const auto by_password = enrollment(contents, key, Operation::simplereenroll);
  EXPECT_EQ(ask(by_password).status, 403);
  const auto by_nobody = enrollment(contents, key, Operation::simplereenroll, without_password());
  EXPECT_EQ(ask(by_nobody).status, 401);
  const auto other = Authority::in_memory({}, now);
  policy.client_trust = {other->root(), other->issuing()};
  const auto foreign = other->issue(other->prepare(contents.subject, key.public_key(), names, now));
  EXPECT_EQ(ask(by_nobody, showing(foreign)).status, 403);
}

}  // namespace
}  // namespace inquest
