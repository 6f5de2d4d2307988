#include "harness/sut/client_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/yaml/yaml.h"

namespace inquest {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ClientProfile read(const std::string& text) {
  return parse_client_profile(text, "folder/client.yaml");
}

std::string complaint_about(const std::string& text) {
  try {
    (void)read(text);
    return "none";
  } catch (const YamlError& error) {
    return error.what();
  }
}

const std::string shortest =
    "tests: client\n"
    "name: a client\n"
    "can: [basic, tls1.2]\n"
    "operations:\n"
    "  simpleenroll:\n"
    "    command: [est, --url, '{url}', [--label, '{label}']]\n"
    "    stores: '{out}*'\n";

TEST(ClientProfile, HasCommandsWithPartsThatMayBeLeftOut) {
  const auto profile = read(shortest);
  const auto& command = profile.commands.at(Operation::simpleenroll);
  ASSERT_EQ(command.parts.size(), 4U);
  EXPECT_FALSE(command.parts[2].optional);
  EXPECT_TRUE(command.parts[3].optional);
  EXPECT_THAT(command.parts[3].arguments, ElementsAre("--label", "{label}"));
  EXPECT_THAT(command.stores, ElementsAre("{out}*"));
  EXPECT_TRUE(profile.folder.is_absolute());
}

TEST(ClientProfile, CanWhatItSaysAndWhatItHasCommandsFor) {
  const auto can = read(shortest).capabilities();
  EXPECT_THAT(can, ElementsAre("basic", "simpleenroll", "tls1.2"));
  EXPECT_THAT(ClientProfile::known_capabilities(), Contains("simpleenroll"));
  EXPECT_THAT(ClientProfile::why_missing("digest"), HasSubstr("Digest"));
  EXPECT_THAT(ClientProfile::why_missing("fullcmc"), HasSubstr("no command for fullcmc"));
}

TEST(ClientProfile, NamesThePlaceOfAMistake) {
  auto text = shortest;
  text.replace(text.find("{url}"), 5, "{ulr}");
  EXPECT_THAT(complaint_about(text), HasSubstr("folder/client.yaml:6:27"));
  EXPECT_THAT(complaint_about(text), HasSubstr("did you mean 'url'"));
  EXPECT_THAT(complaint_about("tests: server\n"), HasSubstr("folder/client.yaml:1:8"));
  text = shortest;
  text.replace(text.find("simpleenroll"), 12, "simpleenrol");
  EXPECT_THAT(complaint_about(text), HasSubstr("did you mean 'simpleenroll'"));
}

TEST(ClientProfile, WantsATlsVersionAndAProgram) {
  auto text = shortest;
  text.replace(text.find(", tls1.2"), 8, "");
  EXPECT_THAT(complaint_about(text), HasSubstr("'tls1.2' or 'tls1.3' is wanted"));
  text = shortest;
  text.replace(text.find("[est,"), 5, "[[est],");
  EXPECT_THAT(complaint_about(text), HasSubstr("begins with its program"));
}

}  // namespace
}  // namespace inquest
