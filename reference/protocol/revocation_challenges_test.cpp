#include "reference/protocol/revocation_challenges.h"

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/oids.h"
#include "reference/protocol/exchange_for_tests.h"

namespace inquest {
namespace {

class RevocationChallenge : public ServerForTests {
 protected:
  RevocationChallenge() { policy.revocation_challenges = kept; }
  HttpResponse enroll_with(const Attribute& attribute) {
    auto contents = named("CN=device");
    contents.attributes.push_back(attribute);
    return ask(enrollment(contents, key));
  }

  std::shared_ptr<RevocationChallenges> kept = revocation_challenges_in_memory();
};

TEST_F(RevocationChallenge, IsKeptForItsCertificateAlone) {
  const auto response =
      enroll_with(challenge_attribute(oids::revocation_challenge, "take it back"));
  const auto serial = certificate_in(response, key, now).serial_hex();
  EXPECT_TRUE(may_revoke(*kept, serial, "take it back"));
  EXPECT_FALSE(may_revoke(*kept, serial, "take it"));
  EXPECT_FALSE(may_revoke(*kept, "00", "take it back"));
  EXPECT_EQ(kept->find(serial)->find("take"), std::string::npos);
}

TEST_F(RevocationChallenge, IsNotMadeOfAChallengePassword) {
  policy.linking = Linking::ignored;
  const auto response = enroll_with(challenge_attribute(oids::challenge_password, "take it back"));
  const auto serial = certificate_in(response, key, now).serial_hex();
  EXPECT_FALSE(may_revoke(*kept, serial, "take it back"));
}

TEST_F(RevocationChallenge, MustBeReadableWhereItIsKept) {
  Attribute two = challenge_attribute(oids::revocation_challenge, "a");
  two.values.push_back(two.values.front());
  EXPECT_EQ(enroll_with(two).status, 400);
  policy.revocation_challenges.reset();
  EXPECT_EQ(enroll_with(two).status, 200);
}

TEST_F(RevocationChallenge, IsSaltedAnewEachTime) {
  EXPECT_NE(salted_hash("same"), salted_hash("same"));
}

}  // namespace
}  // namespace inquest
