#include "reference/codec/csr_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

Result<RequestInfoTemplate> decoded(const std::string& hex) {
  return decode_request_info_template(*decode_hex(hex));
}

TEST(CsrTemplate, ReadsTheExampleOfRfc9908) {
  const auto der = vector_of("csrattrs/rfc9908-3.4-template");
  const auto attributes = decode_csr_attributes(der);
  ASSERT_TRUE(attributes) << attributes.error().text();
  const auto found = csr_template(*attributes);
  ASSERT_TRUE(found) << found.error().text();
  ASSERT_TRUE(found->has_value());
  const auto& info = **found;
  EXPECT_EQ(info.version, 0);
  const std::string unit = "2.5.4.11";
  EXPECT_EQ(info.subject, (NameTemplate{{{oids::common_name, std::nullopt}},
                                        {{unit, encode(utf8_string("myDept"))}},
                                        {{unit, encode(utf8_string("myGroup"))}}}));
  ASSERT_TRUE(info.public_key);
  EXPECT_EQ(info.public_key->algorithm,
            encode(sequence({oid(oids::ec_public_key), oid("1.2.840.10045.3.1.7")})));
  EXPECT_EQ(info.public_key->key, std::nullopt);
  const auto extensions = requested_extensions(info);
  ASSERT_TRUE(extensions) << extensions.error().text();
  EXPECT_EQ(*extensions, (std::vector<ExtensionTemplate>{
                             {oids::subject_alt_name, false,
                              *decode_hex("3014 8210 7777772e6d795365727665722e636f6d 8700")},
                             {oids::key_usage, true, *decode_hex("03020388")},
                             {oids::extended_key_usage, false, std::nullopt},
                         }));
  EXPECT_EQ(encode(encode(CsrAttributes{{csr_template_attribute(info)}})), der);
  EXPECT_EQ(extension_request_template(*extensions), info.attributes.front());
}

TEST(CsrTemplate, GoesThereAndBackWithAndWithoutItsOptionalFields) {
  RequestInfoTemplate info;
  EXPECT_EQ(encode_hex(encode(encode(info))), "3005020100a100");
  EXPECT_EQ(*decode_request_info_template(encode(encode(info))), info);
  info.subject = NameTemplate{};
  info.public_key = {encode(sequence({oid(oids::rsa_encryption), null()})), Bytes{1, 2}};
  info.attributes = {{oids::challenge_password, {}}, {oids::common_name, {{0x05, 0x00}}}};
  const auto again = decode_request_info_template(encode(encode(info)));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->subject, info.subject);
  EXPECT_EQ(again->public_key, info.public_key);
  EXPECT_THAT(again->attributes, testing::UnorderedElementsAreArray(info.attributes));
}

TEST(CsrTemplate, SaysWhereItIsWrong) {
  const std::string root = "CertificationRequestInfoTemplate";
  const std::pair<const char*, std::string> wrong[] = {
      {"3100", "0: " + root + ": tag 0x31"},
      {"3000", "2: " + root + ".version: missing"},
      {"3005 020101 a100", "2: " + root + ".version: version 1 where v1(0)"},
      {"3003 020100", "5: " + root + ".attributes: missing"},
      {"3005 020100 a200", "5: " + root + ".attributes: tag 0xa2"},
      {"3007 020100 a000 a100", "7: " + root + ".subjectPKInfo.algorithm: missing"},
      {"300b 020100 a004 3000 0500 a100", "9: " + root + ".subjectPKInfo.subjectPublicKey: tag"},
      {"3009 020100 3002 3100 a100", "7: " + root + ".subject.relativeDistinguishedName: an empty"},
      {"300b 020100 3004 3102 3000 a100",
       "11: " + root + ".subject.relativeDistinguishedName.singleAttribute.type: missing"},
      {"3007 020100 a100 0500", "7: " + root + ": 2 bytes are left over"},
      {"3005 020100 a100 00", "7: 1 bytes are left over"},
      {"3007 020100 a102 0500", "7: " + root + ".attributes.attribute: tag 0x05"},
  };
  for (const auto& [hex, text] : wrong) {
    const auto info = decoded(hex);
    ASSERT_FALSE(info) << hex;
    EXPECT_THAT(info.error().text(), testing::StartsWith(text)) << hex;
  }
}

TEST(CsrTemplate, IsFoundOnce) {
  const auto member = csr_template_attribute({});
  EXPECT_FALSE(csr_template({})->has_value());
  EXPECT_TRUE(csr_template({{member}})->has_value());
  EXPECT_THAT(csr_template({{member, member}}).error().reason, testing::HasSubstr("more than one"));
  EXPECT_THAT(csr_template({{Attribute{member.type, {}}}}).error().reason,
              testing::HasSubstr("one value"));
  EXPECT_FALSE(csr_template({{Attribute{member.type, {{0x30, 0x00}}}}}));
}

TEST(CsrTemplate, AsksForExtensionsInOneWay) {
  const std::vector<Extension> whole{{oids::key_usage, true, {3, 2, 7, 0x80}}};
  const std::vector<ExtensionTemplate> partial{{oids::key_usage, true, Bytes{3, 2, 7, 0x80}}};
  const Attribute request{oids::extension_request, {encode(encode(whole))}};
  RequestInfoTemplate info;
  EXPECT_TRUE(requested_extensions(info)->empty());
  info.attributes = {request};
  EXPECT_EQ(*requested_extensions(info), partial);
  info.attributes = {extension_request_template(partial)};
  EXPECT_EQ(*requested_extensions(info), partial);
  info.attributes.push_back(request);
  EXPECT_THAT(requested_extensions(info).error().reason, testing::HasSubstr("more than one"));
  info.attributes = {{oids::extension_request_template, {}}};
  EXPECT_THAT(requested_extensions(info).error().reason, testing::HasSubstr("one value"));
  info.attributes = {{oids::extension_request_template, {{0x30, 0x00}}}};
  EXPECT_THAT(requested_extensions(info).error().text(), testing::HasSubstr("an empty SEQUENCE"));
  // One ExtensionTemplate instead of a list, as the text of RFC 9908 3.4 has it
  info.attributes = {{oids::extension_request_template, {*decode_hex("3005 0603551d25")}}};
  EXPECT_EQ(requested_extensions(info)->at(0).id, oids::extended_key_usage);
  info.attributes = {
      {oids::extension_request_template, {*decode_hex("3009 3007 0603551d25 0500")}}};
  EXPECT_EQ(requested_extensions(info).error().text(),
            "9: extensions.extension.extnValue: tag 0x05 where 0x04 was expected");
}

}  // namespace
}  // namespace inquest
