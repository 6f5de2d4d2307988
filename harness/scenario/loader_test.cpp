#include "harness/scenario/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmake/source_folder.h"
#include "harness/yaml/yaml.h"

namespace inquest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Requirements& catalogue() {
  static const auto requirements =
      Requirements::load(std::string(source_folder) + "/scenarios/requirements");
  return requirements;
}

/// A statement of the catalogue that binds only that role.
std::string a_requirement_of(const std::string& role) {
  for (const auto& each : catalogue().all())
    if (each.binds == std::vector<std::string>{role}) return each.id;
  throw std::logic_error("the catalogue has none");
}

std::string with(std::string text) {
  for (const auto& [name, value] : {std::pair{"SERVER", a_requirement_of("server")},
                                    std::pair{"CLIENT", a_requirement_of("client")}})
    for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at))
      text.replace(at, 6, value);
  return text;
}

std::vector<Case> load(const std::string& text, const std::string& file = "rfc7030/4.2.1-x.yaml") {
  return load_scenarios(with(text), file, catalogue());
}

std::string error_of(const std::string& text) {
  try {
    load(text);
  } catch (const YamlError& error) {
    return error.what();
  }
  return "no error";
}

const std::string head = "about: a file\ntests: server\ncases:\n";
const std::string good = head +
                         "  good:\n"
                         "    story: It works.\n"
                         "    covers: [SERVER]\n"
                         "    steps:\n"
                         "      - enroll: {subject: CN=a}\n"
                         "      - expect_refusal: {cites: SERVER}\n";

TEST(ScenarioLoader, MakesIdsOfFolderSectionAndKey) {
  EXPECT_EQ(load(good).at(0).id(), "rfc7030.4.2.1.good");
  EXPECT_EQ(load(good, "security/downgrade.yaml").at(0).id(), "security.downgrade.good");
}

TEST(ScenarioLoader, PutsAConnectionInFrontOfACaseWithoutOne) {
  const auto cases = load(good);
  ASSERT_EQ(cases.at(0).steps.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<Connect>(cases[0].steps[0].word));
}

TEST(ScenarioLoader, TwinHasTheSameActsWithoutTheDeviation) {
  const auto twin = load(good).at(0).twin;
  ASSERT_EQ(twin.size(), 2U);
  EXPECT_EQ(std::get<Enroll>(twin[1].word).subject, "");
}

TEST(ScenarioLoader, ACaseThatDeviatesInNothingHasNoTwin) {
  auto text = good;
  text.replace(text.find("{subject: CN=a}"), 15, "{}");
  text.replace(text.find("expect_refusal"), 14, "expect_acceptance");
  EXPECT_TRUE(load(text).at(0).twin.empty());
}

TEST(ScenarioLoader, ExpandsAxesAndDerivesWhatTheyNeed) {
  auto text = good;
  text.insert(text.find("    steps:"), "    for_each: {tls: [\"1.2\", \"1.3\"], key: [ec-p256]}\n");
  const auto cases = load(text);
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_EQ(cases[1].id(), "rfc7030.4.2.1.good[tls1.3,ec-p256]");
  EXPECT_EQ(std::get<Connect>(cases[1].steps[0].word).tls, "1.3");
  EXPECT_EQ(std::get<Enroll>(cases[1].steps[1].word).key, "ec-p256");
  EXPECT_THAT(cases[1].needs, testing::IsSupersetOf({"tls1.3", "key:ec-p256", "simpleenroll"}));
}

TEST(ScenarioLoader, AFaultAxisDeviatesOneFaultAtATime) {
  const auto cases = load(head +
                          "  faulty:\n"
                          "    story: It is refused.\n"
                          "    covers: [SERVER]\n"
                          "    for_each: {fault: [csr-signature-flipped-bit, csr-truncated]}\n"
                          "    steps:\n"
                          "      - enroll: {}\n"
                          "      - expect_refusal: {cites: SERVER}\n");
  ASSERT_EQ(cases.size(), 2U);
  EXPECT_THAT(std::get<Enroll>(cases[1].steps[1].word).faults.ids, ElementsAre("csr-truncated"));
  EXPECT_TRUE(std::get<Enroll>(cases[1].twin[1].word).faults.ids.empty());
}

TEST(ScenarioLoader, NamesPlaceAndNearestWord) {
  auto text = good;
  text.replace(text.find("enroll:"), 7, "enrol:");
  EXPECT_THAT(error_of(text), HasSubstr("rfc7030/4.2.1-x.yaml:8:9: no step is called 'enrol'"));
  EXPECT_THAT(error_of(text), HasSubstr("did you mean 'enroll'"));
}

