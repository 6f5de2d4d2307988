#include "reference/pki/signed_data.h"

#include <algorithm>

#include "reference/codec/oids.h"
#include "reference/pki/authority.h"
#include "reference/pki/key_pool.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr std::int64_t now = 1750000000;

Key key_of(const std::string& kind) {
  static KeyPool pool;
  return pool.key(KeyKind(kind), 0);
}

const std::shared_ptr<Authority>& authority() {
  static const auto made = Authority::in_memory({}, now);
  return made;
}

CmsSigner certified(const std::string& kind = "ec-p256") {
  const auto key = key_of(kind);
  return {key, authority()->issue(authority()->prepare(encode_name("CN=signer"), key.public_key(),
                                                       std::nullopt, now))};
}

CmsSigner by_key_alone() { return {key_of("ec-p256"), bytes_of("request-key")}; }

const auto content = bytes_of("controls and requests");

CertsOnly made(const CmsSigner& signer = certified()) {
  return sign_data(oids::pki_data, content, signer);
}

SignedData read_back(const Bytes& der) {
  auto data = decode_signed_data(der);
  if (!data) throw std::runtime_error(data.error().text());
  return *std::move(data);
}

SignedData read_back(const CertsOnly& data) { return read_back(encode(encode(data))); }

std::string defect(const SignedData& data) {
  return signature_defect(data, data.signers.at(0)).value_or("none");
}

TEST(SignedData, ReadsAsItWasMade) {
  const auto signer = certified();
  const auto data = read_back(
      sign_data(oids::pki_data, content, signer, {authority()->issuing(), authority()->root()}));
  EXPECT_EQ(data.content_type, oids::pki_data);
  EXPECT_EQ(data.content, content);
  ASSERT_THAT(data.certificates, SizeIs(3));
  EXPECT_EQ(data.certificates[2].der(), authority()->root().der());
  ASSERT_THAT(data.signers, SizeIs(1));
  ASSERT_TRUE(data.signers[0].certificate);
  EXPECT_EQ(data.signers[0].certificate->der(), std::get<Certificate>(signer.identity).der());
}

TEST(SignedData, VerifiesForEveryKindOfKey) {
  for (const auto& kind : KeyKind::names())
    EXPECT_EQ(defect(read_back(made(certified(kind)))), "none") << kind;
}

TEST(SignedData, NamesAKeyThatNobodyHasCertified) {
  const auto data = read_back(made(by_key_alone()));
  EXPECT_THAT(data.certificates, SizeIs(0));
  const auto& signer = data.signers.at(0);
  EXPECT_EQ(std::get<Bytes>(signer.identity), bytes_of("request-key"));
  EXPECT_EQ(defect(data), "the certificate that it names is not there");
  EXPECT_EQ(signature_defect(data, signer, key_of("ec-p256").public_key()), std::nullopt);
  EXPECT_EQ(signature_defect(data, signer, key_of("ec-p384").public_key()),
            "its signature does not verify");
}

TEST(SignedData, FindsACertificateByItsKeyIdentifier) {
  const auto signer = certified();
  const auto& certificate = std::get<Certificate>(signer.identity);
  const auto identifier = certificate.extension(oids::subject_key_identifier)->value;
  const auto data = read_back(sign_data(
      oids::pki_response, content, {signer.key, Bytes(identifier.begin() + 2, identifier.end())},
      {authority()->root(), certificate}));
  ASSERT_TRUE(data.signers[0].certificate);
  EXPECT_EQ(data.signers[0].certificate->der(), certificate.der());
  EXPECT_EQ(defect(data), "none");
}

TEST(SignedData, HasTheVersionsOfRfc5652) {
  const auto versions = [](const CertsOnly& data) {
    return std::pair(data.version, decode_der(data.signers.at(0)).value()[0].contents());
  };
  EXPECT_EQ(versions(sign_data(oids::cms_data, content, certified())), std::pair(1L, Bytes{1}));
  EXPECT_EQ(versions(made()), std::pair(3L, Bytes{1}));
  EXPECT_EQ(versions(made(by_key_alone())), std::pair(3L, Bytes{3}));
}

