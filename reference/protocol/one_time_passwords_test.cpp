#include "reference/protocol/one_time_passwords.h"

#include <gmock/gmock.h>

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;

class OneTimePassword : public ServerForTests {
 protected:
  OneTimePassword() { policy.one_time_passwords = passwords; }
  HttpResponse enroll_with(const std::string& password, const std::string& subject = "CN=device",
                           Operation operation = Operation::simpleenroll) {
    auto contents = named(subject);
    if (!password.empty())
      contents.attributes.push_back(challenge_attribute(oids::otp_challenge, password));
    return ask(enrollment(contents, key, operation));
  }

  std::shared_ptr<OneTimePasswordsInMemory> passwords =
      std::make_shared<OneTimePasswordsInMemory>();
};

TEST_F(OneTimePassword, IsGoodOnce) {
  passwords->add("once");
  EXPECT_EQ(enroll_with("once").status, 200);
  const auto again = enroll_with("once");
  EXPECT_EQ(again.status, 403);
  EXPECT_THAT(text_of_body(again), HasSubstr("one-time password"));
}

TEST_F(OneTimePassword, MustBeOneThatIsKnown) {
  EXPECT_EQ(enroll_with("guessed").status, 403);
  EXPECT_EQ(enroll_with("").status, 200);
}

TEST_F(OneTimePassword, MayBeRequired) {
  policy.one_time_password_required = true;
  EXPECT_THAT(text_of_body(enroll_with("")), HasSubstr("otpChallenge"));
  EXPECT_EQ(enroll_with("").status, 403);
  passwords->add("once");
  EXPECT_EQ(enroll_with("once").status, 200);
}

TEST_F(OneTimePassword, IsNotLookedAtWherePolicyHasNone) {
  policy.one_time_passwords.reset();
  EXPECT_EQ(enroll_with("whatever").status, 200);
}

TEST_F(OneTimePassword, IsForItsSubjectAndItsTime) {
  passwords->add("mine", {"CN=device", std::nullopt});
  EXPECT_EQ(enroll_with("mine", "CN=another").status, 403);
  EXPECT_EQ(enroll_with("mine", "CN=device").status, 200);
  passwords->add("late", {std::nullopt, now - 1});
  EXPECT_EQ(enroll_with("late").status, 403);
  passwords->add("just", {std::nullopt, now});
  EXPECT_EQ(enroll_with("just").status, 200);
}

TEST_F(OneTimePassword, IsKeptWhileTheRequestWaits) {
  passwords->add("once");
  policy.approvals = approvals_by_patience(2);
  EXPECT_EQ(enroll_with("once").status, 202);
  EXPECT_EQ(enroll_with("once").status, 200);
  EXPECT_EQ(enroll_with("once").status, 403);
}

TEST_F(OneTimePassword, TakesNoPartInWhoTheClientIs) {
  passwords->add("once");
  auto contents = named("CN=device");
  contents.attributes.push_back(challenge_attribute(oids::otp_challenge, "once"));
  EXPECT_EQ(ask(enrollment(contents, key, Operation::simpleenroll, without_password())).status,
            401);
  EXPECT_EQ(enroll_with("once").status, 200);
}

TEST_F(OneTimePassword, IsJudgedApartFromTheOtherChallenges) {
  passwords->add("once");
  auto contents = named("CN=device");
  contents.attributes.push_back(challenge_attribute(oids::otp_challenge, "once"));
  contents.attributes.push_back(challenge_attribute(oids::est_identity_linking, "elsewhere"));
  EXPECT_EQ(ask(enrollment(contents, key)).status, 403);
  EXPECT_EQ(enroll_with("once").status, 200);
}

TEST_F(OneTimePassword, CannotBeTwo) {
  passwords->add("once");
  auto contents = named("CN=device");
  auto attribute = challenge_attribute(oids::otp_challenge, "once");
  attribute.values.push_back(attribute.values.front());
  contents.attributes.push_back(attribute);
  EXPECT_EQ(ask(enrollment(contents, key)).status, 400);
}

TEST_F(OneTimePassword, IsSpentByAKeyThatTheServerMakes) {
  passwords->add("once");
  EXPECT_EQ(enroll_with("once", "CN=device", Operation::serverkeygen).status, 200);
  EXPECT_EQ(enroll_with("once", "CN=device", Operation::serverkeygen).status, 403);
}

TEST_F(OneTimePassword, IsKnownByItsHashAlone) {
  EXPECT_EQ(one_time_password_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace inquest