TEST(ScenarioLoader, NamesPlaceAndNearestField) {
  auto text = good;
  text.replace(text.find("subject:"), 8, "subjetc:");
  EXPECT_THAT(error_of(text), HasSubstr("x.yaml:8:18: 'enroll' takes no 'subjetc'"));
  EXPECT_THAT(error_of(text), HasSubstr("did you mean 'subject'"));
}

TEST(ScenarioLoader, RefusesAnUnknownFault) {
  auto text = good;
  text.replace(text.find("subject: CN=a"), 13, "faults: [csr-truncatd]");
  EXPECT_THAT(error_of(text), HasSubstr("did you mean 'csr-truncated'"));
}

TEST(ScenarioLoader, RefusesARequirementThatBindsTheOtherRole) {
  auto text = good;
  for (auto at = text.find("SERVER"); at != std::string::npos; at = text.find("SERVER"))
    text.replace(at, 6, "CLIENT");
  EXPECT_THAT(error_of(text), HasSubstr("binds client, not the server under test"));
}

TEST(ScenarioLoader, RefusesCoversThatIsNotWhatTheStepsCite) {
  auto text = good;
  text.replace(text.find("[SERVER]"), 8, "[]");
  EXPECT_THAT(error_of(text), HasSubstr("which 'covers' lacks"));
}

TEST(ScenarioLoader, RefusesACaseThatJudgesNothing) {
  auto text = good;
  text.erase(text.find("      - expect_refusal"));
  text.replace(text.find("[SERVER]"), 8, "[]");
  EXPECT_THAT(error_of(text), HasSubstr("judges nothing"));
}

TEST(ScenarioLoader, RefusesARefusalWithoutATwin) {
  auto text = good;
  text.replace(text.find("{subject: CN=a}"), 15, "{}");
  EXPECT_THAT(error_of(text), HasSubstr("a refusal has no twin"));
}

TEST(ScenarioLoader, RefusesAnAxisThatNoStepTakes) {
  auto text = good;
  text.insert(text.find("    steps:"), "    for_each: {colour: [red]}\n");
  EXPECT_THAT(error_of(text), HasSubstr("no step takes the axis 'colour'"));
}

TEST(ScenarioLoader, RefusesAnUnknownCapability) {
  auto text = good;
  text.insert(text.find("    steps:"), "    needs: [basik]\n");
  EXPECT_THAT(error_of(text), HasSubstr("did you mean 'basic'"));
}

TEST(ScenarioLoader, ReadsVectorsBesideTheScenarios) {
  const auto file = std::string(source_folder) + "/scenarios/rfc2986/4.2-x.yaml";
  auto text = good;
  text.replace(text.find("subject: CN=a"), 13, "csr: csr/plain.b64");
  const auto loaded = load(text, file).at(0);
  EXPECT_EQ(std::get<Enroll>(loaded.steps[1].word).csr.bytes.front(), 0x30);
  EXPECT_TRUE(loaded.steps[1].deviates);
  EXPECT_TRUE(std::get<Enroll>(loaded.twin[1].word).csr.bytes.empty());
}

TEST(ScenarioLoader, NamesThePlaceOfAVectorThatIsNotThere) {
  auto text = good;
  text.replace(text.find("subject: CN=a"), 13, "csr: csr/nothing.b64");
  EXPECT_THAT(error_of(text), HasSubstr("x.yaml:8:23: "));
  EXPECT_THAT(error_of(text), HasSubstr("csr/nothing.b64"));
}

TEST(ScenarioLoader, AStepThatNoFaultIsSaidOfDoesNotDeviate) {
  auto text = good;
  text.replace(text.find("subject: CN=a"), 13, "faults: []");
  text.insert(text.find("      - expect_refusal"), "      - enroll: {}\n");
  text.insert(text.find("    steps:"), "    for_each: {fault: [csr-truncated]}\n");
  const auto loaded = load(text).at(0);
  EXPECT_FALSE(loaded.steps[1].deviates);
  EXPECT_TRUE(loaded.steps[2].deviates);
}

TEST(ScenarioLoader, ReadsTheWholeSuite) {
  const auto cases = load_suite(std::string(source_folder) + "/scenarios", catalogue());
  EXPECT_GE(cases.size(), 40U);
}

}  // namespace
}  // namespace inquest
