#include "reference/codec/smime_capabilities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"

namespace inquest {
namespace {

// Cut out of what `openssl cms -sign` of OpenSSL 3.0.22 signs.
constexpr auto openssl_value =
    "306a300b060960864801650304012a300b0609608648016503040116300b0609608648016503040102300a06082a"
    "864886f70d0307300e06082a864886f70d030202020080300d06082a864886f70d0302020140300706052b0e0302"
    "07300d06082a864886f70d0302020128";

Result<SmimeCapabilities> decoded(const std::string& hex) {
  return smime_capabilities({oids::smime_capabilities, {*decode_hex(hex)}});
}

TEST(SmimeCapabilities, ReadsWhatOpensslWrites) {
  const auto capabilities = decoded(openssl_value);
  ASSERT_TRUE(capabilities) << capabilities.error().text();
  ASSERT_EQ(capabilities->size(), 8U);
  EXPECT_EQ(capabilities->front(), (AlgorithmIdentifier{"2.16.840.1.101.3.4.1.42", {}}));
  EXPECT_EQ(capabilities->at(4), (AlgorithmIdentifier{"1.2.840.113549.3.2", encode(integer(128))}));
  const auto attribute = smime_capabilities_attribute(*capabilities);
  EXPECT_EQ(attribute.type, "1.2.840.113549.1.9.15");
  EXPECT_EQ(encode_hex(attribute.values.at(0)), openssl_value);
}

TEST(SmimeCapabilities, MayBeEmpty) {
  EXPECT_TRUE(decoded("3000")->empty());
  EXPECT_EQ(encode_hex(smime_capabilities_attribute({}).values.at(0)), "3000");
}

TEST(SmimeCapabilities, SaysWhatIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"3100", "0: SMIMECapabilities: tag 0x31 where 0x30 was expected"},
      {"3002 0500", "2: SMIMECapabilities.capability: tag 0x05 where 0x30 was expected"},
      {"3002 3000", "4: SMIMECapabilities.capability.algorithm: missing"},
      {"300b 3009 0603550403 0500 0500", "11: SMIMECapabilities.capability: 2 bytes are left over"},
      {"3000 00", "2: 1 bytes are left over"},
  };
  for (const auto& [hex, text] : wrong) EXPECT_EQ(decoded(hex).error().text(), text) << hex;
  EXPECT_FALSE(smime_capabilities({oids::smime_capabilities, {}}));
  EXPECT_THAT(smime_capabilities({oids::smime_capabilities, {{0x30, 0}, {0x30, 0}}}).error().reason,
              testing::HasSubstr("exactly one value"));
  const SmimeCapabilities many(1025, {oids::common_name, {}});
  EXPECT_THAT(smime_capabilities(smime_capabilities_attribute(many)).error().reason,
              testing::HasSubstr("more than 1024"));
}

}  // namespace
}  // namespace inquest
