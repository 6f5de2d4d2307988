#include "reference/codec/der.h"

#include <gtest/gtest.h>

#include "reference/codec/cursor.h"
#include "reference/codec/hex.h"

namespace inquest {
namespace {

std::string hex_of(const Element& element) { return encode_hex(encode(element)); }
Bytes from_hex(std::string_view text) { return *decode_hex(text); }

TEST(Element, WritesIntegersInAsFewOctetsAsTheyNeed) {
  EXPECT_EQ(hex_of(integer(0)), "020100");
  EXPECT_EQ(hex_of(integer(127)), "02017f");
  EXPECT_EQ(hex_of(integer(128)), "02020080");
  EXPECT_EQ(hex_of(integer(-1)), "0201ff");
  EXPECT_EQ(hex_of(integer(-129)), "0202ff7f");
  EXPECT_EQ(hex_of(unsigned_integer(Bytes{0, 0, 0x80})), "02020080");
  EXPECT_EQ(hex_of(unsigned_integer({})), "020100");
}

TEST(Element, WritesLengthsInLongFormFrom128) {
  EXPECT_EQ(hex_of(octet_string(Bytes(127, 0))).substr(0, 4), "047f");
  EXPECT_EQ(hex_of(octet_string(Bytes(128, 0))).substr(0, 6), "048180");
  EXPECT_EQ(hex_of(octet_string(Bytes(256, 0))).substr(0, 8), "04820100");
}

TEST(Element, WritesObjectIdentifiers) {
  EXPECT_EQ(hex_of(oid("1.2.840.113549.1.1.1")), "06092a864886f70d010101");
  EXPECT_EQ(hex_of(oid("2.999.3")), "0603883703");
  for (const auto* wrong : {"", "1", "1.", ".1", "3.1", "1.40", "a.b", "1..2"})
    EXPECT_THROW(oid(wrong), std::invalid_argument) << wrong;
}

TEST(Element, SortsASetOf) {
  EXPECT_EQ(hex_of(set_of({integer(2), integer(1)})), "3106020101020102");
  EXPECT_EQ(hex_of(set({integer(2), integer(1)})), "3106020102020101");
}

TEST(Element, LiesWhenItIsTold) {
  auto lying = sequence({integer(1)});
  lying.lie_about_length(+1);
  EXPECT_EQ(hex_of(lying), "3004020101");
  auto longer = sequence({integer(1)});
  longer.write_length_long(1);
  EXPECT_EQ(hex_of(longer), "308103020101");
  longer.write_length_long(2);
  EXPECT_EQ(hex_of(longer), "30820003020101");
  auto indefinite = sequence({integer(1)});
  indefinite.write_length_indefinite();
  EXPECT_EQ(hex_of(indefinite), "30800201010000");
}

TEST(Element, EditsNameTheIndexThatIsNotThere) {
  auto tree = sequence({integer(1)});
  EXPECT_THROW(tree[1], std::out_of_range);
  EXPECT_THROW(tree.remove(1), std::out_of_range);
  tree.insert(0, null());
  EXPECT_EQ(hex_of(tree), "30050500020101");
}

TEST(DecodeDer, GivesBackWhatWasEncoded) {
  const auto octets = from_hex("300d06092a864886f70d0101010500");
  EXPECT_EQ(encode(*decode_der(octets)), octets);
}

TEST(Cursor, NamesTheFieldThatWasWrong) {
  const auto result = read(from_hex("3003040101"), [](Cursor& in) {
    auto fields = in.sequence("Thing");
    return fields.integer("version");
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().text(), "2: Thing.version: tag 0x04 where 0x02 was expected");
}

TEST(Cursor, TheFirstErrorSticks) {
  const auto result = read(from_hex("30060401010201ff"), [](Cursor& in) {
    auto fields = in.sequence("Thing");
    fields.integer("one");
    EXPECT_FALSE(fields.more());
    return fields.integer("two");
  });
  EXPECT_EQ(result.error().offset, 2U);
}

TEST(Cursor, RefusesWhatIsNotDer) {
  const std::pair<const char*, const char*> wrong[] = {{"3080020101 0000", "indefinite"},
                                                       {"308103020101", "more octets"},
                                                       {"30820003020101", "more octets"},
                                                       {"1f81010100", "tag number"},
                                                       {"3085000000000100", "length of 5"},
                                                       {"30", "length is missing"},
                                                       {"3082", "cut short"},
                                                       {"300402", "claimed"},
                                                       {"", "missing"}};
  for (const auto& [octets, reason] : wrong) {
    const auto result = decode_der(from_hex(octets));
    ASSERT_FALSE(result) << octets;
    EXPECT_NE(result.error().reason.find(reason), std::string::npos)
        << octets << ": " << result.error().reason;
  }
}

TEST(Cursor, RefusesIntegersThatAreNotMinimal) {
  for (const auto* octets : {"02020001", "0202ff80", "0200"})
    EXPECT_FALSE(read(from_hex(octets), [](Cursor& in) { return in.integer("n"); })) << octets;
  EXPECT_FALSE(
      read(from_hex("0209010000000000000000"), [](Cursor& in) { return in.integer("n"); }));
  EXPECT_EQ(*read(from_hex("0208ff00000000000000"), [](Cursor& in) { return in.integer("n"); }),
            static_cast<std::int64_t>(0xff00000000000000ULL));
}

TEST(Cursor, RefusesBytesThatAreLeftOver) {
  const auto result = decode_der(from_hex("0500ff"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().text(), "2: 1 bytes are left over");
}

TEST(Cursor, OpensNoMoreThanSixtyFourLevels) {
  Bytes nested{0x05, 0x00};
  for (int i = 0; i < 100; ++i)
    nested = encode(Element(Tag::sequence, std::vector<Element>{Element::raw(nested)}));
  const auto result = decode_der(nested);
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().reason.find("64 levels"), std::string::npos);
}

TEST(DottedOid, IsWritableWhateverItsArcs) {
  const std::string largest = "1.2.9223372036854775807";
  const auto contents = oid(largest).contents();
  EXPECT_EQ(encode_hex(contents), "2affffffffffffffff7f");
  EXPECT_EQ(dotted_oid(contents), largest);
  EXPECT_THROW(oid("1.2.9223372036854775808"), std::invalid_argument);
}

TEST(DottedOid, ReadsNothingThatIsNone) {
  EXPECT_EQ(dotted_oid(from_hex("2a864886f70d")), "1.2.840.113549");
  EXPECT_EQ(dotted_oid(from_hex("883703")), "2.999.3");
  EXPECT_EQ(dotted_oid({}), std::nullopt);
  EXPECT_EQ(dotted_oid(from_hex("2a80")), std::nullopt);
  EXPECT_EQ(dotted_oid(from_hex("2a8001")), std::nullopt);
  EXPECT_EQ(dotted_oid(from_hex("2affffffffffffffffff7f")), std::nullopt);
}

}  // namespace
}  // namespace inquest
