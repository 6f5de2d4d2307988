#include "reference/protocol/alternative_names.h"

#include <gtest/gtest.h>

#include "reference/pki/certificate.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

Bytes names(const std::vector<std::string>& texts) {
  return extensions::subject_alt_name(texts).value;
}

Bytes directory_name(const std::string& text) {
  return encode(sequence({Element(context(4), std::vector{Element::raw(encode_name(text))})}));
}

TEST(AlternativeNames, OfHostsMatchWithoutCaseAndInAnyOrder) {
  EXPECT_TRUE(same_alternative_names(names({"DNS:a.example", "IP:127.0.0.1"}),
                                     names({"IP:127.0.0.1", "DNS:A.Example"})));
}

TEST(AlternativeNames, AreCountedAsOftenAsTheyStand) {
  EXPECT_FALSE(same_alternative_names(names({"DNS:a", "DNS:a", "DNS:b"}),
                                      names({"DNS:a", "DNS:b", "DNS:b"})));
  EXPECT_FALSE(same_alternative_names(names({"DNS:a"}), names({"DNS:a", "DNS:b"})));
}

TEST(AlternativeNames, OfPeopleKeepTheCaseOfTheLocalPart) {
  EXPECT_TRUE(same_alternative_names(names({"email:Ab@X.example"}), names({"email:Ab@x.example"})));
  EXPECT_FALSE(
      same_alternative_names(names({"email:Ab@x.example"}), names({"email:ab@x.example"})));
}

TEST(AlternativeNames, OfDirectoriesMatchAsNames) {
  EXPECT_TRUE(
      same_alternative_names(directory_name("CN=Some Body"), directory_name("CN=some body")));
  EXPECT_FALSE(same_alternative_names(directory_name("CN=a"), directory_name("CN=b")));
}

TEST(AlternativeNames, OfOtherKindsAreComparedAsTheyAre) {
  EXPECT_FALSE(same_alternative_names(names({"URI:https://a/X"}), names({"URI:https://a/x"})));
  EXPECT_FALSE(same_alternative_names(names({"DNS:a"}), names({"email:a"})));
}

TEST(AlternativeNames, ThatCannotBeReadAreSaidToBeSo) {
  EXPECT_FALSE(decode_general_names(Bytes{0x30, 0x00}));
  EXPECT_FALSE(decode_general_names(Bytes{0x04, 0x01, 0x61}));
  EXPECT_FALSE(decode_general_names(Bytes{0x30, 0x03, 0x0c, 0x01, 0x61}));
  EXPECT_FALSE(decode_general_names(Bytes{0x30, 0x03, 0x82, 0x05, 0x61}));
  EXPECT_FALSE(decode_general_names(Bytes{0x30, 0x03, 0x8f, 0x01, 0x61}));
}

Bytes value(std::vector<Element> general_names) {
  return encode(sequence(std::move(general_names)));
}

TEST(AlternativeNames, ThatAreEmptyAreFilledInByKindAndInOrder) {
  const Element host{context(2, false), bytes_of("given.example")};
  const Element no_address{context(7, false), Bytes{}};
  const Element no_host{context(2, false), Bytes{}};
  const auto filled = filled_alternative_names(
      value({no_address, host, no_host}), names({"DNS:a.example", "DNS:b.example", "IP:10.0.0.1"}));
  EXPECT_EQ(filled, names({"IP:10.0.0.1", "DNS:given.example", "DNS:a.example"}));
}

TEST(AlternativeNames, OfTheNullDirectoryAreFilledInToo) {
  const Element nobody{context(4), std::vector{sequence({})}};
  EXPECT_EQ(filled_alternative_names(value({nobody}), directory_name("CN=me")),
            directory_name("CN=me"));
  EXPECT_EQ(filled_alternative_names(value({nobody}), names({"DNS:a"})), std::nullopt);
  EXPECT_EQ(filled_alternative_names(value({nobody}), {}), std::nullopt);
}

}  // namespace
}  // namespace inquest
