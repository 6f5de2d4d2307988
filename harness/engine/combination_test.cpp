#include "harness/engine/combination.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace inquest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<CombinationRow> product(const std::vector<std::vector<std::string>>& axes) {
  std::vector<CombinationRow> rows{{}};
  for (const auto& values : axes) {
    std::vector<CombinationRow> longer;
    for (const auto& row : rows)
      for (const auto& value : values) {
        longer.push_back(row);
        longer.back().push_back(value);
      }
    rows = std::move(longer);
  }
  return rows;
}

const std::vector<CombinationRow>& example() {
  static const auto rows = product({{"1.2", "1.3"},
                                    {"basic", "digest", "certificate"},
                                    {"ec", "rsa", "ed"},
                                    {"lf", "crlf", "one"},
                                    {"a", "b"}});
  return rows;
}

std::size_t pairs_of(const std::vector<CombinationRow>& rows) {
  std::set<std::tuple<std::size_t, std::size_t, std::string, std::string>> pairs;
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      for (std::size_t j = i + 1; j < row.size(); ++j) pairs.emplace(i, j, row[i], row[j]);
  return pairs.size();
}

std::vector<CombinationRow> taken(const std::vector<CombinationRow>& rows, std::size_t strength) {
  std::vector<CombinationRow> some;
  for (const auto index : covering_rows(rows, strength)) some.push_back(rows[index]);
  return some;
}

TEST(Combination, AFewRowsBringEveryPairTogether) {
  const auto some = taken(example(), 2);
  EXPECT_EQ(pairs_of(some), pairs_of(example()));
  EXPECT_LE(some.size(), 14U);  // of 108; nine is the least that there can be
}

TEST(Combination, GreaterStrengthTakesMoreRows) {
  EXPECT_GT(taken(example(), 3).size(), taken(example(), 2).size());
  EXPECT_EQ(taken(example(), 5).size(), example().size());
}

TEST(Combination, RowsThatCannotBeHadAreMadeUpForByOthers) {
  std::vector<CombinationRow> possible;
  for (const auto& row : example())
    if (!(row[0] == "1.3" && row[1] == "digest")) possible.push_back(row);
  EXPECT_EQ(pairs_of(taken(possible, 2)), pairs_of(possible));
}

TEST(Combination, OfNoRowsNoneIsTaken) { EXPECT_THAT(covering_rows({}, 2), IsEmpty()); }

TEST(Combination, BlamesTheTwoValuesThatFailTogether) {
  const CombinationRow failing{"1.3", "digest", "ed", "one", "b"};
  const CombinationRow passing{"1.2", "basic", "ec", "one", "a"};
  std::size_t runs = 0;
  const auto blamed = axes_to_blame(failing, passing, [&](const CombinationRow& row) {
    ++runs;
    return std::optional(row[1] == "digest" && row[4] == "b");
  });
  EXPECT_THAT(blamed, ElementsAre(1, 4));
  EXPECT_LE(runs, 4U);
}

TEST(Combination, WhatCannotBeTriedStaysAmongTheBlamed) {
  const auto blamed =
      axes_to_blame({"x", "y"}, {"p", "q"}, [](const CombinationRow&) { return std::nullopt; });
  EXPECT_THAT(blamed, ElementsAre(0, 1));
}

TEST(Combination, TheFarthestRowAgreesInFewestAxes) {
  const std::vector<CombinationRow> rows{{"a", "b", "c"}, {"x", "b", "z"}, {"x", "y", "c"}};
  EXPECT_EQ(farthest_row({"x", "y", "z"}, rows), rows[0]);
}

}  // namespace
}  // namespace inquest
