#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>

#include "cmake/source_folder.h"
#include "reports/console.h"
#include "reports/formats.h"
#include "reports/golden_run.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/sarif.h"

namespace inquest {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string golden_folder = std::string(source_folder) + "/reports/golden/";

/// Compares with the approved text; `scripts/approve` sets INQUEST_APPROVE to take what there is.
void expect_approved(const std::string& name, const std::string& text) {
  if (std::getenv("INQUEST_APPROVE") != nullptr) {
    std::ofstream(golden_folder + name, std::ios::binary) << text;
    return;
  }
  std::ifstream file(golden_folder + name, std::ios::binary);
  std::stringstream approved;
  approved << file.rdbuf();
  EXPECT_EQ(approved.str(), text) << name << " differs: if that is right, run scripts/approve";
}

std::string console(const RunResult& run, const ConsoleStyle& style) {
  std::string text;
  for (const auto& each : run.cases) text += console_case(each, run, style);
  return text + console_summary(run, style);
}

TEST(Reports, AreAsApproved) {
  const auto run = golden_run();
  expect_approved("console.approved.txt", console(run, {false, 80}));
  expect_approved("report.approved.json", encode_run(run));
  expect_approved("junit.approved.xml", junit_report(run));
  expect_approved("page.approved.html", html_report(run));
  expect_approved("report.approved.sarif", sarif_report(run));
}

TEST(Console, StaysWithinItsColumns) {
  std::istringstream lines(console(golden_run(), {false, 80}));
  for (std::string line; std::getline(lines, line);) {
    if (line.find("again") != std::string::npos) continue;
    EXPECT_LE(line.size(), 90U) << line;  // bytes; UTF-8 counts more
  }
}

TEST(Console, PassesNoEscapeOfAPeer) {
  EXPECT_THAT(console(golden_run(), {false, 80}), Not(HasSubstr("\x1b")));
}

TEST(Console, ProgressFitsItsLine) {
  EXPECT_EQ(progress_line(1, 10, {}, std::string(200, 'x'), {false, 80}).size(), 79U);
}

TEST(Json, GoesThereAndBack) {
  const auto text = encode_run(golden_run());
  EXPECT_EQ(encode_run(decode_run(text)), text);
  EXPECT_EQ(decode_run(text).cases.at(1).evidence.connections.at(0).transfers.at(1).bytes,
            golden_run().cases.at(1).evidence.connections.at(0).transfers.at(1).bytes);
}

TEST(Json, NamesThePlaceThatIsWrong) {
  auto text = encode_run(golden_run());
  text.replace(text.find("\"verdict\": \"fail\""), 17, "\"verdict\": \"fial\"");
  try {
    decode_run(text);
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "/cases/1/verdict: no verdict is called 'fial'");
  }
  EXPECT_THROW(decode_run("{"), std::runtime_error);
  EXPECT_THROW(decode_run("{}"), std::runtime_error);
  EXPECT_THROW(decode_run("[]"), std::runtime_error);
}

TEST(Junit, IsXmlWhateverAPeerSent) {
  pugi::xml_document document;
  const auto text = junit_report(golden_run());
  ASSERT_TRUE(document.load_string(text.c_str()));
  const auto suites = document.child("testsuites");
  std::size_t failures = 0;
  for (const auto suite : suites.children("testsuite"))
    failures += suite.attribute("failures").as_uint();
  EXPECT_EQ(failures, 1U);
  EXPECT_EQ(text.find('\0'), std::string::npos);
}

TEST(Html, RunsNothingThatAPeerSent) {
  const auto page = html_report(golden_run());
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const auto* outside : {"src=\"", "href=\"http", "url(", "@import"})
    EXPECT_THAT(page, Not(HasSubstr(outside))) << outside;
}

TEST(Html, StaysSmallForALargeRun) {
  auto run = golden_run();
  const auto each = run.cases.at(1);
  run.cases.assign(500, each);
  for (auto& copy : run.cases) copy.evidence.connections[0].transfers[1].bytes.assign(100'000, 'x');
  EXPECT_LT(html_report(run).size(), 15U << 20U);
}

TEST(Result, StandingsFollowTheWorstCheck) {
  const auto all = standings(golden_run());
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[0].second, Standing::doubtful);
  EXPECT_EQ(all[1].second, Standing::satisfied);
  EXPECT_EQ(all[2].second, Standing::violated);
  EXPECT_EQ(all[4].second, Standing::violated) << "as the one that it says again";
  EXPECT_EQ(all[5].second, Standing::not_exercised);
}

TEST(Formats, AreWrittenWhole) {
  const auto folder =
      std::filesystem::temp_directory_path() /
      ("inquest-reports-" + std::to_string(std::hash<std::string>{}(::testing::TempDir()) ^
                                           static_cast<std::size_t>(::getpid())));
  write_reports(golden_run(), folder);
  for (const auto& format : report_formats())
    EXPECT_TRUE(std::filesystem::exists(folder / format.file));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}),
            static_cast<std::ptrdiff_t>(report_formats().size()));
  std::filesystem::remove_all(folder);
}

TEST(Console, TellsOneReasonOnce) {
  RunResult run;
  for (int i = 1; i <= 3; ++i) {
    CaseResult each;
    each.id = "case-" + std::to_string(i);
    each.scenario = each.id;
    each.verdict = Verdict::error;
    each.reason = "the server is away";
    run.cases.push_back(each);
  }
  run.cases[1].verdict = Verdict::pass;
  const auto text = console_findings(run, {});
  EXPECT_EQ(text.find("the server is away"), text.rfind("the server is away"));
  EXPECT_NE(text.find("1 more: case-3 (1)"), std::string::npos) << text;
  EXPECT_EQ(text.find("case-2"), std::string::npos);
}

TEST(Console, TellsOneFindingOnceWhateverItsNumbers) {
  RunResult run;
  for (int i = 1; i <= 9; ++i) {
    CaseResult each;
    each.id = "scenario[" + std::to_string(i) + "]";
    each.scenario = "scenario";
    each.verdict = Verdict::fail;
    each.checks = {{"R", Verdict::fail, "whether the request was refused", "a refusal",
                    "200, " + std::to_string(600 + i) + " bytes", 1}};
    run.cases.push_back(each);
  }
  run.cases[4].checks[0].actual = "404, 2 bytes";
  const auto text = console_findings(run, {});
  EXPECT_NE(text.find("7 more: scenario (7)"), std::string::npos) << text;
  EXPECT_EQ(text.find("scenario[9]"), std::string::npos);
  EXPECT_NE(text.find("scenario[5]"), std::string::npos);
}

}  // namespace
}  // namespace inquest
