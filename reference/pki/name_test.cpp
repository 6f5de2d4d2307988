#include "reference/pki/name.h"

#include <sstream>
#include <stdexcept>

#include "reference/codec/der.h"
#include "reference/codec/hex.h"
#include "reference/pki/vectors_for_tests.h"

namespace inquest {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::ThrowsMessage;

auto refuses(const char* position, const char* reason) {
  return ThrowsMessage<std::invalid_argument>(AllOf(HasSubstr(position), HasSubstr(reason)));
}

TEST(EncodeName, WritesWhatAnotherHandWrites) {
  std::istringstream lines(pki_vector("names.txt"));
  int compared = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const auto tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    EXPECT_EQ(encode_hex(encode_name(line.substr(0, tab))), line.substr(tab + 1)) << line;
    ++compared;
  }
  EXPECT_GE(compared, 14);
}

TEST(EncodeName, TakesHexadecimalValuesAsWholeEncodings) {
  EXPECT_EQ(
      encode_name("1.3.6.1.4.1.1466.0=#04024869"),
      encode(sequence({set({sequence({oid("1.3.6.1.4.1.1466.0"), octet_string({0x48, 0x69})})})})));
  EXPECT_EQ(encode_name("CN = #0C0141 , O=b"), encode_name("CN=A,O=b"));
}

TEST(EncodeName, GivesTypesTheStringsThatTheyRequire) {
  EXPECT_THAT(encode_hex(encode_name("C=DE")), HasSubstr("13024445"));
  EXPECT_THAT(encode_hex(encode_name("DC=net")), HasSubstr("16036e6574"));
  EXPECT_THAT(encode_hex(encode_name("CN=DE")), HasSubstr("0c024445"));
}

TEST(EncodeName, SaysWhereATextIsWrong) {
  EXPECT_THAT([] { encode_name("CN=a,"); }, refuses("character 6", "attribute type was expected"));
  EXPECT_THAT([] { encode_name("CN"); }, refuses("character 3", "'=' was expected"));
  EXPECT_THAT([] { encode_name("CN=a\\"); }, refuses("character 6", "two hexadecimal digits"));
  EXPECT_THAT([] { encode_name("CN=a\\z"); }, refuses("character 6", "two hexadecimal digits"));
  EXPECT_THAT([] { encode_name("CN=#0"); }, refuses("character 6", "even number"));
  EXPECT_THAT([] { encode_name("CN=#"); }, refuses("character 5", "even number"));
  EXPECT_THAT([] { encode_name("CN=#0400 x"); }, refuses("character 10", "',' or '+'"));
  EXPECT_THAT([] { encode_name("1.2.=a"); }, refuses("character 1", "no object identifier"));
  EXPECT_THAT([] { encode_name("CN=a,9.9.9=b"); }, refuses("character 6", "no object identifier"));
}

TEST(EncodeName, WantsSpecialCharactersEscaped) {
  EXPECT_THAT([] { encode_name("CN=a;O=b"); }, refuses("character 5", "';' must be escaped"));
  EXPECT_THAT([] { encode_name("CN=\"a\""); }, refuses("character 4", "'\"' must be escaped"));
  EXPECT_THAT([] { encode_name(std::string_view("CN=a\0", 5)); },
              refuses("character 5", "NUL must be escaped"));
}

TEST(EncodeName, KeepsToTheAlphabetOfARequiredString) {
  EXPECT_THAT([] { encode_name("C=D\u00c9"); }, refuses("character 4", "only a PrintableString"));
  EXPECT_THAT([] { encode_name("DC=\\C4\\8D"); }, refuses("character 4", "only ASCII"));
}

TEST(EncodeName, ProposesTheTypeThatWasMeant) {
  EXPECT_THAT([] { encode_name("CN=a,serialNumbr=1"); },
              refuses("character 6", "did you mean 'serialNumber'"));
  EXPECT_THAT([] { encode_name("X=a"); }, refuses("character 1", "known: CN, SN, serialNumber"));
}

TEST(NameText, IsReadBackAsTheSameName) {
  for (const auto* text :
       {"CN=device-1", "CN=device-1,O=Example", "OU=Sales+CN=J.  Smith,DC=example,DC=net",
        "CN=James \\\"Jim\\\" Smith\\, III", "CN=\\ a\\ ", "CN=\\#a", "serialNumber=4711,CN=x",
        "CN=Lu\u010di\u0107", "CN=Before\\0DAfter", "UID=a,emailAddress=a@b.example",
        "CN=", "pseudonym=p,dnQualifier=q,generationQualifier=III,initials=i,title=t,GN=g,SN=s"}) {
    const auto name = encode_name(text);
    EXPECT_EQ(encode_name(name_text(name)), name) << text << " became " << name_text(name);
  }
}