TEST(SignedData, ShowsThatContentWasChanged) {
  auto data = made();
  data.content->back() ^= 1U;
  EXPECT_THAT(defect(read_back(data)), HasSubstr("message-digest"));
  data = made();
  data.content_type = oids::pki_response;
  EXPECT_THAT(defect(read_back(data)), HasSubstr("content-type"));
  data.content.reset();
  EXPECT_EQ(defect(read_back(data)), "there is no content");
}

TEST(SignedData, ShowsThatASignatureWasChanged) {
  auto data = made();
  data.signers[0].back() ^= 1U;
  EXPECT_EQ(defect(read_back(data)), "its signature does not verify");
}

/// The tree of the only SignerInfo, to be spoiled and put back.
Element signer_of(const CertsOnly& data) { return decode_der(data.signers.at(0)).value(); }

TEST(SignedData, WantsSignedAttributesUnlessItIsPlainData) {
  const auto signer = certified();
  auto data = made(signer);
  auto tree = signer_of(data);
  tree.remove(3);
  tree[4].replace_contents(signer.key.sign(content));
  data.signers[0] = encode(tree);
  EXPECT_THAT(defect(read_back(data)), HasSubstr("no signed attributes"));
  data.content_type = oids::cms_data;
  EXPECT_EQ(defect(read_back(data)), "none");
}

TEST(SignedData, TakesAttributesInTheOrderInWhichTheyCame) {
  const auto signer = certified();
  auto data = made(signer);
  auto tree = signer_of(data);
  auto& attributes = tree[3];
  const auto first = attributes[0];
  attributes.remove(0);
  attributes.add(first);
  auto covered = attributes;
  covered.retag(Tag::set);
  tree[5].replace_contents(signer.key.sign(encode(covered)));
  data.signers[0] = encode(tree);
  EXPECT_EQ(defect(read_back(data)), "none");
}

TEST(SignedData, CompletesAnAlgorithmThatNamesNoDigest) {
  auto data = made(certified("rsa-2048"));
  auto tree = signer_of(data);
  tree[4] = sequence({oid(oids::rsa_encryption), null()});
  data.signers[0] = encode(tree);
  EXPECT_EQ(defect(read_back(data)), "none");
}

TEST(SignedData, SaysThatADigestIsUnknown) {
  auto data = made();
  auto tree = signer_of(data);
  tree[2] = sequence({oid("1.2.3.4")});
  data.signers[0] = encode(tree);
  EXPECT_EQ(defect(read_back(data)), "its digest algorithm 1.2.3.4 is not known here");
}

TEST(SignedData, IsReadFromBer) {
  auto tree = encode(made());
  tree.write_length_indefinite();
  tree[1].write_length_indefinite();
  auto& signed_data = tree[1][0];
  signed_data.write_length_indefinite();
  // A constructed OCTET STRING of two segments, as streaming senders write it.
  signed_data[2][1] = explicit_tag(
      0, Element(static_cast<Tag>(0x24),
                 std::vector{octet_string(bytes_of("controls")), octet_string(bytes_of(" etc"))}));
  signed_data[2][1][0].write_length_indefinite();
  const auto data = read_back(encode(tree));
  EXPECT_EQ(data.content, bytes_of("controls etc"));
  EXPECT_THAT(defect(data), HasSubstr("message-digest"));
  auto whole = encode(made());
  whole.write_length_indefinite();
  EXPECT_EQ(defect(read_back(encode(whole))), "none");
}

TEST(SignedData, SurvivesTruncationAndFlippedBits) {
  const auto der = encode(encode(made()));
  for (std::size_t i = 0; i < der.size(); ++i) {
    EXPECT_FALSE(decode_signed_data(BytesView(der).first(i))) << i;
    auto flipped = der;
    flipped[i] ^= 0x40U;
    if (const auto data = decode_signed_data(flipped))
      for (const auto& signer : data->signers) (void)signature_defect(*data, signer);
  }
}

}  // namespace
}  // namespace inquest
