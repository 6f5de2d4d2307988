#include "harness/catalogue/requirements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "cmake/source_folder.h"
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

/// The entry above with one thing changed.
std::string with(const std::string& from, const std::string& to) {
  auto text = one;
  text.replace(text.find(from), from.size(), to);
  return text;
}

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
  EXPECT_THAT(error_of(with("MUST", "MUSST")), HasSubstr("did you mean 'MUST'"));
}

TEST(Requirements, RefusesAnIdThatIsNone) {
  for (const auto* id : {"RFC7030", "RFC7030-3.5", "RFC7030-3.5-2", "RFC7030-3.5-xx", "RFC7030--02",
                         "RFC7030-A.1x-02"})
    EXPECT_THAT(error_of(with("RFC7030-3.5-02", id)), HasSubstr("rfc7030.yaml:1:7: '")) << id;
}

TEST(Requirements, RefusesAnAnchorOfTooFewOrTooManyWords) {
  EXPECT_THAT(error_of(with("the server MUST verify", "MUST verify")),
              HasSubstr("rfc7030.yaml:5:11: an anchor has three to ten words, not 2"));
  EXPECT_THAT(error_of(with("the server MUST verify", "a b c d e f g h i j k")),
              HasSubstr("not 11"));
}

TEST(Requirements, RefusesOneThatBindsNobodyOrSomebodyTwice) {
  EXPECT_THAT(error_of(with("[server]", "[]")), HasSubstr("binds somebody"));
  EXPECT_THAT(error_of(with("[server]", "[server, server]")), HasSubstr("there twice"));
  EXPECT_THAT(error_of(with("[server]", "[sever]")), HasSubstr("did you mean 'server'"));
}

TEST(Requirements, RefusesAMissingKeyAndAnEmptyOne) {
  EXPECT_THAT(error_of(with("  says: It verifies.\n", "")), HasSubstr("'says' is missing"));
  EXPECT_THAT(error_of(with("It verifies.", "\"\"")), HasSubstr("this says nothing"));
}

TEST(Requirements, TellsWhatALaterDocumentMadeOfIt) {
  const auto requirements =
      load(one + "  now: {by: RFC9266, note: \"tls-exporter on TLS 1.3\"}\n  untestable: x\n");
  EXPECT_EQ(requirements.all().at(0).now, "RFC9266: tls-exporter on TLS 1.3");
  EXPECT_EQ(requirements.all().at(0).why_untestable("server"), "x");
}

TEST(Requirements, AReasonIsForEverybodyWhoIsBoundOrForOneRole) {
  const auto both = with("[server]", "[server, client]");
  const auto everybody = load(both + "  untestable: x\n");
  EXPECT_EQ(everybody.all().at(0).why_untestable("server"), "x");
  EXPECT_EQ(everybody.all().at(0).why_untestable("client"), "x");
  const auto client = load(both + "  untestable: {client: x}\n  no_code: {server: y}\n");
  EXPECT_EQ(client.all().at(0).why_untestable("server"), "");
  EXPECT_EQ(client.all().at(0).why_untestable("client"), "x");
  EXPECT_EQ(client.all().at(0).no_code, (Reasons{{"server", "y"}}));
  EXPECT_THAT(error_of(one + "  untestable: {client: x}\n"),
              HasSubstr("the roles that are bound takes no 'client'"));
}

TEST(Requirements, ASectionMayBeOfAnAppendix) {
  const auto requirements = load(with("RFC7030-3.5-02", "RFC7030-A.4-01"));
  EXPECT_EQ(requirements.all().at(0).section, "A.4");
}

TEST(Requirements, WhatIsSaidAgainIsThereAndBindsTheSame) {
  const auto again = [](const std::string& binds, const std::string& others) {
    return one + "- id: RFC7030-3.6-01\n  level: MUST\n  binds: " + binds +
           "\n  says: Again.\n  anchor: the server MUST again\n  says_again: " + others + "\n";
  };
  const auto requirements = load(again("[server]", "RFC7030-3.5-02"));
  EXPECT_EQ(requirements.all().at(1).says_again, (std::vector<std::string>{"RFC7030-3.5-02"}));
  EXPECT_THAT(error_of(again("[server]", "RFC7030-3.5-03")),
              HasSubstr("rfc7030.yaml:11:15: no requirement is called 'RFC7030-3.5-03'"));
  EXPECT_THAT(error_of(again("[server, client]", "[RFC7030-3.5-02]")),
              HasSubstr("none of these binds a client"));
  EXPECT_THAT(error_of(again("[server]", "RFC7030-3.6-01")), HasSubstr("says again what others"));
}

TEST(Requirements, AFolderThatIsNotThereIsNamed) {
  EXPECT_THROW(Requirements::load("/nowhere"), YamlError);
}

TEST(Requirements, TheCatalogueItselfCanBeRead) {
  const auto requirements =
      Requirements::load(std::string(source_folder) + "/scenarios/requirements");
  EXPECT_GE(requirements.all().size(), 100U);
}

}  // namespace
}  // namespace inquest
