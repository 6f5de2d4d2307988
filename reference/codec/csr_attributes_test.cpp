#include "reference/codec/csr_attributes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

constexpr auto secp384r1 = "06052b81040022";

CsrAttributes example(const std::string& name) {
  const auto der = vector_of("csrattrs/" + name);
  const auto attributes = decode_csr_attributes(der);
  EXPECT_TRUE(attributes) << name << ": " << attributes.error().text();
  EXPECT_EQ(encode(encode(*attributes)), der) << name;
  return *attributes;
}

Result<CsrAttributes> decoded(const std::string& hex) {
  return decode_csr_attributes(*decode_hex(hex));
}

TEST(CsrAttributes, ReadsTheExampleOfRfc8951) {
  const auto attributes = example("rfc8951-4.5.2");
  ASSERT_EQ(attributes.members.size(), 4U);
  EXPECT_EQ(std::get<std::string>(attributes.members[0]), oids::challenge_password);
  const auto* key = attributes.attribute(oids::ec_public_key);
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->values, std::vector<Bytes>{*decode_hex(secp384r1)});
  EXPECT_TRUE(attributes.names(oids::ec_public_key));
  EXPECT_TRUE(attributes.names("1.2.840.10045.4.3.3"));
  EXPECT_FALSE(attributes.names("1.3.6.1.1.1.1.22")) << "a value is no member";
  EXPECT_EQ(attributes.attribute(oids::challenge_password), nullptr) << "an OID is no attribute";
  // Its extensionRequest is of the older reading.
  const auto extensions = requested_extensions(attributes);
  ASSERT_FALSE(extensions);
  EXPECT_EQ(extensions.error().text(), "0: extensions: tag 0x06 where 0x30 was expected");
}

TEST(CsrAttributes, ReadsTheExamplesOfRfc7030AndRfc9908) {
  EXPECT_EQ(example("rfc7030-a.2").attribute("2.999.2")->values.size(), 3U);
  EXPECT_EQ(example("rfc9908-5.2-original-example").members.size(), 4U);
  EXPECT_EQ(example("rfc9908-5.3-alternative-name").members.size(), 6U);
  EXPECT_EQ(example("rfc9908-5.5-p384").members.size(), 4U);
  const auto rsa = example("rfc9908-5.4-rsa-4096");
  EXPECT_EQ(rsa.attribute(oids::rsa_encryption)->values.at(0), encode(integer(4096)));
}

TEST(CsrAttributes, AskForExtensionsAsRfc9908Shows) {
  const auto extensions = requested_extensions(example("rfc9908-5.1-acp-name"));
  ASSERT_TRUE(extensions) << extensions.error().text();
  ASSERT_EQ(extensions->size(), 1U);
  EXPECT_EQ(extensions->front().id, oids::subject_alt_name);
  EXPECT_TRUE(extensions->front().critical);
  EXPECT_THAT(std::string(text_of(extensions->front().value)),
              testing::HasSubstr("@acp.example.com"));
  EXPECT_TRUE(requested_extensions(example("rfc9908-5.5-p384"))->empty());
}

TEST(CsrAttributes, MayBeEmptyAndMayHaveNoValues) {
  EXPECT_TRUE(decoded("3000")->members.empty());
  const auto empty = decoded("300d 300b 0607 2a8648ce3d0201 3100");
  ASSERT_TRUE(empty) << empty.error().text();
  EXPECT_TRUE(empty->attribute(oids::ec_public_key)->values.empty());
  EXPECT_EQ(encode_hex(encode(encode(*empty))), "300d300b06072a8648ce3d02013100");
}

TEST(CsrAttributes, ShowThatTheyAreNotDerByWhatTheyEncodeTo) {
  const auto der = *decode_hex("300f 300d 0603550403 3106 020102 020101");
  const auto unsorted = decode_csr_attributes(der);
  ASSERT_TRUE(unsorted) << unsorted.error().text();
  EXPECT_EQ(unsorted->attribute(oids::common_name)->values.at(0), encode(integer(2)));
  EXPECT_NE(encode(encode(*unsorted)), der);
}

TEST(CsrAttributes, SaysWhereTheyAreWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "0: CsrAttrs: missing"},
      {"3100", "0: CsrAttrs: tag 0x31 where 0x30 was expected"},
      {"3000 00", "2: 1 bytes are left over"},
      {"3003 020101", "2: CsrAttrs.attribute: tag 0x02 where 0x30 was expected"},
      {"3002 0600", "2: CsrAttrs.oid: not an OBJECT IDENTIFIER that can be read"},
      {"3002 3000", "4: CsrAttrs.attribute.type: missing"},
      {"3007 3005 0603550403", "9: CsrAttrs.attribute.values: missing"},
      {"3009 3007 0603550403 3000", "9: CsrAttrs.attribute.values: tag 0x30 where 0x31"},
      {"300b 3009 0603550403 3100 0500", "11: CsrAttrs.attribute: 2 bytes are left over"},
      {"3080 0000", "0: CsrAttrs: indefinite length"},
  };
  for (const auto& [hex, text] : wrong) {
    const auto attributes = decoded(hex);
    ASSERT_FALSE(attributes) << hex;
    EXPECT_THAT(attributes.error().text(), testing::StartsWith(text)) << hex;
  }
}

TEST(CsrAttributes, HasLimits) {
  CsrAttributes many;
  many.members.assign(1024, std::string(oids::common_name));
  EXPECT_TRUE(decode_csr_attributes(encode(encode(many))));
  many.members.emplace_back(std::string(oids::common_name));
  EXPECT_THAT(decode_csr_attributes(encode(encode(many))).error().reason,
              testing::HasSubstr("more than 1024 members"));
}

TEST(CsrAttributes, AreRefusedWhenTheyAreCutAnywhere) {
  const auto der = vector_of("csrattrs/rfc9908-5.1-acp-name");
  for (std::size_t length = 0; length < der.size(); ++length)
    ASSERT_FALSE(decode_csr_attributes(BytesView(der.data(), length))) << length;
}

TEST(CsrAttributes, HaveOneExtensionRequestOfOneValue) {
  const std::vector<Extension> asked{{oids::key_usage, true, {3, 2, 7, 0x80}},
                                     {oids::subject_alt_name, false, {0x30, 0}}};
  const Attribute request{oids::extension_request, {encode(encode(asked))}};
  CsrAttributes attributes{{request}};
  EXPECT_EQ(*requested_extensions(attributes), asked);
  attributes.members.emplace_back(request);
  EXPECT_THAT(requested_extensions(attributes).error().reason, testing::HasSubstr("more than one"));
  attributes.members = {Attribute{oids::extension_request, {}}};
  EXPECT_THAT(requested_extensions(attributes).error().reason, testing::HasSubstr("one value"));
  attributes.members = {Attribute{oids::extension_request, {{0x30, 0x00}}}};
  EXPECT_THAT(requested_extensions(attributes).error().reason, testing::HasSubstr("empty"));
  attributes.members = {
      Attribute{oids::extension_request, {encode(encode(std::vector{asked[0], asked[0]}))}}};
  EXPECT_THAT(requested_extensions(attributes).error().reason, testing::HasSubstr("twice"));
  attributes.members = {std::string(oids::extension_request)};
  EXPECT_TRUE(requested_extensions(attributes)->empty());
}

}  // namespace
}  // namespace inquest
