#include "harness/scenario/directory_text.h"

#include <gtest/gtest.h>

#include "reference/codec/hex.h"

namespace inquest {
namespace {

DirectoryText read(const std::string& hex) { return read_directory_text(*decode_hex(hex)).value(); }

TEST(DirectoryText, IsTheSameInEachOfItsTypes) {
  for (const auto* hex :
       {"13026f6e", "0c026f6e", "1e04006f006e", "16026f6e", "14026f6e", "1c080000006f0000006e"}) {
    EXPECT_EQ(read(hex).text, "on") << hex;
    EXPECT_EQ(read(hex).characters, 2U) << hex;
  }
}

TEST(DirectoryText, CountsCharactersAndNotOctets) {
  const std::string umlaut = "\xc3\xbc";
  const std::string euro = "\xe2\x82\xac";
  EXPECT_EQ(read("0c02c3bc").characters, 1U);
  EXPECT_EQ(read("0c02c3bc").text, umlaut);
  EXPECT_EQ(read("1e0200fc").text, umlaut);
  EXPECT_EQ(read("1401fc").text, umlaut);
  EXPECT_EQ(read("1e0220ac").text, euro);
  EXPECT_EQ(read("1c040001f511").text, "\xf0\x9f\x94\x91");
}

TEST(DirectoryText, IsThatOfTheOnlyValue) {
  EXPECT_EQ(only_directory_text({"1.2", {*decode_hex("13026f6e")}}).value(), "on");
  EXPECT_FALSE(only_directory_text({"1.2", {}}));
  EXPECT_FALSE(only_directory_text({"1.2", {*decode_hex("13026f6e"), *decode_hex("13026f6e")}}));
}

TEST(DirectoryText, IsNothingElse) {
  EXPECT_FALSE(read_directory_text(*decode_hex("04026f6e")));
  EXPECT_FALSE(read_directory_text(*decode_hex("1e03006f00")));
  EXPECT_FALSE(read_directory_text(*decode_hex("1302")));
  EXPECT_EQ(name_of_string_type(Tag::bmp_string), "BMPString");
  EXPECT_EQ(name_of_string_type(Tag::octet_string), "tag 0x04");
}

}  // namespace
}  // namespace inquest
