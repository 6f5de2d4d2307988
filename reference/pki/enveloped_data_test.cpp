#include "reference/pki/enveloped_data.h"

#include <stdexcept>

#include "reference/codec/oids.h"
#include "reference/pki/recipients_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr auto aes128_cbc = "2.16.840.1.101.3.4.1.2";
constexpr auto aes192_cbc = "2.16.840.1.101.3.4.1.22";
constexpr auto aes256_cbc = "2.16.840.1.101.3.4.1.42";
constexpr auto aes256_gcm = "2.16.840.1.101.3.4.1.46";
constexpr auto aes128_wrap = "2.16.840.1.101.3.4.1.5";
constexpr auto aes256_wrap = "2.16.840.1.101.3.4.1.45";
constexpr auto std_dh_sha256 = "1.3.132.1.11.1";

const auto content = bytes_of("the content");
const Capabilities usual{aes128_cbc};

Bytes enveloped(const TestRecipient& to, const Capabilities& capabilities = usual) {
  return envelop(oids::cms_data, content, to.recipient, capabilities);
}

EnvelopedData seen(const Bytes& der) {
  auto data = decode_enveloped_data(der);
  if (!data) throw std::runtime_error(data.error().text());
  return *std::move(data);
}

RecipientInfo recipient_seen(const TestRecipient& to, const Capabilities& capabilities = usual) {
  return seen(enveloped(to, capabilities)).recipients.at(0);
}

std::string opened(const Bytes& der, const TestRecipient& by) {
  const auto inside = open_envelope(der, by.secret);
  return inside ? std::string(text_of(*inside)) : inside.error().reason;
}

Bytes identifier_of(const TestRecipient& to) {
  const auto& certificate = std::get<CertifiedKey>(to.recipient).certificate;
  const auto value = certificate.extension(oids::subject_key_identifier)->value;
  return {value.begin() + 2, value.end()};
}

TEST(EnvelopedData, OpensForWhomItWasMade) {
  for (const auto& to : {sharing(16), sharing(24), sharing(32), transporting(), transporting(true),
                         agreeing(), agreeing(true), agreeing(false, "ec-p521")})
    for (const auto* cipher : {aes128_cbc, aes192_cbc, aes256_cbc, aes256_gcm}) {
      const auto der = enveloped(to, {cipher});
      EXPECT_EQ(opened(der, to), "the content");
      EXPECT_EQ(seen(der).content_algorithm, cipher);
      EXPECT_EQ(seen(der).content_type, oids::cms_data);
    }
}

TEST(EnvelopedData, NamesASharedKey) {
  const auto info = recipient_seen(sharing());
  EXPECT_EQ(info.management, "kekri");
  EXPECT_EQ(info.version, 4) << "RFC 5652 6.2.3";
  EXPECT_EQ(info.key_identifier, bytes_of("key-7"));
  EXPECT_EQ(info.key_algorithm, aes128_wrap);
}

TEST(EnvelopedData, TransportsKeysToRsa) {
  const auto info = recipient_seen(transporting());
  EXPECT_EQ(info.management, "ktri");
  EXPECT_EQ(info.version, 0) << "RFC 5652 6.2.1";
  EXPECT_EQ(info.key_identifier, Bytes());
  EXPECT_EQ(info.key_algorithm, oids::rsa_encryption);
  const auto named = recipient_seen(transporting(true));
  EXPECT_EQ(named.version, 2);
  EXPECT_EQ(named.key_identifier, identifier_of(transporting(true)));
}

TEST(EnvelopedData, AgreesOnKeysWithEc) {
  const auto info = recipient_seen(agreeing());
  EXPECT_EQ(info.management, "kari");
  EXPECT_EQ(info.version, 3) << "RFC 5652 6.2.2";
  EXPECT_EQ(info.key_algorithm, std_dh_sha256);
  EXPECT_EQ(recipient_seen(agreeing(true)).key_identifier, identifier_of(agreeing(true)));
}

