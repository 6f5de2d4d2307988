#include "harness/scenario/name_defect.h"

#include <gtest/gtest.h>

#include "reference/codec/der.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

Bytes common_name(Element value) {
  return encode(sequence({set({sequence({oid("2.5.4.3"), std::move(value)})})}));
}

TEST(NameDefect, IsNotInNamesThatAreInUse) {
  for (const auto* text : {"", "CN=device", "CN=a+serialNumber=7,O=B,C=DE", "CN=Gerät ☃ 😀",
                           "emailAddress=a@b.example,DC=example"})
    EXPECT_EQ(name_defect(encode_name(text)), std::nullopt) << text;
  EXPECT_EQ(name_defect(common_name({Tag::bmp_string, Bytes{0x00, 0x41}})), std::nullopt);
  EXPECT_EQ(name_defect(encode(sequence({set({sequence({oid("1.2.3.4"), integer(7)})})}))),
            std::nullopt);
}

TEST(NameDefect, IsInOthers) {
  EXPECT_NE(name_defect(encode(utf8_string("CN=a"))), std::nullopt);
  EXPECT_NE(name_defect(encode(sequence({set({})}))), std::nullopt);
  EXPECT_NE(name_defect(common_name(integer(7))), std::nullopt);
  EXPECT_NE(name_defect(common_name(utf8_string(""))), std::nullopt);
  EXPECT_NE(name_defect(common_name(utf8_string(std::string("a\0b", 3)))), std::nullopt);
  for (const auto* octets : {"\xff", "\xc3", "\xc0\x80", "\xe2\x28\xa1"})
    EXPECT_NE(name_defect(common_name(utf8_string(octets))), std::nullopt) << octets;
}

TEST(NameDefect, IsInAlternativeNamesOfWrongKinds) {
  const auto of = [](Element name) {
    return alternative_names_defect(encode(sequence({std::move(name)})));
  };
  EXPECT_EQ(of({context(2, false), bytes_of("device.example")}), std::nullopt);
  EXPECT_EQ(of({context(7, false), Bytes{192, 0, 2, 7}}), std::nullopt);
  EXPECT_NE(of({context(7, false), Bytes{192, 0, 2, 7, 1}}), std::nullopt);
  EXPECT_NE(of({context(2, false), Bytes{}}), std::nullopt);
  EXPECT_NE(of({context(2, false), Bytes{'a', 0, 'b'}}), std::nullopt);
  EXPECT_NE(alternative_names_defect(encode(sequence({}))), std::nullopt);
}

}  // namespace
}  // namespace inquest
