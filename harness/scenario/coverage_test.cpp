#include "harness/scenario/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/yaml/yaml.h"
#include "reference/faults/catalogue.h"
#include "reference/pki/atomic_file.h"

namespace inquest {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A fault of the reference server, and the statement that it breaks.
const Fault& a_fault() {
  for (const auto& each : fault_catalogue().all())
    if (each.role == Role::server && !each.breaks.empty()) return each;
  throw std::logic_error("there are no faults");
}

std::string entry(const std::string& id, const std::string& more = "",
                  const char* role = "server") {
  return "- id: " + id + "\n  level: MUST\n  binds: [" + role +
         "]\n  says: It answers.\n  anchor: the server MUST answer\n" + more;
}

std::string file_of(const std::string& id) {
  auto name = id.substr(0, id.find('-'));
  for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name + ".yaml";
}

/// A catalogue of the statement that a_fault() breaks, and what `others` adds, of RFC 1000.
Requirements catalogue(const std::string& others = "") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / file_of(a_fault().breaks)) << entry(a_fault().breaks);
  if (!others.empty()) std::ofstream(folder.path() / "rfc1000.yaml") << others;
  return Requirements::load(folder.path());
}

Case scenario(const std::string& id, std::vector<std::string> covers,
              std::vector<std::string> kills) {
  Case each;
  each.scenario.id = id;
  each.scenario.file = "rfc1000/1-answers.yaml";
  each.scenario.line = 7;
  each.scenario.role = "server";
  each.scenario.covers = std::move(covers);
  each.scenario.kills = std::move(kills);
  return each;
}

Covered only(const Requirements& requirements, const std::vector<Case>& cases,
             const std::string& id, const NotYet& not_yet = {}) {
  for (auto& each : coverage_of(requirements, cases, not_yet, "server"))
    if (each.requirement->id == id) return each;
  throw std::logic_error(id + " binds no server");
}

TEST(Coverage, IsSeenToFailByTheFaultThatBreaksTheStatementItself) {
  const auto requirements = catalogue(entry("RFC1000-1-01"));
  const std::vector cases{scenario("a", {a_fault().breaks, "RFC1000-1-01"}, {a_fault().id})};
  const auto broken = only(requirements, cases, a_fault().breaks);
  EXPECT_EQ(broken.coverage, Coverage::seen_to_fail);
  EXPECT_THAT(broken.scenarios, ElementsAre("a"));
  EXPECT_THAT(broken.faults, ElementsAre(a_fault().id));
  EXPECT_EQ(only(requirements, cases, "RFC1000-1-01").coverage, Coverage::covered);
}

TEST(Coverage, OfAPermissionIsToldWhereNothingCanBreakIt) {
  auto may = entry("RFC1000-1-01");
  may.replace(may.find("MUST"), 4, "MAY");
  const auto requirements = catalogue(may);
  EXPECT_EQ(only(requirements, {scenario("a", {"RFC1000-1-01"}, {})}, "RFC1000-1-01").coverage,
            Coverage::told);
}

TEST(Coverage, ComesToAStatementFromThoseThatItSaysAgain) {
  const auto again = "  says_again: [" + a_fault().breaks + "]\n";
  const auto requirements = catalogue(entry("RFC1000-1-01", again));
  EXPECT_EQ(only(requirements, {}, "RFC1000-1-01").coverage, Coverage::open);
  const std::vector cases{scenario("a", {a_fault().breaks}, {a_fault().id})};
  EXPECT_EQ(only(requirements, cases, "RFC1000-1-01").coverage, Coverage::seen_to_fail);
}

