#include "reference/pki/key_package.h"

#include <stdexcept>

#include "reference/codec/cursor.h"
#include "reference/codec/oids.h"
#include "reference/pki/memory_bio.h"
#include "reference/pki/recipients_for_tests.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::ThrowsMessage;

const Capabilities aes128_cbc{"2.16.840.1.101.3.4.1.2"};

Key made(const char* kind = "ec-p256") {
  static KeyPool pool;
  return pool.key(KeyKind(kind), 1);
}

CmsSigner generator() {
  const auto somebody = certified_recipient("ec-p256", {});
  const auto& secret = std::get<PrivateKey>(somebody.secret);
  return {secret.key, *secret.certificate};
}

TEST(PrivateKeyInfo, GivesTheKeyBack) {
  for (const auto& kind : KeyKind::names()) {
    const auto key = made(kind.c_str());
    const auto read = decode_private_key(key.to_pkcs8());
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->public_key(), key.public_key());
  }
}

TEST(PrivateKeyInfo, MayHaveAttributesAndAPublicKey) {
  for (const auto* kind : {"ec-p256", "ed25519"}) {
    auto tree = decode_der(made(kind).to_pkcs8()).value();
    tree[0] = integer(1);
    tree.add(Element(context(0), std::vector<Element>{}));
    tree.add(Element(context(1, false), Bytes{0, 1, 2, 3}));
    const auto read = decode_private_key(encode(tree));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->public_key(), made(kind).public_key());
  }
}

TEST(PrivateKeyInfo, SaysWhatIsWrong) {
  auto tree = decode_der(made().to_pkcs8()).value();
  tree[0] = integer(2);
  EXPECT_THAT(decode_private_key(encode(tree)).error().reason,
              HasSubstr("OneAsymmetricKey.version: 2"));
  tree[0] = integer(0);
  tree[2].replace_contents({1, 2, 3});
  EXPECT_THAT(decode_private_key(encode(tree)).error().reason, HasSubstr("no private key"));
  const PkeyPtr agreeing(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpensslDeleter<PKCS8_PRIV_KEY_INFO_free>> info(
      EVP_PKEY2PKCS8(agreeing.get()));
  EXPECT_THAT(
      decode_private_key(der_of(info.get(), i2d_PKCS8_PRIV_KEY_INFO, "a key")).error().reason,
      HasSubstr("cannot sign"));
}

TEST(KeyPackage, HoldsOneKeyOrMore) {
  const auto one = decode_key_package(encode_key_package(made()));
  ASSERT_TRUE(one);
  EXPECT_THAT(one.value(), testing::ElementsAre(made().to_pkcs8()));
  const auto member = Element::raw(made().to_pkcs8());
  EXPECT_THAT(decode_key_package(encode(sequence({member, member}))).value(), SizeIs(2));
  EXPECT_FALSE(decode_key_package(encode(sequence({})))) << "RFC 5958 2: SIZE (1..MAX)";
}

TEST(ProtectedKey, OpensForEveryKindOfRecipient) {
  for (const auto& to : {sharing(), transporting(), agreeing()}) {
    const auto opened =
        open_protected_key(protect_key(made(), generator(), to.recipient, aes128_cbc), to.secret);
    ASSERT_TRUE(opened) << opened.error().text();
    EXPECT_EQ(opened->envelope.content_type, oids::cms_signed_data);
    EXPECT_EQ(opened->signed_key.content_type, oids::key_package);
    EXPECT_EQ(signature_defect(opened->signed_key, opened->signed_key.signers.at(0)), std::nullopt);
    ASSERT_THAT(opened->keys, SizeIs(1));
    EXPECT_EQ(decode_private_key(opened->keys[0])->public_key(), made().public_key());
  }
}

TEST(ProtectedKey, MayBeAWholeContentInfoInside) {
  const auto signed_key = sign_data(oids::key_package, encode_key_package(made()), generator());
  const auto der =
      envelop(oids::cms_data, encode(encode(signed_key)), sharing().recipient, aes128_cbc);
  const auto opened = open_protected_key(der, sharing().secret);
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_EQ(opened->envelope.content_type, oids::cms_data);
  EXPECT_THAT(opened->keys, SizeIs(1));
}

TEST(ProtectedKey, NamesTheLayerThatIsWrong) {
  const auto opening = [](const Bytes& der) {
    return open_protected_key(der, sharing().secret).error().reason;
  };
  const auto around = [](const CertsOnly& data) {
    return envelop(oids::cms_signed_data, bare_signed_data(data), sharing().recipient, aes128_cbc);
  };
  EXPECT_THAT(opening(bytes_of("no CMS")), HasSubstr("EnvelopedData: "));
  EXPECT_THAT(
      opening(envelop(oids::cms_signed_data, bytes_of("no CMS"), sharing().recipient, aes128_cbc)),
      HasSubstr("the encrypted content: "));
  EXPECT_THAT(opening(around(sign_data(oids::cms_data, made().to_pkcs8(), generator()))),
              HasSubstr("where id-ct-KP-aKeyPackage was expected"));
  EXPECT_THAT(opening(around(sign_data(oids::key_package, made().to_pkcs8(), generator()))),
              HasSubstr("eContent: AsymmetricKeyPackage"));
}

TEST(ProtectedKey, IsNotMadeForAKeyThatIsUnfit) {
  const auto unfit = certified_recipient("ed25519", {});
  EXPECT_THAT([&] { protect_key(made(), generator(), unfit.recipient, aes128_cbc); },
              ThrowsMessage<std::invalid_argument>(HasSubstr("neither transport nor agree")));
}

}  // namespace
}  // namespace inquest
