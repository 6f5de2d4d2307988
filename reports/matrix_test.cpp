#include "reports/matrix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace inquest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MatrixResult small_matrix() {
  MatrixResult matrix;
  matrix.tool = "inquest";
  matrix.clients = {"a client", "another"};
  matrix.servers = {"a server"};
  matrix.stories = {"enrol"};
  MatrixCell works;
  works.client = "a client";
  works.server = "a server";
  works.story = "enrol";
  works.outcome = MatrixCell::Outcome::works;
  works.what = "it keeps a certificate";
  works.output = "<script>alert(1)</script>\x1b[31m\xff";
  works.certificates = {{"kept", "CN=<b>", "CN=CA", "-----BEGIN"}};
  auto fails = works;
  fails.client = "another";
  fails.outcome = MatrixCell::Outcome::fails;
  fails.what = "it keeps nothing; \x1b[31mexit status 1";
  matrix.cells = {works, fails};
  return matrix;
}

TEST(MatrixReports, ShowEachCellOnTheConsoleAndWhyItFails) {
  const auto text = matrix_console(small_matrix());
  EXPECT_THAT(text, HasSubstr("1  a server"));
  EXPECT_THAT(text, HasSubstr("a client  works"));
  EXPECT_THAT(text, HasSubstr("another   fails"));
  EXPECT_THAT(text, HasSubstr("fails: another: it keeps nothing"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[31m")));
}

TEST(MatrixReports, LeadFromEachCellToItsEvidence) {
  const auto page = matrix_html(small_matrix());
  EXPECT_THAT(page, HasSubstr("<td class=\"works\"><a href=\"#cell-0\">works</a>"));
  EXPECT_THAT(page, HasSubstr("<section id=\"cell-1\">"));
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
}

TEST(MatrixReports, AreJsonWhateverAClientPrints) {
  const auto json = nlohmann::json::parse(matrix_json(small_matrix()));
  ASSERT_EQ(json["cells"].size(), 2U);
  EXPECT_EQ(json["cells"][1]["outcome"], "fails");
}

TEST(MatrixReports, AreATableForDocuments) {
  EXPECT_THAT(matrix_markdown(small_matrix()), HasSubstr("| enrol | another | fails |\n"));
}

}  // namespace
}  // namespace inquest
