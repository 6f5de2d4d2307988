#include "reference/codec/challenge_attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

std::string value_of(const Attribute& attribute) { return encode_hex(attribute.values.at(0)); }

Result<std::string> text_in(const std::string& hex) {
  return challenge_text({oids::challenge_password, {*decode_hex(hex)}});
}

TEST(ChallengeAttribute, IsPrintableWherePossible) {
  EXPECT_EQ(value_of(challenge_attribute(oids::challenge_password, "aB3+/=")), "13066142332b2f3d");
  EXPECT_EQ(value_of(challenge_attribute(oids::challenge_password, "a_b")), "0c03615f62");
  EXPECT_EQ(value_of(challenge_attribute(oids::otp_challenge, "\xc3\xa4")), "0c02c3a4");
  EXPECT_EQ(challenge_attribute(oids::otp_challenge, "1").type, "1.2.840.113549.1.9.16.2.56");
}

TEST(ChallengeAttribute, IsReadInWhateverString) {
  EXPECT_EQ(*text_in("130161"), "a");
  EXPECT_EQ(*text_in("0c02c3a4"), "\xc3\xa4");
  EXPECT_EQ(*text_in("140161"), "a");
  EXPECT_EQ(*text_in("160161"), "a");
}

TEST(ChallengeAttribute, SaysWhatIsWrong) {
  EXPECT_THAT(text_in("1300").error().text(), testing::HasSubstr("empty"));
  EXPECT_FALSE(text_in("1301e4"));
  EXPECT_FALSE(text_in("1e020061"));
  EXPECT_FALSE(text_in("020161"));
  EXPECT_FALSE(text_in("13016100"));
  EXPECT_FALSE(challenge_text({oids::challenge_password, {}}));
  const auto longest = challenge_attribute(oids::challenge_password, std::string(255, 'a'));
  EXPECT_TRUE(challenge_text(longest));
  const auto longer = challenge_attribute(oids::challenge_password, std::string(256, 'a'));
  EXPECT_THAT(challenge_text(longer).error().text(), testing::HasSubstr("255"));
}

}  // namespace
}  // namespace inquest
