#include "reference/codec/crmf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/codec/hex.h"
#include "reference/codec/oids.h"
#include "reference/codec/vectors_for_tests.h"

namespace inquest {
namespace {

const Bytes empty_sequence{0x30, 0x00};

CertRequestMessage example(const std::string& name) {
  const auto der = vector_of("cmc/" + name);
  const auto message = decode_cert_request_message(der);
  EXPECT_TRUE(message) << name << ": " << message.error().text();
  EXPECT_EQ(encode(encode(*message)), der) << name;
  EXPECT_EQ(encode(encode(message->request)), message->request_der) << name;
  return *message;
}

/// certReq with no field but its id, and then `rest`.
Result<CertRequestMessage> with_proof(const std::string& rest) {
  auto fields = *decode_hex("3005 020101 3000" + rest);
  return decode_cert_request_message(encode(Element(Tag::sequence, fields)));
}

TEST(CertRequestMessage, ReadsWhatOpensslWrites) {
  const auto message = example("crmf-signature");
  EXPECT_EQ(message.request.id, 0);
  const auto& wanted = message.request.wanted;
  EXPECT_EQ(encode_hex(*wanted.subject),
            "30253111300f06035504030c086465766963652d313110300e060355040a0c074578616d706c65");
  EXPECT_EQ(wanted.issuer, std::nullopt);
  EXPECT_EQ(encode_hex(*wanted.public_key).substr(0, 22), "3059301306072a8648ce3d");
  ASSERT_EQ(wanted.extensions->size(), 1U);
  EXPECT_EQ(wanted.extensions->front().id, oids::subject_alt_name);
  EXPECT_TRUE(wanted.others.empty());
  const auto* proof = std::get_if<PossessionSignature>(&*message.proof);
  ASSERT_NE(proof, nullptr);
  EXPECT_EQ(proof->input, std::nullopt);
  EXPECT_EQ(proof->algorithm, encode(sequence({oid("1.2.840.10045.4.3.2")})));
  EXPECT_EQ(proof->signature.size(), 71U);
}

TEST(CertRequestMessage, ReadsOtherProofsOfOpenssl) {
  EXPECT_TRUE(std::holds_alternative<PossessionRaVerified>(*example("crmf-ra-verified").proof));
  // OpenSSL says encrCert (0), not challengeResp (1)
  const auto message = example("crmf-key-encipherment");
  const auto& later = std::get<PossessionOfKeyForEncipherment>(*message.proof);
  EXPECT_EQ(encode_hex(later.method), "810100");
}

TEST(CertRequestMessage, GoesThereAndBackWithEveryField) {
  CertRequest request{7, {}, {empty_sequence}};
  request.wanted = {empty_sequence,
                    empty_sequence,
                    empty_sequence,
                    std::vector<Extension>{{oids::key_usage, true, {1}}},
                    {*decode_hex("800102"), *decode_hex("a400"), *decode_hex("880100")}};
  CertRequestMessage message{request, encode(encode(request)), std::nullopt, {empty_sequence}};
  const ProofOfPossession proofs[] = {
      PossessionRaVerified{}, PossessionSignature{*decode_hex("a000"), empty_sequence, {1, 2}},
      PossessionOfKeyForEncipherment{challenge_response_follows()},
      PossessionOfKeyForAgreement{challenge_response_follows()}};
  for (const auto& proof : proofs) {
    message.proof = proof;
    const auto der = encode(encode(message));
    const auto again = decode_cert_request_message(der);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(again->proof->index(), proof.index());
    EXPECT_EQ(encode(encode(*again)), der);
    EXPECT_EQ(encode(encode(again->request)), message.request_der);
    EXPECT_EQ(again->request.wanted.issuer, empty_sequence);
    EXPECT_EQ(again->request.wanted.extensions, request.wanted.extensions);
    EXPECT_EQ(again->request.wanted.others, request.wanted.others);
    EXPECT_EQ(again->request.controls, request.controls);
    EXPECT_EQ(again->registration, message.registration);
  }
}

TEST(CertRequestMessage, NeedsNoProof) {
  EXPECT_EQ(with_proof("")->proof, std::nullopt);
  EXPECT_EQ(with_proof("3002 3000")->registration.size(), 1U);
}

TEST(CertRequestMessage, SaysWhereItIsWrong) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "0: CertReqMsg: missing"},
      {"3100", "0: CertReqMsg: tag 0x31 where 0x30 was expected"},
      {"3000", "2: CertReqMsg.certReq: missing"},
      {"3002 3000", "4: CertReqMsg.certReq.certReqId: missing"},
      {"3005 3003 020101", "7: CertReqMsg.certReq.certTemplate: missing"},
      {"3009 3007 020101 3002 8000 00", "11: 1 bytes are left over"},
      {"3009 3007 020101 3002 8a00", "9: CertReqMsg.certReq.certTemplate.field: a tag that no"},
      {"3009 3007 020101 3002 a500", "11: CertReqMsg.certReq.certTemplate.subject.Name: missing"},
      {"300b 3009 020101 3004 8100 8000",
       "11: CertReqMsg.certReq.certTemplate.field: a field out of its order"},
      {"300b 3009 020101 3004 8000 8000",
       "11: CertReqMsg.certReq.certTemplate.field: a field out of its order"},
      {"3009 3007 020101 3000 0500", "9: CertReqMsg.certReq: 2 bytes are left over"},
      {"3009 3005 020101 3000 a900", "9: CertReqMsg.popo: a tag that none of its choices has"},
      {"300a 3005 020101 3000 800100", "9: CertReqMsg.popo.raVerified: a NULL that holds octets"},
      {"3009 3005 020101 3000 a100", "11: CertReqMsg.popo.signature.algorithmIdentifier: missing"},
      {"300b 3005 020101 3000 a102 3000", "13: CertReqMsg.popo.signature.signature: missing"},
      {"3009 3005 020101 3000 a200", "11: CertReqMsg.popo.keyEncipherment.POPOPrivKey: missing"},
      {"300b 3005 020101 3000 a302 8500",
       "11: CertReqMsg.popo.keyAgreement.POPOPrivKey: a tag that none"},
      {"3009 3005 020101 3000 3000", "9: CertReqMsg.regInfo: an empty SEQUENCE"},
      {"300b 3005 020101 3000 3002 0500", "11: CertReqMsg.regInfo.attribute: tag 0x05"},
  };
  for (const auto& [hex, text] : wrong) {
    const auto message = decode_cert_request_message(*decode_hex(hex));
    ASSERT_FALSE(message) << hex;
    EXPECT_THAT(message.error().text(), testing::StartsWith(text)) << hex;
  }
}

TEST(CertRequestMessage, IsRefusedWhenItIsCutAnywhere) {
  const auto der = vector_of("cmc/crmf-signature");
  for (std::size_t length = 0; length < der.size(); ++length)
    ASSERT_FALSE(decode_cert_request_message(BytesView(der.data(), length))) << length;
}

}  // namespace
}  // namespace inquest
