#include "harness/scenario/challenge_text.h"

#include <gtest/gtest.h>

namespace inquest {
namespace {

std::string told(std::string_view field) {
  std::string text;
  for (const auto& each : parameters_as_written(field))
    text += each.scheme + ":" + each.name + "=" + each.value + " ";
  return text;
}

TEST(ChallengeText, KeepsQuotes) {
  EXPECT_EQ(told("Digest realm=\"a, b\", algorithm=MD5"),
            "digest:realm=\"a, b\" digest:algorithm=MD5 ");
}

TEST(ChallengeText, KeepsTheLettersOfNames) {
  EXPECT_EQ(told("DIGEST Realm = x , QOP = \"auth\""), "digest:Realm=x digest:QOP=\"auth\" ");
}

TEST(ChallengeText, TellsChallengesApart) {
  EXPECT_EQ(told("Basic realm=a, Negotiate, Digest realm=\"b\", nonce=c"),
            "basic:realm=a digest:realm=\"b\" digest:nonce=c ");
}

TEST(ChallengeText, LetsNoEscapedQuoteEndAString) {
  EXPECT_EQ(told("Digest realm=\"a\\\", b\", qop=auth"),
            "digest:realm=\"a\\\", b\" digest:qop=auth ");
}

TEST(ChallengeText, HasNothingWhereThereIsNothing) {
  EXPECT_EQ(told(""), "");
  EXPECT_EQ(told(" , ,"), "");
}

}  // namespace
}  // namespace inquest