TEST(NameText, ShowsAValueThatIsNoTextAsItsEncoding) {
  EXPECT_EQ(name_text(encode_name("CN=#04024869")), "CN=#04024869");
  EXPECT_EQ(name_text(encode_name("CN=#0c01ff")), "CN=#0c01ff");
  EXPECT_EQ(name_text(encode_name("1.3.6.1.4.1.1466.0=#04024869")), "1.3.6.1.4.1.1466.0=#04024869");
}

TEST(NameText, ReadsStringsOfEveryType) {
  const auto name = [](Tag tag, const char* hex) {
    return encode(sequence({set({sequence({oid("2.5.4.3"), Element(tag, *decode_hex(hex))})})}));
  };
  EXPECT_EQ(name_text(name(Tag::printable_string, "4142")), "CN=AB");
  EXPECT_EQ(name_text(name(Tag::ia5_string, "4142")), "CN=AB");
  EXPECT_EQ(name_text(name(Tag::t61_string, "4142")), "CN=AB");
  EXPECT_EQ(name_text(name(Tag::t61_string, "41c4")), "CN=#140241c4");
  EXPECT_EQ(name_text(name(Tag::bmp_string, "0041010d20ac")), "CN=A\u010d\u20ac");
  EXPECT_EQ(name_text(name(Tag::bmp_string, "d83d")), "CN=#1e02d83d") << "half a surrogate pair";
  EXPECT_EQ(name_text(name(Tag::bmp_string, "41")), "CN=#1e0141");
  EXPECT_EQ(name_text(name(Tag::utf8_string, "f09f9880")), "CN=\U0001F600");
  for (const auto* hex : {"c080", "e08080", "eda080", "f0808080", "f4908080", "c3", "80", "ff"})
    EXPECT_EQ(name_text(name(Tag::utf8_string, hex)).substr(0, 6), "CN=#0c") << hex;
}

TEST(NameText, CopesWithBytesThatAreNoName) {
  EXPECT_EQ(name_text({}), "(unreadable name)");
  EXPECT_EQ(name_text(bytes_of("garbage")), "(unreadable name)");
  EXPECT_EQ(name_text(encode(sequence({}))), "(empty name)");
  auto trailing = encode_name("CN=a");
  trailing.push_back(0);
  EXPECT_EQ(name_text(trailing), "(unreadable name)");
}

TEST(SameName, FoldsCaseSpaceAndStringTypes) {
  const auto name = encode_name("CN=Some  Device");
  EXPECT_TRUE(same_name(name, encode_name("CN=some device")));
  EXPECT_TRUE(same_name(name, encode_name("CN=\\ some device")));
  const auto printable =
      encode(sequence({set({sequence({oid("2.5.4.3"), printable_string("some device")})})}));
  EXPECT_NE(printable, name);
  EXPECT_TRUE(same_name(name, printable));
}

TEST(SameName, TellsNamesApart) {
  const auto name = encode_name("CN=a,O=b");
  EXPECT_FALSE(same_name(name, encode_name("CN=a")));
  EXPECT_FALSE(same_name(name, encode_name("O=b,CN=a")));
  EXPECT_FALSE(same_name(name, encode_name("CN=a+O=b")));
  EXPECT_FALSE(same_name(name, encode_name("OU=a,O=b")));
  EXPECT_TRUE(same_name(encode_name(""), encode_name("")));
  EXPECT_FALSE(same_name(bytes_of("x"), bytes_of("x")));
}

TEST(SharesAnAttribute, WhereTypeAndValueMatch) {
  const auto name = encode_name("OU=devices+serialNumber=0042,CN=some device");
  EXPECT_TRUE(shares_an_attribute(name, encode_name("CN=Some  Device")));
  EXPECT_TRUE(shares_an_attribute(name, encode_name("serialNumber=0042,CN=another")));
  EXPECT_FALSE(shares_an_attribute(name, encode_name("CN=devices,O=some device")));
  EXPECT_FALSE(shares_an_attribute(name, encode_name("")));
  EXPECT_FALSE(shares_an_attribute(name, bytes_of("no name")));
}

}  // namespace
}  // namespace inquest
