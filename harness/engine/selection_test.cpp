#include "harness/engine/selection.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

Case some_case() {
  Case each;
  each.scenario.id = "rfc7030.4.2.1.csr-truncated";
  each.scenario.tags = {"field", "B101"};
  each.scenario.covers = {"RFC7030-4.2.1-02"};
  each.scenario.kills = {"enroll-accepts-anything"};
  each.scenario.file = "rfc7030/4.2.1-simpleenroll.yaml";
  each.variant = {{"tls", "1.3"}, {"authentication", "basic"}};
  each.steps.push_back({Enroll{}, "", 0, false});
  return each;
}

bool matches(const std::string& expression) {
  return Selection(expression).matches(some_case(), Requirements());
}

TEST(Selection, EmptySelectsEverything) { EXPECT_TRUE(matches("")); }

TEST(Selection, MatchesIdsWithAndWithoutVariant) {
  EXPECT_TRUE(matches("rfc7030.4.2.1.csr-truncated"));
  EXPECT_TRUE(matches("rfc7030.4.2.1.csr-truncated[tls1.3,basic]"));
  EXPECT_TRUE(matches("RFC7030.4.*"));
  EXPECT_FALSE(matches("rfc7030.4.2.1.csr-truncated[tls1.2,basic]"));
  EXPECT_FALSE(matches("csr-truncated"));
}

TEST(Selection, MatchesByKind) {
  EXPECT_TRUE(matches("tag:b101"));
  EXPECT_TRUE(matches("req:RFC7030-4.2.1-*"));
  EXPECT_TRUE(matches("fault:enroll-*"));
  EXPECT_TRUE(matches("op:simpleenroll"));
  EXPECT_FALSE(matches("op:cacerts"));
  EXPECT_TRUE(matches("file:rfc7030/*"));
}

TEST(Selection, JoinsTerms) {
  EXPECT_TRUE(matches("nothing, tag:field"));
  EXPECT_TRUE(matches("tag:field & !op:cacerts"));
  EXPECT_FALSE(matches("tag:field & !op:simpleenroll"));
}

TEST(Selection, RefusesWhatItCannotRead) {
  EXPECT_THROW(Selection("tga:x"), std::invalid_argument);
  EXPECT_THROW(Selection("a,,b"), std::invalid_argument);
  EXPECT_THROW(Selection("!"), std::invalid_argument);
}

TEST(Glob, TakesBracketsForThemselves) {
  EXPECT_TRUE(glob_matches("a[*]", "a[x]"));
  EXPECT_FALSE(glob_matches("a[x]", "ax"));
  EXPECT_TRUE(glob_matches("**", ""));
  EXPECT_FALSE(glob_matches("?", ""));
}

}  // namespace
}  // namespace inquest
