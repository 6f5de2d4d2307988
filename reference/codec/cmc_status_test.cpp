#include "reference/codec/cmc_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

const Bytes one = encode(integer(1));

std::vector<CmcStatusInfo> examples() {
  return {
      {CmcStatus::failed,
       {BodyPartId{5}, BodyPartPath{1, 201}},
       bytes_of("no such device"),
       CmcFailure::bad_identity},
      {CmcStatus::pending,
       {BodyPartId{6}},
       std::nullopt,
       CmcPending{bytes_of("token"), 1893553445}},
      {CmcStatus::failed,
       {BodyPartId{0}},
       std::nullopt,
       CmcExtendedFailure{"1.3.6.1.4.1.99999.3", one}},
      {CmcStatus::success, {BodyPartId{201}}, std::nullopt, {}},
  };
}

TEST(CmcStatusInfo, ReadsWhatPyasn1Writes) {
  const auto message = decode_pki_response(vector_of("cmc/pkiresponse"));
  ASSERT_TRUE(message) << message.error().text();
  const auto infos = status_infos(message->controls);
  ASSERT_TRUE(infos) << infos.error().text();
  EXPECT_EQ(*infos, examples());
}

TEST(CmcStatusInfo, IsWrittenAsPyasn1WritesIt) {
  const auto message = decode_pki_response(vector_of("cmc/pkiresponse"));
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_EQ(encode(encode(examples()[i])), message->controls.at(i).values.at(0)) << i;
  EXPECT_EQ(status_control(1, examples()[0]), message->controls[0]);
}

TEST(CmcStatusInfo, ReadsAnExtendedFailureWithTagToo) {
  const auto tagged =
      decode_cmc_status_info_v2(*decode_hex("3010 020102 3003 020101 a106 06012a 020101"));
  ASSERT_TRUE(tagged) << tagged.error().text();
  EXPECT_EQ(std::get<CmcExtendedFailure>(tagged->other), (CmcExtendedFailure{"1.2", one}));
}

TEST(CmcStatusInfo, KeepsNumbersWithoutName) {
  const auto info = decode_cmc_status_info(*decode_hex("300b 020101 3003 020101 020163"));
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(name_of(info->status), "1");
  EXPECT_EQ(name_of(std::get<CmcFailure>(info->other)), "99");
  EXPECT_EQ(name_of(CmcStatus::partial), "partial");
  EXPECT_EQ(name_of(CmcStatus::confirm_required), "confirmRequired");
  EXPECT_EQ(name_of(CmcFailure::bad_algorithm), "badAlg");
  EXPECT_EQ(name_of(CmcFailure::auth_data_fail), "authDataFail");
  EXPECT_EQ(name_of(static_cast<CmcFailure>(-1)), "-1");
}

TEST(CmcStatusInfo, KnowsTimesOfTheWholeCalendar) {
  for (const std::int64_t time : {0LL, -1LL, 951782400LL, 253402300799LL}) {
    const CmcStatusInfo info{CmcStatus::pending, {BodyPartId{1}}, {}, CmcPending{{1}, time}};
    const auto again = decode_cmc_status_info(encode(encode(info)));
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(*again, info);
  }
  for (const auto* time : {"20300102030405", "203001020304Z", "20300230030405Z", "20300102240405Z",
                           "20300102030405.5Z", "2030010203040xZ", "20300102030405+0000"}) {
    const auto der = encode(
        sequence({integer(3), sequence({integer(1)}),
                  sequence({octet_string({1}), Element(Tag::generalized_time, bytes_of(time))})}));
    EXPECT_EQ(decode_cmc_status_info(der).error().text(),
              "15: CMCStatusInfo.otherInfo.pendTime: not a time as YYYYMMDDHHMMSSZ")
        << time;
  }
}

TEST(CmcStatusInfo, SaysWhereItIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"3100", "0: CMCStatusInfo: tag 0x31"},
      {"3000", "2: CMCStatusInfo.cMCStatus: missing"},
      {"3003 020100", "5: CMCStatusInfo.bodyList: missing"},
      {"3005 020100 3000", "5: CMCStatusInfo.bodyList: an empty SEQUENCE"},
      {"3007 020100 3002 0500", "7: CMCStatusInfo.bodyList.bodyPartID: tag 0x05"},
      {"3008 020100 3003 0201ff", "7: CMCStatusInfo.bodyList.bodyPartID: not from 0"},
      {"3007 020100 3002 3000", "7: CMCStatusInfo.bodyList.bodyPartPath: an empty SEQUENCE"},
      {"300a 020100 3003 020101 1300", "10: CMCStatusInfo: 2 bytes are left over"},
      {"300a 020100 3003 020101 3000", "12: CMCStatusInfo.otherInfo.pendToken: missing"},
      {"300d 020100 3003 020101 3003 06012a", "15: CMCStatusInfo.otherInfo.failInfoValue: missing"},
      {"300a 020100 3003 020101 a100", "12: CMCStatusInfo.extendedFailInfo.failInfoOID: missing"},
      {"300d 020100 3003 020101 020101 0500", "13: CMCStatusInfo: 2 bytes are left over"},
      {"3008 020100 3003 020101 00", "10: 1 bytes are left over"},
  };
  for (const auto& [hex, text] : wrong) {
    const auto info = decode_cmc_status_info_v2(*decode_hex(hex));
    ASSERT_FALSE(info) << hex;
    EXPECT_THAT(info.error().text(), testing::StartsWith(text)) << hex;
  }
}

TEST(CmcStatusInfo, OfTheOlderVersionHasNeitherPathsNorExtendedFailures) {
  EXPECT_THAT(decode_cmc_status_info(encode(encode(examples()[0]))).error().reason,
              testing::HasSubstr("bodyPartID: tag 0x30"));
  EXPECT_THAT(decode_cmc_status_info(encode(encode(examples()[2]))).error().reason,
              testing::HasSubstr("pendToken: tag 0x06"));
  EXPECT_FALSE(decode_cmc_status_info(*decode_hex("3010 020102 3003 020101 a106 06012a 020101")));
}

TEST(CmcStatusInfo, IsOneValueOfItsControl) {
  EXPECT_TRUE(status_infos({})->empty());
  EXPECT_FALSE(status_infos({{1, oids::cmc_status_info_v2, {}}}));
  EXPECT_FALSE(status_infos({{1, oids::cmc_status_info, {{0x30, 0x00}}}}));
  EXPECT_TRUE(status_infos({{1, oids::cmc_sender_nonce, {}}})->empty());
}

}  // namespace
}  // namespace inquest