TEST(Coverage, OfWhatNoBlackBoxCanSeeIsAReason) {
  const auto requirements =
      catalogue(entry("RFC1000-1-01", "  untestable: hidden\n") +
                entry("RFC1000-1-02", "  says_again: [RFC1000-1-01]\n") +
                entry("RFC1000-1-03", "  says_again: [RFC1000-1-01, " + a_fault().breaks + "]\n"));
  EXPECT_EQ(only(requirements, {}, "RFC1000-1-01").reason, "hidden");
  EXPECT_EQ(only(requirements, {}, "RFC1000-1-02").coverage, Coverage::untestable);
  EXPECT_EQ(only(requirements, {}, "RFC1000-1-02").reason, "hidden");
  EXPECT_EQ(only(requirements, {}, "RFC1000-1-03").coverage, Coverage::open);
}

TEST(Coverage, CountsScenariosOfTheRoleAlone) {
  const auto requirements = catalogue();
  auto client = scenario("a", {a_fault().breaks}, {});
  client.scenario.role = "client";
  EXPECT_EQ(only(requirements, {client}, a_fault().breaks).coverage, Coverage::open);
}

TEST(CoverageProblems, AreAStatementWithoutScenarioAndAScenarioWithoutFault) {
  EXPECT_THAT(coverage_problems(catalogue(entry("RFC1000-1-01")),
                                {scenario("b", {"RFC1000-1-01"}, {})}, {}),
              ElementsAre(HasSubstr("RFC1000-1-01 is covered, and no fault that breaks it"),
                          HasSubstr(a_fault().breaks + " binds a server, and no scenario covers"),
                          "rfc1000/1-answers.yaml:7: b names no fault that it kills"));
}

TEST(CoverageProblems, AreExcusedByAReasonAndByNothingElse) {
  NotYet not_yet;
  not_yet.statements[a_fault().breaks] = "no word for it";
  not_yet.statements["RFC1000-1-01"] = "no fault yet";
  not_yet.scenarios["b"] = "no fault yet";
  const auto requirements = catalogue(entry("RFC1000-1-01"));
  EXPECT_THAT(coverage_problems(requirements, {scenario("b", {"RFC1000-1-01"}, {})}, not_yet),
              IsEmpty());
  EXPECT_EQ(only(requirements, {}, a_fault().breaks, not_yet).reason, "no word for it");
  // An excuse for what needs none is one too many.
  EXPECT_THAT(
      coverage_problems(requirements,
                        {scenario("b", {a_fault().breaks, "RFC1000-1-01"}, {a_fault().id})},
                        not_yet),
      ElementsAre(HasSubstr(a_fault().breaks + " is in not-yet.yaml for a server, and need not be"),
                  HasSubstr("b is in not-yet.yaml, and need not be")));
}

TEST(CoverageProblems, AreNotScenariosThatTellWhichPermissionIsTaken) {
  auto may = entry("RFC1000-1-01");
  may.replace(may.find("MUST"), 4, "MAY");
  const auto requirements = catalogue(may);
  NotYet not_yet;
  not_yet.statements[a_fault().breaks] = "later";
  EXPECT_THAT(coverage_problems(requirements, {scenario("b", {"RFC1000-1-01"}, {})}, not_yet),
              IsEmpty());
}

TEST(NotYet, IsReadStrictly) {
  const TemporaryFolder folder;
  const auto requirements = catalogue();
  EXPECT_THAT(NotYet::load(folder.path(), requirements, {}).statements, IsEmpty());
  const auto error_of = [&](const std::string& text) -> std::string {
    std::ofstream(folder.path() / "not-yet.yaml") << text;
    try {
      NotYet::load(folder.path(), requirements, {scenario("b", {}, {})});
    } catch (const YamlError& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_EQ(error_of("statements:\n  " + a_fault().breaks + ": later\nscenarios:\n  b: later\n"),
            "no error");
  EXPECT_THAT(error_of("statements:\n  RFC1000-9-99: later\n"), HasSubstr("not-yet.yaml:2:3: "));
  EXPECT_THAT(error_of("scenarios:\n  b: \"\"\n"), HasSubstr("why is it not there yet?"));
}

}  // namespace
}  // namespace inquest
