#include "harness/catalogue/requirements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/yaml/yaml.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

using testing::HasSubstr;

Requirements load(const std::string& text, const std::string& name = "rfc7030.yaml") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / name) << text;
  return Requirements::load(folder.path());
}

std::string error_of(const std::string& text, const std::string& name = "rfc7030.yaml") {
  try {
    load(text, name);
  } catch (const YamlError& error) {
    return error.what();
  }
  return "no error";
}

const std::string one =
    "- id: RFC7030-3.5-02\n  level: MUST\n  binds: [server]\n  says: It verifies.\n"
    "  anchor: the server MUST verify\n";

TEST(Requirements, ReadsOne) {
  const auto requirements = load(one);
  const auto* requirement = requirements.find("RFC7030-3.5-02");
  ASSERT_NE(requirement, nullptr);
  EXPECT_EQ(requirement->document, "RFC 7030");
  EXPECT_EQ(requirement->section, "3.5");
  EXPECT_TRUE(requirement->binds_role("server"));
  EXPECT_FALSE(requirement->binds_role("client"));
}

TEST(Requirements, RefusesAnIdThatIsThereTwice) {
  EXPECT_THAT(error_of(one + one), HasSubstr("rfc7030.yaml:6:7: 'RFC7030-3.5-02' is there twice"));
}

TEST(Requirements, RefusesAnIdOfAnotherDocument) {
  EXPECT_THAT(error_of(one, "rfc8951.yaml"), HasSubstr("does not begin with RFC8951"));
}

TEST(Requirements, RefusesAnUnknownKeyWithTheNearest) {
  EXPECT_THAT(error_of(one + "  anchr: x\n"), HasSubstr("did you mean 'anchor'"));
}

TEST(Requirements, RefusesAnUnknownLevel) {
  auto text = one;
  text.replace(text.find("MUST"), 4, "MUSST");
  EXPECT_THAT(error_of(text), HasSubstr("did you mean 'MUST'"));
}

TEST(Requirements, TheCatalogueItselfCanBeRead) {
  const auto requirements = Requirements::load(INQUEST_SOURCE_DIR "/scenarios/requirements");
  EXPECT_GE(requirements.all().size(), 100U);
}

}  // namespace
}  // namespace inquest
