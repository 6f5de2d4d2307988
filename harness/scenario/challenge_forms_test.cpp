#include "harness/scenario/challenge_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/protocol/challenge.h"

namespace inquest {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// The challenges of a refusal that usually has these two.
std::vector<std::string> written(const std::string& form) {
  Deviations deviations;
  write_challenges(form, deviations);
  HttpResponse refusal;
  refusal.status = 401;
  refusal.headers = {
      {"WWW-Authenticate", "Digest realm=\"inquest\", qop=\"auth\", algorithm=MD5, nonce=\"a=b\""},
      {"WWW-Authenticate", "Basic realm=\"inquest\", charset=\"UTF-8\""}};
  return deviations.at(moments::refusal_response, refusal).headers.all("WWW-Authenticate");
}

std::vector<AuthWords> read(const std::vector<std::string>& fields) {
  HttpResponse response;
  response.status = 401;
  for (const auto& each : fields) response.headers.add("WWW-Authenticate", each);
  return challenges_of(response);
}

TEST(ChallengeForms, SayTheSameInOtherWords) {
  const auto usual = read(written("usual"));
  for (const auto* form : {"schemes-in-capitals", "schemes-in-small-letters",
                           "parameters-in-capitals", "realm-as-token", "spaces-around-equals"}) {
    const auto other = read(written(form));
    ASSERT_EQ(other.size(), usual.size()) << form;
    for (std::size_t i = 0; i < usual.size(); ++i) {
      EXPECT_EQ(other[i].scheme, usual[i].scheme) << form;
      EXPECT_EQ(other[i].parameters, usual[i].parameters) << form;
    }
    EXPECT_NE(written(form), written("usual")) << form;
  }
}

TEST(ChallengeForms, NameParametersAlone) {
  EXPECT_THAT(written("parameters-in-capitals"),
              ElementsAre("Digest REALM=\"inquest\", QOP=\"auth\", ALGORITHM=MD5, NONCE=\"a=b\"",
                          "Basic REALM=\"inquest\", CHARSET=\"UTF-8\""));
}

TEST(ChallengeForms, AddWhatNobodyKnows) {
  EXPECT_EQ(read(written("unknown-scheme-first")).size(), 3U);
  const auto in_one = written("in-one-field-after-unknown-scheme");
  ASSERT_EQ(in_one.size(), 1U);
  const auto words = read(in_one);
  ASSERT_EQ(words.size(), 3U);
  EXPECT_EQ(words[1].scheme, "digest");
  EXPECT_EQ(words[2].scheme, "basic");
  EXPECT_THAT(written("unknown-algorithm-alone"), ElementsAre(HasSubstr("SHA-1024")));
}

TEST(ChallengeForms, KnowTheirNames) {
  for (const auto& form : challenge_forms()) {
    Deviations deviations;
    EXPECT_NO_THROW(write_challenges(form, deviations)) << form;
  }
  Deviations deviations;
  EXPECT_THROW(write_challenges("politely", deviations), std::logic_error);
  EXPECT_THAT(challenge_forms(), Contains("usual"));
}

}  // namespace
}  // namespace inquest
