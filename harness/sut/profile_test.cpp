#include "harness/sut/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/yaml/yaml.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

using testing::HasSubstr;

struct ProfileFile {
  TemporaryFolder folder;
  explicit ProfileFile(const std::string& text) { std::ofstream(path()) << text; }
  std::filesystem::path path() const { return folder.path() / "p.yaml"; }
  std::string error() const {
    try {
      load_server_profile(path());
    } catch (const YamlError& error) {
      return error.what();
    }
    return "no error";
  }
};

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
  for (const auto* url :
       {"http://x", "x:1", "https://", "https://x:0", "https://x:99999", "https://x:y",
        "https://x/est", "https://[::1", "https://u@x", "https://x/.well-known/est/a/b"})
    EXPECT_THROW(set_url(profile, url), std::invalid_argument) << url;
}

TEST(ServerProfile, ReadsAProfile) {
  const ProfileFile file(
      "name: ours\nurl: https://localhost:1\nuser: u\npassword: p\ntls: [\"1.3\"]\nkeys: "
      "[ed25519]\n"
      "layout: single-line\nother_label: b\nexclude: [{select: 'a*', reason: known}]\n");
  const auto profile = load_server_profile(file.path());
  EXPECT_EQ(profile.name, "ours");
  EXPECT_EQ(profile.credentials->password, "p");
  EXPECT_EQ(profile.exclude.at(0).reason, "known");
  EXPECT_THAT(profile.capabilities(), testing::Contains("tls1.3"));
  EXPECT_THAT(profile.capabilities(), testing::Not(testing::Contains("tls1.2")));
  EXPECT_THAT(profile.capabilities(), testing::IsSupersetOf({"basic", "certificate", "label"}));
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

TEST(ServerProfile, SaysWhyACapabilityIsMissing) {
  for (const auto& capability : ServerProfile::known_capabilities())
    EXPECT_FALSE(ServerProfile::why_missing(capability).empty()) << capability;
}

TEST(ServerProfile, TheExampleInDocsCanBeRead) {
  EXPECT_EQ(load_server_profile(INQUEST_SOURCE_DIR "/docs/examples/server-profile.yaml").label, "");
}

}  // namespace
}  // namespace inquest
