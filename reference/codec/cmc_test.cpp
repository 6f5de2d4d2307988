#include "reference/codec/cmc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

TEST(PkiData, ReadsWhatPyasn1Writes) {
  const auto der = vector_of("cmc/pkidata");
  const auto message = decode_pki_data(der);
  ASSERT_TRUE(message) << message.error().text();
  ASSERT_EQ(message->controls.size(), 4U);
  EXPECT_EQ(find_control(message->controls, oids::cmc_sender_nonce)->id, 2U);
  EXPECT_EQ(find_control(message->controls, oids::cmc_recipient_nonce), nullptr);
  ASSERT_EQ(message->requests.size(), 3U);
  const auto& tagged = std::get<TaggedCertificationRequest>(message->requests[0]);
  EXPECT_EQ(tagged.id, 5U);
  EXPECT_EQ(requested_extensions(tagged.request.info)->at(0).id, oids::subject_alt_name);
  const auto& crmf = std::get<CertRequestMessage>(message->requests[1]);
  EXPECT_EQ(encode(encode(crmf)), vector_of("cmc/crmf-signature"));
  EXPECT_EQ(std::get<CmcOther>(message->requests[2]),
            (CmcOther{6, "1.3.6.1.4.1.99999.1", encode(null())}));
  EXPECT_EQ(message->contents,
            (std::vector<TaggedContent>{{4294967295, encode(sequence({oid(oids::cms_data)}))}}));
  EXPECT_EQ(message->others,
            (std::vector<CmcOther>{{8, "1.3.6.1.4.1.99999.2", encode(integer(7))}}));
  EXPECT_EQ(encode(encode(*message)), der);
  EXPECT_EQ(body_part_defect(*message), "body part 0 is not from 1 to 4294967295");
}

TEST(PkiData, HasTheOctetsThatAnIdentityProofCovers) {
  const auto der = vector_of("cmc/pkidata");
  const auto tree = decode_der(der);
  ASSERT_TRUE(tree);
  EXPECT_EQ(encode(encode(decode_pki_data(der)->requests)), encode((*tree)[1]));
}

TEST(PkiResponse, ReadsWhatPyasn1Writes) {
  const auto der = vector_of("cmc/pkiresponse");
  const auto message = decode_pki_response(der);
  ASSERT_TRUE(message) << message.error().text();
  EXPECT_EQ(message->controls.size(), 6U);
  EXPECT_EQ(encode(encode(*message)), der);
  EXPECT_EQ(body_part_defect(*message), std::nullopt);
}

TEST(PkiData, MayBeEmpty) {
  EXPECT_EQ(encode_hex(encode(encode(PkiData{}))), "30083000300030003000");
  EXPECT_TRUE(decode_pki_data(encode(encode(PkiData{}))));
  EXPECT_EQ(encode_hex(encode(encode(PkiResponse{}))), "3006300030003000");
  EXPECT_TRUE(decode_pki_response(encode(encode(PkiResponse{}))));
}

TEST(PkiData, TellsBodyPartsThatAreNotUnique) {
  PkiData message;
  EXPECT_EQ(body_part_defect(message), std::nullopt);
  message.controls = {{1, oids::cmc_sender_nonce, {}}, {2, oids::cmc_sender_nonce, {}}};
  message.requests = {CmcOther{3, "1.2.3", encode(null())}};
  EXPECT_EQ(body_part_defect(message), std::nullopt);
  message.others = {{3, "1.2.3", encode(null())}};
  EXPECT_EQ(body_part_defect(message), "body part 3 occurs twice");
  CertRequestMessage crmf;
  crmf.request.id = -1;
  message.requests = {crmf};
  EXPECT_EQ(body_part_defect(message), "body part -1 is not from 1 to 4294967295");
}

TEST(PkiData, SaysWhereItIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"3100", "0: PKIData: tag 0x31"},
      {"3000", "2: PKIData.controlSequence: missing"},
      {"3006 3000 3000 3000", "8: PKIData.otherMsgSequence: missing"},
      {"300a 3000 3000 3000 3000 0500", "10: PKIData: 2 bytes are left over"},
      {"3008 3000 3000 3000 3000 00", "10: 1 bytes are left over"},
      {"300a 3002 0500 3000 3000 3000", "4: PKIData.controlSequence.control: tag 0x05"},
      {"300d 3005 3003 020101 3000 3000 3000",
       "9: PKIData.controlSequence.control.attrType: missing"},
      {"300d 3005 3003 0201ff 3000 3000 3000",
       "6: PKIData.controlSequence.control.bodyPartID: not from 0 to"},
      {"3011 3009 3007 02050100000000 3000 3000 3000",
       "6: PKIData.controlSequence.control.bodyPartID: not from 0 to"},
      {"3012 300a 3008 020101 0603550403 3000 3000 3000",
       "14: PKIData.controlSequence.control.attrValues: missing"},
      {"300a 3000 3002 a300 3000 3000", "6: PKIData.reqSequence.request: a tag that none"},
      {"300a 3000 3002 a000 3000 3000", "8: PKIData.reqSequence.tcr.bodyPartID: missing"},
      {"300d 3000 3005 a003 020101 3000 3000",
       "11: PKIData.reqSequence.tcr.CertificationRequest: missing"},
      {"300a 3000 3002 a100 3000 3000", "8: PKIData.reqSequence.crm.certReq: missing"},
      {"300d 3000 3005 a203 020101 3000 3000", "11: PKIData.reqSequence.orm.type: missing"},
      {"300d 3000 3000 3005 3003 020101 3000",
       "13: PKIData.cmsSequence.content.contentInfo: missing"},
      {"300d 3000 3000 3000 3005 3003 020101",
       "15: PKIData.otherMsgSequence.message.type: missing"},
  };
  for (const auto& [hex, text] : wrong) {
    const auto message = decode_pki_data(*decode_hex(hex));
    ASSERT_FALSE(message) << hex;
    EXPECT_THAT(message.error().text(), testing::StartsWith(text)) << hex;
  }
  EXPECT_EQ(decode_pki_response(*decode_hex("3004 3000 3000")).error().text(),
            "6: PKIResponse.otherMsgSequence: missing");
}

TEST(PkiData, HasLimits) {
  PkiData message;
  message.controls.assign(1024, {1, oids::cmc_sender_nonce, {}});
  EXPECT_TRUE(decode_pki_data(encode(encode(message))));
  message.controls.push_back(message.controls.front());
  EXPECT_THAT(decode_pki_data(encode(encode(message))).error().reason,
              testing::HasSubstr("more than 1024 members"));
}

TEST(PkiData, IsRefusedWhenItIsCutAnywhere) {
  const auto data = vector_of("cmc/pkidata");
  for (std::size_t length = 0; length < data.size(); ++length)
    ASSERT_FALSE(decode_pki_data(BytesView(data.data(), length))) << length;
  const auto response = vector_of("cmc/pkiresponse");
  for (std::size_t length = 0; length < response.size(); ++length)
    ASSERT_FALSE(decode_pki_response(BytesView(response.data(), length))) << length;
}

}  // namespace
}  // namespace inquest
