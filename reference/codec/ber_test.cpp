#include "reference/codec/ber.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"

namespace inquest {
namespace {

std::string made_der(std::string_view ber) {
  const auto der = der_of_ber(decode_hex(ber).value());
  return der ? encode_hex(*der) : der.error().reason;
}

TEST(Ber, LeavesDerAsItIs) {
  EXPECT_EQ(made_der("3006020105040101"), "3006020105040101");
  EXPECT_EQ(made_der("0500"), "0500");
}

TEST(Ber, HasLengthsOfAnyForm) {
  EXPECT_EQ(made_der("30800201050401010000"), "3006020105040101");
  EXPECT_EQ(made_der("3082000702010504810101"), "3006020105040101");
  EXPECT_EQ(made_der("308030803080000000000000"), "300430023000");
}

TEST(Ber, HasStringsInPieces) {
  EXPECT_EQ(made_der("2406040101040102"), "04020102");
  EXPECT_EQ(made_der("2480040101248004010200000000"), "04020102");
}

TEST(Ber, HasAnyOctetForTrue) { EXPECT_EQ(made_der("010101"), "0101ff"); }

TEST(Ber, IsReadToItsEndAndNoFurther) {
  EXPECT_EQ(made_der("30"), "an element ends within its tag or length");
  EXPECT_EQ(made_der("3003020105ff"), "octets follow the end");
  EXPECT_EQ(made_der("3080020105"), "an element ends within its tag or length");
  EXPECT_EQ(made_der("3005020105"), "a length beyond the end");
  EXPECT_EQ(made_der("30890102030405060708090a"), "a length beyond the end");
  EXPECT_EQ(made_der("0480010000"), "no length, of contents without elements");
  EXPECT_EQ(made_der("1f8101020000"), "a tag of several octets");
  EXPECT_EQ(made_der("24030201ff"), "a piece of an OCTET STRING is none");
}

TEST(Ber, IsNotNestedForEver) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "3080";
  EXPECT_EQ(made_der(deep), "nested too deeply");
}

}  // namespace
}  // namespace inquest
