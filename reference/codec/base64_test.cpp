#include "reference/codec/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace inquest {
namespace {

TEST(Base64, HasTheVectorsOfRfc4648) {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(encode_base64(bytes_of(plain)), encoded);
    EXPECT_EQ(*decode_base64_strict(encoded), bytes_of(plain));
  }
}

TEST(Base64, LaysOutLines) {
  const Bytes sixty(60, 0);
  EXPECT_EQ(encode_base64(sixty, layouts::lf_64),
            std::string(64, 'A') + "\n" + std::string(16, 'A') + "\n");
  EXPECT_EQ(encode_base64(sixty, layouts::crlf_76), std::string(76, 'A') + "\r\nAAAA\r\n");
  EXPECT_EQ(encode_base64(Bytes(48, 0), layouts::lf_64), std::string(64, 'A') + "\n");
  EXPECT_EQ(encode_base64({}, layouts::lf_64), "");
}

TEST(Base64, TolerantSkipsWhiteSpaceAndStrictDoesNot) {
  EXPECT_EQ(*decode_base64(" Z m\t9\r\nv\n"), bytes_of("foo"));
  EXPECT_EQ(decode_base64_strict("Zm9v\n").error().offset, 4U);
}

TEST(Base64, NamesTheCharacterThatIsWrong) {
  const std::pair<std::string, std::size_t> wrong[] = {
      {"Zm9*", 3},     {"Zm9", 3},  {"Zg=", 3},  {"Zg===", 4},      {"=", 0},    {"Z===", 1},
      {"Zg==Zg==", 4}, {"Zh==", 3}, {"Zm9=", 3}, {"-----BEGIN", 0}, {"Zm\0v", 2}};
  for (const auto& [text, offset] : wrong) {
    const auto decoded = decode_base64(text);
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().offset, offset) << text << ": " << decoded.error().reason;
  }
}

TEST(Base64, UnknownLayoutsAreNamedWithTheNearest) {
  EXPECT_EQ(base64_layout("lf-64"), layouts::lf_64);
  EXPECT_THROW(base64_layout("lf-65"), std::invalid_argument);
}

TEST(Base64, GoesThereAndBackForAnyOctets) {
  std::mt19937 random(1);
  for (int i = 0; i < 500; ++i) {
    Bytes octets(random() % 200);
    for (auto& octet : octets) octet = static_cast<std::uint8_t>(random());
    for (const auto& layout : {layouts::single_line, layouts::lf_64, layouts::crlf_76})
      ASSERT_EQ(*decode_base64(encode_base64(octets, layout)), octets);
  }
}

}  // namespace
}  // namespace inquest
