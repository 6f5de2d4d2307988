#include "reference/codec/cmc_controls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

CmcControl holding(const std::string& hex) { return {1, "1.2.3", {*decode_hex(hex)}}; }

TEST(CmcControls, ReadsWhatPyasn1Writes) {
  const auto message = decode_pki_data(vector_of("cmc/pkidata"));
  ASSERT_TRUE(message) << message.error().text();
  const auto& controls = message->controls;
  EXPECT_EQ(encode_hex(*transaction_id(*find_control(controls, oids::cmc_transaction_id))),
            "23ffe572ccaf09")
      << "10132985123483401";
  EXPECT_EQ(*control_octets(*find_control(controls, oids::cmc_sender_nonce)),
            bytes_of("sender-nonce"));
  EXPECT_EQ(*identification(*find_control(controls, oids::cmc_identification)),
            bytes_of("device-1"));
  const auto proof = control_witness(*find_control(controls, oids::cmc_identity_proof_v2));
  ASSERT_TRUE(proof) << proof.error().text();
  EXPECT_EQ(*proof, (SharedSecretWitness{{"2.16.840.1.101.3.4.2.1", std::nullopt},
                                         {"1.2.840.113549.2.9", encode(null())},
                                         bytes_of("witness")}));
}

TEST(CmcControls, AreWrittenAsPyasn1WritesThem) {
  const SharedSecretWitness proof{{"2.16.840.1.101.3.4.2.1", std::nullopt},
                                  {"1.2.840.113549.2.9", encode(null())},
                                  bytes_of("witness")};
  const std::vector<CmcControl> controls{
      transaction_id_control(1, *decode_hex("0023ffe572ccaf09")),
      octets_control(2, oids::cmc_sender_nonce, bytes_of("sender-nonce")),
      identification_control(3, "device-1"),
      witness_control(4, oids::cmc_identity_proof_v2, proof),
  };
  EXPECT_EQ(controls, decode_pki_data(vector_of("cmc/pkidata"))->controls);
}

TEST(CmcControls, TransactionsMayHaveAnyNumber) {
  const Bytes magnitude(20, 0xff);
  const auto id = transaction_id(transaction_id_control(1, magnitude));
  ASSERT_TRUE(id);
  EXPECT_EQ(encode_hex(*id), "00" + encode_hex(magnitude));
  EXPECT_EQ(encode_hex(*transaction_id(holding("0201ff"))), "ff");
}

TEST(CmcControls, SayWhatIsWrong) {
  EXPECT_EQ(transaction_id(holding("040101")).error().text(),
            "0: transactionId: tag 0x04 where 0x02 was expected");
  EXPECT_FALSE(transaction_id(holding("02020001")));
  EXPECT_EQ(control_octets(holding("0500")).error().text(),
            "0: octets: tag 0x05 where 0x04 was expected");
  EXPECT_EQ(control_octets(holding("040000")).error().text(), "2: 1 bytes are left over");
  EXPECT_EQ(identification(holding("1300")).error().text(),
            "0: identification: tag 0x13 where 0x0c was expected");
  const std::pair<const char*, const char*> proofs[] = {
      {"3000", "2: proof.hashAlgID: missing"},
      {"3002 3000", "4: proof.hashAlgID.algorithm: missing"},
      {"3007 3005 0603550403", "9: proof.macAlgID: missing"},
      {"300e 3005 0603550403 3005 0603550403", "16: proof.witness: missing"},
      {"300b 3009 0603550403 0500 0500", "11: proof.hashAlgID: 2 bytes are left over"},
      {"3012 3005 0603550403 3005 0603550403 0400 0500", "18: proof: 2 bytes are left over"},
  };
  for (const auto& [hex, text] : proofs)
    EXPECT_EQ(control_witness(holding(hex)).error().text(), text) << hex;
  const CmcControl none{1, oids::cmc_sender_nonce, {}};
  EXPECT_THAT(control_octets(none).error().reason, testing::HasSubstr("exactly one value"));
  const CmcControl two{1, oids::cmc_sender_nonce, {{0x04, 0x00}, {0x04, 0x00}}};
  EXPECT_FALSE(control_octets(two));
}

}  // namespace
}  // namespace inquest
