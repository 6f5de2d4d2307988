#include "harness/sut/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cmake/source_folder.h"
#include "harness/yaml/yaml.h"
#include "reference/pki/atomic_file.h"
#include "reference/pki/certificate.h"
#include "reference/pki/key.h"
#include "reference/pki/name.h"

namespace inquest {
namespace {

using testing::HasSubstr;

struct ProfileFile {
  TemporaryFolder folder;
  explicit ProfileFile(const std::string& text) { write("p.yaml", text); }
  std::filesystem::path path() const { return folder.path() / "p.yaml"; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() / name) << text;
  }
  std::string error() const {
    try {
      load_server_profile(path());
    } catch (const YamlError& error) {
      return error.what();
    }
    return "no error";
  }
};

Certificate certificate_of(const Key& key) {
  CertificateTemplate contents;
  contents.subject = encode_name("CN=device");
  contents.public_key = key.public_key();
  contents.serial = {1};
  contents.not_after = 86400;
  return *Certificate::decode(issue_certificate(contents, contents.subject, key));
}

TEST(ServerProfile, UrlGivesHostPortAndLabel) {
  ServerProfile profile;
  set_url(profile, "https://est.example:8443/.well-known/est/factory/");
  EXPECT_EQ(profile.endpoint.host, "est.example");
  EXPECT_EQ(profile.endpoint.port, 8443);
  EXPECT_EQ(profile.label, "factory");
  EXPECT_EQ(profile.url, "https://est.example:8443");
  set_url(profile, "https://[::1]:9");
  EXPECT_EQ(profile.endpoint.host, "::1");
  set_url(profile, "https://est.example");
  EXPECT_EQ(profile.endpoint.port, 443);
}

TEST(ServerProfile, RefusesUrlsThatAreNone) {
  ServerProfile profile;
  for (const auto* url : {"http://x", "x:1", "https://", "https://x:0", "https://x:99999",
                          "https://x:y", "https://x/est", "https://[::1", "https://u@x",
                          "https://x?y", "https://x/.well-known/est/a/b"})
    EXPECT_THROW(set_url(profile, url), std::invalid_argument) << url;
}

TEST(ServerProfile, ReadsAProfile) {
  const ProfileFile file(
      "name: ours\nurl: https://localhost:1\nuser: u\npassword: p\ntls: [\"1.3\"]\nkeys: "
      "[ed25519]\n"
      "layout: single-line\ncontent_transfer_encoding: base64\nother_label: b\nexclude: [{select: "
      "'a*', reason: known}]\n");
  const auto profile = load_server_profile(file.path());
  EXPECT_EQ(profile.name, "ours");
  EXPECT_EQ(profile.credentials->password, "p");
  EXPECT_EQ(profile.content_transfer_encoding, "base64");
  EXPECT_EQ(profile.exclude.at(0).reason, "known");
  EXPECT_THAT(profile.capabilities(), testing::Contains("tls1.3"));
  EXPECT_THAT(profile.capabilities(), testing::Not(testing::Contains("tls1.2")));
  EXPECT_THAT(profile.capabilities(), testing::IsSupersetOf({"basic", "certificate", "label"}));
}

TEST(ServerProfile, TakesNoSecondFieldForATransferEncoding) {
  EXPECT_THAT(ProfileFile("url: https://x\ncontent_transfer_encoding: \"a\\r\\nB: c\"\n").error(),
              HasSubstr("letters, digits and hyphens"));
}

TEST(ServerProfile, NamesPlaceAndNearestKey) {
  EXPECT_THAT(
      ProfileFile("url: https://x\npasword: p\n").error(),
      HasSubstr("p.yaml:2:1: a server profile takes no 'pasword'; did you mean 'password'"));
  EXPECT_THAT(ProfileFile("url: https://x\ntls: [\"1.1\"]\n").error(), HasSubstr("p.yaml:2:7:"));
  EXPECT_THAT(ProfileFile("url: ftp://x\n").error(), HasSubstr("p.yaml:1:6:"));
  EXPECT_THAT(ProfileFile("url: https://x\ntrust: none.pem\n").error(), HasSubstr("p.yaml:2:8:"));
  EXPECT_THAT(ProfileFile("url: https://x\ncert: a.pem\n").error(), HasSubstr("wants a 'key'"));
  EXPECT_THAT(ProfileFile("name: x\n").error(), HasSubstr("'url' is missing"));
}

TEST(ServerProfile, ReadsFilesBesideIt) {
  const ProfileFile file(
      "url: https://x\ntrust: c.pem\ncert: c.pem\nkey: k.pem\nuser: ''\npassword_file: p.txt\n");
  const auto key = Key::generate(KeyKind("ec-p256"));
  file.write("c.pem", certificate_of(key).to_pem());
  file.write("k.pem", key.to_pem());
  file.write("p.txt", "secret\nand a remark\n");
  const auto profile = load_server_profile(file.path());
  EXPECT_EQ(profile.trust.size(), 1U);
  EXPECT_EQ(profile.credentials->user, "");
  EXPECT_EQ(profile.credentials->password, "secret");
  ASSERT_TRUE(profile.identity);
  EXPECT_EQ(profile.identity->certificate.subject_text(), "CN=device");
  EXPECT_TRUE(profile.identity->intermediates.empty());
}

TEST(ServerProfile, RefusesAKeyOfAnotherCertificate) {
  const ProfileFile file("url: https://x\ncert: c.pem\nkey: k.pem\n");
  file.write("c.pem", certificate_of(Key::generate(KeyKind("ec-p256"))).to_pem());
  file.write("k.pem", Key::generate(KeyKind("ec-p256")).to_pem());
  EXPECT_THAT(file.error(), HasSubstr("p.yaml:3:6: this is not the key of the first certificate"));
}

TEST(ServerProfile, RefusesHalvesOfCredentials) {
  const std::string url = "url: https://x\n";
  EXPECT_THAT(ProfileFile(url + "user: u\n").error(), HasSubstr("p.yaml:2:7: 'user' wants"));
  EXPECT_THAT(ProfileFile(url + "user: a:b\npassword: p\n").error(), HasSubstr("colon"));
  EXPECT_THAT(ProfileFile(url + "password: p\npassword_file: f\n").error(),
              HasSubstr("p.yaml:3:16: 'password' is there already"));
  const ProfileFile empty(url + "password_file: p.txt\n");
  empty.write("p.txt", "\n");
  EXPECT_THAT(empty.error(), HasSubstr("the first line is empty"));
}

TEST(ServerProfile, RefusesLabelsThatAreNone) {
  const std::string url = "url: https://x/.well-known/est/a\n";
  for (const auto* label : {"cacerts", "a/b", "''", "b"})
    EXPECT_THAT(ProfileFile(url + "label: " + label + "\n").error(), HasSubstr("p.yaml:2:8:"))
        << label;
  EXPECT_THAT(ProfileFile(url + "other_label: a\n").error(), HasSubstr("the first label again"));
  EXPECT_EQ(ProfileFile(url + "label: a\nother_label: b\n").error(), "no error");
}

TEST(ServerProfile, RefusesASubjectThatIsNoName) {
  EXPECT_THAT(ProfileFile("url: https://x\nsubject: device-{number}\n").error(),
              HasSubstr("p.yaml:2:10:"));
  EXPECT_EQ(ProfileFile("url: https://x\nsubject: CN={number}+UID={number},O=E\n").error(),
            "no error");
}

TEST(ServerProfile, RefusesEmptyAndRepeatedLists) {
  EXPECT_THAT(ProfileFile("url: https://x\nkeys: []\n").error(), HasSubstr("at least one"));
  EXPECT_THAT(ProfileFile("url: https://x\ntls: [1.2, 1.2]\n").error(),
              HasSubstr("p.yaml:2:12: the TLS version '1.2' is there twice"));
}

/// The published schema and the loader must know the same keys and words.
TEST(ServerProfile, TheSchemaKnowsWhatTheLoaderKnows) {
  std::ifstream in(std::string(source_folder) + "/harness/sut/server-profile.schema.json");
  const auto properties = nlohmann::json::parse(in).at("properties");
  // An unheard-of key is answered with the list of those that there are.
  const auto error = ProfileFile("url: https://x\nzzzzzzzz: 1\n").error();
  std::istringstream list(error.substr(error.find("it takes ") + 9));
  std::set<std::string> in_loader, in_schema;
  for (std::string key; std::getline(list >> std::ws, key, ',');) in_loader.insert(key);
  for (const auto& [key, value] : properties.items()) in_schema.insert(key);
  EXPECT_EQ(in_schema, in_loader);

  std::set<std::string> words;
  for (const auto* key : {"operations", "policies", "tls", "keys", "http_authentication"})
    for (const auto& word : properties.at(key).at("items").at("enum")) {
      const auto prefix = key == std::string("tls")    ? "tls"
                          : key == std::string("keys") ? "key:"
                                                       : "";
      words.insert(prefix + word.get<std::string>());
    }
  auto known = ServerProfile::known_capabilities();
  for (const auto* derived : {"srp", "shared-secret", "certificate", "certificate-alone", "label",
                              "end-entity", "forbidden-subject"})
    std::erase(known, derived);
  std::erase_if(known, [](const std::string& word) { return word.starts_with("encryption:"); });
  EXPECT_THAT(words, testing::UnorderedElementsAreArray(known));

  for (const auto& layout : properties.at("layout").at("enum"))
    EXPECT_EQ(ProfileFile("url: https://x\nlayout: " + layout.get<std::string>() + "\n").error(),
              "no error");
}

TEST(ServerProfile, KnowsHowItsServerAuthenticatesClients) {
  const ProfileFile digest("url: https://x\nuser: u\npassword: p\nhttp_authentication: [digest]\n");
  const auto by_digest = load_server_profile(digest.path());
  EXPECT_TRUE(by_digest.speaks_digest());
  EXPECT_THAT(by_digest.capabilities(), testing::Contains("digest"));
  EXPECT_THAT(by_digest.capabilities(), testing::Not(testing::Contains("basic")));

  const ProfileFile srp("url: https://x\nsrp_user: u\nsrp_password: p\n");
  const auto by_srp = load_server_profile(srp.path());
  EXPECT_TRUE(by_srp.has_srp_alone());
  EXPECT_THAT(by_srp.capabilities(), testing::IsSupersetOf({"srp", "certificate"}));
  EXPECT_THAT(ProfileFile("url: https://x\nsrp_user: u\n").error(), HasSubstr("p.yaml:2:11:"));
  EXPECT_THAT(ProfileFile("url: https://x\nsrp_password: u\n").error(), HasSubstr("srp_user"));
}

TEST(ServerProfile, KnowsASecretOfFullCmc) {
  const ProfileFile shared("url: https://x\ncmc_identification: i\ncmc_secret: s\n");
  const auto profile = load_server_profile(shared.path());
  EXPECT_THAT(profile.capabilities(), testing::Contains("shared-secret"));
  EXPECT_EQ(profile.cmc_secret->secret, "s");
  EXPECT_THAT(ProfileFile("url: https://x\ncmc_secret: s\n").error(),
              HasSubstr("cmc_identification"));
  EXPECT_THAT(ProfileFile("url: https://x\ncmc_identification: i\n").error(),
              HasSubstr("p.yaml:2:21:"));
}

TEST(ServerProfile, SaysWhyACapabilityIsMissing) {
  for (const auto& capability : ServerProfile::known_capabilities())
    EXPECT_FALSE(ServerProfile::why_missing(capability).empty()) << capability;
}

TEST(ServerProfile, TheExampleInDocsCanBeRead) {
  EXPECT_EQ(
      load_server_profile(std::string(source_folder) + "/docs/examples/server-profile.yaml").label,
      "");
}

}  // namespace
}  // namespace inquest