TEST(EnvelopedData, TakesTheAlgorithmThatTheRecipientPrefers) {
  const auto chosen = [](const Capabilities& capabilities) {
    return seen(enveloped(sharing(), capabilities)).content_algorithm;
  };
  EXPECT_EQ(chosen({"1.2.3", aes256_cbc, aes128_cbc}), aes256_cbc);
  EXPECT_EQ(chosen({aes256_gcm, aes128_cbc}), aes128_cbc) << "RFC 7030 4.4.2 wants EnvelopedData";
  EXPECT_EQ(chosen({aes128_wrap}), aes128_cbc);
}

TEST(EnvelopedData, ManagesKeysAsTheRecipientSaid) {
  EXPECT_EQ(recipient_seen(sharing(32), {aes128_cbc, aes256_wrap}).key_algorithm, aes256_wrap);
  const auto rsa = transporting();
  const auto oaep = enveloped(rsa, {aes128_cbc, oids::rsaes_oaep});
  EXPECT_EQ(seen(oaep).recipients.at(0).key_algorithm, oids::rsaes_oaep);
  EXPECT_EQ(opened(oaep, rsa), "the content");
  const auto ec = agreeing();
  EXPECT_EQ(opened(enveloped(ec, {aes256_cbc, aes128_wrap}), ec), "the content");
}

TEST(EnvelopedData, NeedsAnAlgorithmInCommon) {
  const auto defect = [](const TestRecipient& to, const Capabilities& capabilities) {
    return recipient_defect(to.recipient, capabilities).value_or("none");
  };
  EXPECT_THAT(defect(sharing(), {}), HasSubstr("no content encryption algorithm in common"));
  EXPECT_THAT(defect(agreeing(), {"1.2.840.113549.3.7"}), HasSubstr("in common"));
  EXPECT_THAT(defect(sharing(16), {aes128_cbc, aes256_wrap}), HasSubstr("no key wrap algorithm"));
  EXPECT_EQ(defect(sharing(16), usual), "none");
  EXPECT_THAT([] { enveloped(sharing(), {}); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("in common")));
}

TEST(EnvelopedData, NeedsAKeyThatIsFit) {
  const auto defect = [](const TestRecipient& to) {
    return recipient_defect(to.recipient, usual).value_or("none");
  };
  EXPECT_THAT(defect(sharing(5)), HasSubstr("5 octets"));
  EXPECT_THAT(defect(certified_recipient("ed25519", {})), HasSubstr("neither transport nor agree"));
  EXPECT_THAT(defect(certified_recipient("rsa-2048", {"digitalSignature"})),
              HasSubstr("CN=recipient does not allow keyEncipherment"));
  EXPECT_THAT(defect(certified_recipient("ec-p256", {"digitalSignature"})),
              HasSubstr("does not allow keyAgreement"));
  EXPECT_EQ(defect(certified_recipient("ec-p256", {})), "none") << "its use is unrestricted";
}

TEST(EnvelopedData, StaysShutForOthers) {
  EXPECT_THAT(opened(enveloped(sharing()), transporting()), HasSubstr("none of its recipients"));
  auto other = sharing();
  std::get<SharedKey>(other.secret).key[0] ^= 1U;
  EXPECT_NE(opened(enveloped(sharing()), other), "the content");
  std::get<SharedKey>(other.secret).identifier = bytes_of("key-8");
  EXPECT_NE(opened(enveloped(sharing()), other), "the content");
  EXPECT_NE(opened(enveloped(agreeing()), agreeing(false, "ec-p384")), "the content");
  EXPECT_NE(opened(enveloped(transporting()), certified_recipient("rsa-3072", {})), "the content");
}

TEST(EnvelopedData, OpensWithTheKeyAlone) {
  for (auto to : {transporting(), agreeing()}) {
    std::get<PrivateKey>(to.secret).certificate.reset();
    EXPECT_EQ(opened(enveloped(to), to), "the content");
  }
}

TEST(EnvelopedData, SurvivesTruncationAndFlippedBits) {
  const auto to = sharing();
  const auto der = enveloped(to);
  for (std::size_t i = 0; i < der.size(); ++i) {
    EXPECT_FALSE(decode_enveloped_data(BytesView(der).first(i))) << i;
    auto flipped = der;
    flipped[i] ^= 0x40U;
    (void)decode_enveloped_data(flipped);
    (void)open_envelope(flipped, to.secret);
  }
}

}  // namespace
}  // namespace inquest
