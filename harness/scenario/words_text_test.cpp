#include "harness/scenario/words_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "cmake/source_folder.h"

namespace inquest {
namespace {

template <std::size_t Index = 0>
std::set<std::string> field_names() {
  if constexpr (Index == std::variant_size_v<Word>) {
    return {};
  } else {
    auto names = field_names<Index + 1>();
    std::variant_alternative_t<Index, Word> word;
    word.describe(word, [&](const char* name, const auto&, const char*, const FieldOptions& = {}) {
      names.insert(name);
    });
    return names;
  }
}

TEST(Vocabulary, HasNoFieldThatPythonCouldNotSpell) {
  const std::set<std::string> keywords{
      "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
      "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
      "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
      "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
  for (const auto& name : field_names()) EXPECT_FALSE(keywords.contains(name)) << name;
}

TEST(Vocabulary, HasEachWordOnce) {
  const auto words = words_for("server");
  EXPECT_EQ(std::set<std::string>(words.begin(), words.end()).size(), words.size());
}

TEST(Vocabulary, ItsManualIsTheOneInDocs) {
  std::ifstream file(std::string(source_folder) + "/docs/vocabulary.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), vocabulary_manual()) << "run: inquest scenarios words > docs/vocabulary.md";
}

TEST(StatusSet, HoldsCodesAndClasses) {
  const StatusSet set{{"200", "4xx"}};
  EXPECT_TRUE(set.holds(200));
  EXPECT_TRUE(set.holds(418));
  EXPECT_FALSE(set.holds(204));
  EXPECT_FALSE(set.holds(0));
  EXPECT_EQ(set.text(), "200 or 4xx");
}

}  // namespace
}  // namespace inquest
