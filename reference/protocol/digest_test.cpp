#include "reference/protocol/digest.h"

#include <gtest/gtest.h>

#include "reference/protocol/digest_check.h"

namespace inquest {
namespace {

constexpr std::int64_t now = 1'800'000'000;

/// RFC 7616 3.9.1.
DigestInput mufasa(DigestAlgorithm algorithm) {
  return {.algorithm = algorithm,
          .user = "Mufasa",
          .realm = "http-auth@example.org",
          .password = "Circle of Life",
          .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
          .count = 1,
          .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
          .qop = "auth",
          .method = "GET",
          .uri = "/dir/index.html"};
}

TEST(Digest, ComputesTheExampleOfRfc7616) {
  EXPECT_EQ(digest_response(mufasa(DigestAlgorithm::md5)), "8ca523f5e9506fed4657c9700eebdbec");
  EXPECT_EQ(digest_response(mufasa(DigestAlgorithm::sha256)),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

TEST(Digest, ComputesTheFormWithoutQop) {
  // The example of RFC 2617 3.5, computed as RFC 2069 did.
  DigestInput input{.algorithm = DigestAlgorithm::md5,
                    .user = "Mufasa",
                    .realm = "testrealm@host.com",
                    .password = "Circle Of Life",
                    .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                    .cnonce = "",
                    .qop = "",
                    .method = "GET",
                    .uri = "/dir/index.html"};
  EXPECT_EQ(digest_response(input), "670fd8c2df070c60b045671b8b24ff02");
}

class DigestExchange : public testing::Test {
 protected:
  /// A 401 with these challenges.
  static HttpResponse refusal(std::initializer_list<std::string> challenges) {
    HttpResponse response;
    response.status = 401;
    for (const auto& each : challenges) response.headers.add("WWW-Authenticate", each);
    return response;
  }
  HttpRequest answering(DigestAlgorithm algorithm, std::uint32_t count = 1) {
    if (nonce.empty()) nonce = nonces.issue(now);
    HttpRequest request;
    request.method = "POST";
    request.target = "/.well-known/est/simpleenroll";
    const auto response = refusal({digest_challenge(algorithm, "a \"realm\"", nonce, false)});
    request.headers.set("Authorization",
                        digest_authorization(*strongest_digest(response), {"est", password},
                                             request, count, "c\\nonce"));
    return request;
  }
  DigestVerdict check(const HttpRequest& request, std::int64_t at = now) {
    return check_digest(request, {{"est", "secret"}}, "a \"realm\"", nonces, at).verdict;
  }

  DigestNonces nonces{300, 3};
  std::string nonce;
  std::string password = "secret";
};

TEST_F(DigestExchange, IsBelievedInEitherAlgorithm) {
  EXPECT_EQ(check(answering(DigestAlgorithm::md5, 1)), DigestVerdict::valid);
  EXPECT_EQ(check(answering(DigestAlgorithm::sha256, 2)), DigestVerdict::valid);
}

TEST_F(DigestExchange, IsNotBelievedTwice) {
  const auto request = answering(DigestAlgorithm::sha256, 2);
  EXPECT_EQ(check(request), DigestVerdict::valid);
  EXPECT_EQ(check(request), DigestVerdict::stale);
  EXPECT_EQ(check(answering(DigestAlgorithm::sha256, 1)), DigestVerdict::stale);
  EXPECT_EQ(check(answering(DigestAlgorithm::sha256, 3)), DigestVerdict::valid);
}

TEST_F(DigestExchange, EndsWithItsNonce) {
  const auto request = answering(DigestAlgorithm::sha256);
  EXPECT_EQ(check(request, now + 301), DigestVerdict::stale);
  nonce.clear();
  const auto second = answering(DigestAlgorithm::sha256);
  for (int i = 0; i < 3; ++i) (void)nonces.issue(now);
  EXPECT_EQ(check(second), DigestVerdict::stale);
}

TEST_F(DigestExchange, HoldsForItsRequestHoweverThatIsSpelt) {
  auto request = answering(DigestAlgorithm::sha256);
  request.target = "/.well-known/est/simpleenrol%6c";
  EXPECT_FALSE(judge_digest_target(request));
  request.target = "https://est.example" + request.target;
  EXPECT_FALSE(judge_digest_target(request));
  request.target += "?another";
  EXPECT_EQ(judge_digest_target(request)->status, 400);
}

TEST_F(DigestExchange, HoldsForItsRequestAlone) {
  auto request = answering(DigestAlgorithm::sha256);
  request.target = "/.well-known/est/simplereenroll";
  EXPECT_EQ(judge_digest_target(request)->status, 400);
  request = answering(DigestAlgorithm::sha256);
  request.method = "PUT";
  EXPECT_EQ(check(request), DigestVerdict::wrong);
}

TEST_F(DigestExchange, WantsTheRightPassword) {
  password = "other";
  EXPECT_EQ(check(answering(DigestAlgorithm::md5)), DigestVerdict::wrong);
}

TEST_F(DigestExchange, DoesNotSpendANonceOnAWrongPassword) {
  password = "other";
  EXPECT_EQ(check(answering(DigestAlgorithm::sha256)), DigestVerdict::wrong);
  password = "secret";
  EXPECT_EQ(check(answering(DigestAlgorithm::sha256)), DigestVerdict::valid);
}

TEST_F(DigestExchange, TakesNothingThatWasNotOffered) {
  const auto altered = [&](const std::string& from, const std::string& to) {
    auto request = answering(DigestAlgorithm::sha256);
    auto field = *request.headers.find("Authorization");
    field.replace(field.find(from), from.size(), to);
    request.headers.set("Authorization", field);
    return check(request);
  };
  EXPECT_EQ(altered("qop=auth", "qop=auth-int"), DigestVerdict::wrong);
  EXPECT_EQ(altered("algorithm=SHA-256", "algorithm=SHA-1"), DigestVerdict::wrong);
  EXPECT_EQ(altered("nc=00000001", "nc=1"), DigestVerdict::wrong);
  EXPECT_EQ(altered("nc=", "userhash=true, nc="), DigestVerdict::wrong);
  EXPECT_EQ(altered("a \\\"realm\\\"", "other"), DigestVerdict::wrong);
  EXPECT_EQ(altered("Digest", "Basic"), DigestVerdict::absent);
}

TEST_F(DigestExchange, IsAnsweredByWhoKnowsThePasswordToo) {
  const auto request = answering(DigestAlgorithm::sha256);
  const auto info = authentication_info(request, {{"est", "secret"}});
  ASSERT_TRUE(info);
  const auto words = parse_challenges("Digest " + *info).at(0);
  EXPECT_EQ(words.find("nc"), "00000001");
  EXPECT_EQ(words.find("cnonce"), "c\\nonce");
  EXPECT_EQ(words.find("qop"), "auth");
  const DigestInput input{.user = "est",
                          .realm = "a \"realm\"",
                          .password = "secret",
                          .nonce = nonce,
                          .cnonce = "c\\nonce",
                          .qop = "auth",
                          .method = "",
                          .uri = request.target};
  EXPECT_EQ(words.find("rspauth"), digest_response(input));
  EXPECT_FALSE(authentication_info(request, {}));
}

TEST_F(DigestExchange, TakesOneUserName) {
  auto request = answering(DigestAlgorithm::sha256);
  request.headers.set("Authorization",
                      *request.headers.find("Authorization") + ", username*=UTF-8''est");
  EXPECT_EQ(check(request), DigestVerdict::wrong);
}

TEST_F(DigestExchange, ChoosesTheStrongestChallenge) {
  const auto md5 = digest_challenge(DigestAlgorithm::md5, "r", "1", false);
  const auto sha256 = digest_challenge(DigestAlgorithm::sha256, "r", "2", false);
  EXPECT_EQ(strongest_digest(refusal({md5, sha256}))->find("nonce"), "2");
  EXPECT_EQ(strongest_digest(refusal({sha256, md5, "Basic realm=x"}))->find("nonce"), "2");
  EXPECT_EQ(strongest_digest(refusal({"Digest realm=r, nonce=3, algorithm=SHA-512-256", md5}))
                ->find("nonce"),
            "1");
  EXPECT_FALSE(strongest_digest(refusal({"Digest realm=r, nonce=3, qop=\"auth-int\"", "Basic x"})));
}

}  // namespace
}  // namespace inquest
