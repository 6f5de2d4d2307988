#include "harness/sut/key_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/yaml/yaml.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

using testing::HasSubstr;

/// A folder with a certificate and its key, that is gone when the test ends.
class KeySecretsFiles : public testing::Test {
 protected:
  KeySecretsFiles() {
    std::filesystem::create_directories(folder);
    const auto key = Key::generate(KeyKind("ec-p256"));
    CertificateTemplate contents;
    contents.subject = encode_name("CN=recipient");
    contents.public_key = key.public_key();
    contents.not_after = 4102444800;
    write("bare.pem", certificate(contents, key).to_pem());
    contents.extensions = {extensions::subject_key_identifier(contents.public_key)};
    named = certificate(contents, key);
    write("cert.pem", named->to_pem());
    write("key.pem", key.to_pem());
    write("other-key.pem", Key::generate(KeyKind("ec-p256")).to_pem());
    write("shared.hex", "000102030405060708090a0b0c0d0e0f\nand a remark\n");
  }
  ~KeySecretsFiles() override { std::filesystem::remove_all(folder); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name) << text;
  }
  static Certificate certificate(const CertificateTemplate& contents, const Key& key) {
    return *Certificate::decode(issue_certificate(contents, contents.subject, key));
  }
  KeySecrets read(const std::string& yaml) const {
    return read_key_secrets(YamlNode::parse(yaml, "p.yaml"), folder);
  }
  std::string error(const std::string& yaml) const {
    try {
      read(yaml);
      return "no error";
    } catch (const YamlError& problem) {
      return problem.what();
    }
  }
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() /
      ("inquest-key-secrets-" +
       std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::optional<Certificate> named;
};

TEST_F(KeySecretsFiles, AreASharedKeyAndRecipients) {
  const auto secrets = read(
      "shared_key: {identifier: 6b31, key_file: shared.hex}\n"
      "key_agreement: {cert: cert.pem, key: key.pem}\n"
      "key_transport: {cert: bare.pem, key: key.pem, identifier: '0a0b'}\n"
      "unfit: {cert: cert.pem}\n");
  ASSERT_TRUE(secrets.shared_key);
  EXPECT_EQ(secrets.shared_key->identifier, bytes_of("k1"));
  EXPECT_EQ(secrets.shared_key->key.size(), 16U);
  ASSERT_TRUE(secrets.key_agreement);
  EXPECT_EQ(secrets.key_agreement->identifier, subject_key_identifier_of(*named));
  ASSERT_TRUE(secrets.key_transport);
  EXPECT_EQ(secrets.key_transport->identifier, (Bytes{0x0a, 0x0b}));
  EXPECT_EQ(secrets.unfit, subject_key_identifier_of(*named));
}

TEST_F(KeySecretsFiles, AreRefusedWithTheirPlace) {
  EXPECT_THAT(error("shared_key: {identifier: 6b, key: '00'}"), HasSubstr("16, 24 or 32"));
  EXPECT_THAT(error("shared_key: {identifier: xy, key: '00'}"), HasSubstr("p.yaml:1:26"));
  EXPECT_THAT(error("shared_key: {identifier: 6b}"), HasSubstr("a 'key' or a 'key_file'"));
  EXPECT_THAT(error("key_transport: {cert: cert.pem, key: other-key.pem}"),
              HasSubstr("not the key of the certificate"));
  EXPECT_THAT(error("key_transport: {cert: bare.pem, key: key.pem}"),
              HasSubstr("no subjectKeyIdentifier"));
  EXPECT_THAT(error("key_transport: {cert: nothing.pem, key: key.pem}"), HasSubstr("nothing.pem"));
  EXPECT_THAT(error("key_transprt: {}"), HasSubstr("key_transport"));
}

}  // namespace
}  // namespace inquest
